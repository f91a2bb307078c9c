import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { anyMethod } from '../../apigateway/openapi/document.ts'
import { only } from '../resources/resource-type.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import {
  type Additions,
  addPermission,
  declaration,
  type HttpApiRoute,
  implicitHttpApi,
  permission,
  placeOf,
  textInId,
} from './additions.ts'
import { invalidResource, mapIn, notServed } from './refusals.ts'

/** The HTTP APIs of a template of SAM, each with the routes that events of functions ask for. `implicit` is the one nobody declares. */
export function addHttpApis(added: Additions, declared: ReadonlyMap<string, ResourceDeclaration>, implicit: ResourceDeclaration): void {
  const ids = new Set([...declared.keys(), ...added.httpRoutes.map(({ api }) => api)])
  for (const api of ids) {
    const { type, properties } = declared.get(api) ?? implicit
    if (!declared.has(api) && api !== implicitHttpApi) throw notServed(api, 'An HTTP API that is not in the template')
    if (properties['Domain'] !== undefined) throw notServed(api, 'Domain of an HTTP API')
    const other = Object.keys(properties).find(name => !apiProperties.includes(name))
    if (other !== undefined) throw invalidResource(api, `property ${other} not defined for resource of type ${type}`)
    addHttpApi(added, api, properties)
  }
}

const ofApi = ['Description', 'DisableExecuteApiEndpoint', 'FailOnWarnings']
const ofStage = ['AccessLogSettings', 'DefaultRouteSettings', 'StageVariables']
/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html */
const apiProperties = [
  ...[...ofApi, ...ofStage, 'Auth', 'CorsConfiguration', 'DefinitionBody', 'DefinitionUri', 'Name', 'PropagateTags', 'RouteSettings'],
  ...['StageName', 'Tags'],
]

function addHttpApi(added: Additions, api: string, properties: JsonObject): void {
  const { Name, StageName = '$default', CorsConfiguration, Tags, DefinitionBody, DefinitionUri } = properties
  const hasDocument = DefinitionBody !== undefined || DefinitionUri !== undefined
  const name = Name ?? (hasDocument ? undefined : { Ref: 'AWS::StackName' })
  added.resources[api] = declaration('AWS::ApiGatewayV2::Api', {
    ...(name !== undefined && { Name: name }),
    ...{ ProtocolType: 'HTTP', ...only(properties, ofApi) },
    ...(DefinitionBody !== undefined && { Body: DefinitionBody }),
    ...(DefinitionUri !== undefined && { BodyS3Location: placeOf(api, DefinitionUri) }),
    ...(CorsConfiguration !== undefined && { CorsConfiguration: CorsConfiguration === true ? { AllowOrigins: ['*'] } : CorsConfiguration }),
    Tags: { 'httpapi:createdBy': 'SAM', ...((Tags ?? {}) as JsonObject) },
  })
  const auth = properties['Auth'] === undefined ? {} : readAuth(api, properties['Auth'])
  const authorizers = Object.entries((auth['Authorizers'] ?? {}) as Record<string, JsonObject>)
  if (hasDocument && Object.keys(auth).length > 0) throw notServed(api, 'Auth of an HTTP API beside its own document')
  for (const [name, authorizer] of authorizers) addAuthorizer(added, api, name, authorizer)
  const routes = added.httpRoutes.filter(each => each.api === api)
  for (const route of routes) {
    if (hasDocument) addWritten(added, DefinitionBody, route)
    else addRoute(added, route, auth)
  }
  // As SAM calls it.
  const stage = StageName === '$default' ? `${api}ApiGatewayDefaultStage` : `${api}${textInId(StageName)}Stage`
  added.parts.set(`${api}.Stage`, stage)
  added.resources[stage] = declaration('AWS::ApiGatewayV2::Stage', {
    ...{ ApiId: { Ref: api }, StageName, AutoDeploy: true },
    ...only(properties, ofStage),
    ...routeSettings(api, properties, routes),
  })
}

/** Of the stage: what the API says of each route, and over it what the route's event says. */
function routeSettings(api: string, { RouteSettings = {} }: JsonObject, routes: readonly HttpApiRoute[]): JsonObject {
  const all = { ...mapIn(api, 'RouteSettings', RouteSettings) }
  for (const { routeKey, routeSettings: own } of routes) {
    if (own !== undefined) all[routeKey] = { ...(all[routeKey] as JsonObject | undefined), ...own }
  }
  return Object.keys(all).length === 0 ? {} : { RouteSettings: all }
}

const ofAuth = ['Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer']

function readAuth(api: string, value: Json): JsonObject {
  const auth = mapIn(api, 'Auth', value)
  const other = Object.keys(auth).find(name => !ofAuth.includes(name))
  if (other !== undefined) throw invalidResource(api, `property ${other} not defined for Auth`)
  return auth
}

const idOf = (api: string, name: string): string => `${api}${textInId(name)}Authorizer`

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapiauth.html */
function addAuthorizer(added: Additions, api: string, Name: string, authorizer: JsonObject): void {
  const { JwtConfiguration, FunctionArn, FunctionInvokeRole, EnableSimpleResponses, Identity = {} } = authorizer
  const id = idOf(api, Name)
  const place = { ApiId: { Ref: api }, Name }
  if (JwtConfiguration !== undefined) {
    const { audience, issuer, Audience = audience, Issuer = issuer } = JwtConfiguration as JsonObject
    added.resources[id] = declaration('AWS::ApiGatewayV2::Authorizer', {
      ...{ ...place, AuthorizerType: 'JWT', IdentitySource: [authorizer['IdentitySource'] ?? '$request.header.Authorization'] },
      JwtConfiguration: { Audience: Audience ?? [], Issuer: Issuer ?? '' },
    })
    return
  }
  if (FunctionArn === undefined) throw notServed(api, `The authorizer ${Name}, which names neither a function nor an issuer,`)
  const identity = Identity as JsonObject
  const uri = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${arn}/invocations'
  const ttl = identity['ReauthorizeEvery']
  added.resources[id] = declaration('AWS::ApiGatewayV2::Authorizer', {
    ...{ ...place, AuthorizerType: 'REQUEST', AuthorizerUri: { 'Fn::Sub': [uri, { arn: FunctionArn }] } },
    ...{ AuthorizerPayloadFormatVersion: authorizer['AuthorizerPayloadFormatVersion'] ?? '1.0', IdentitySource: sourcesOf(identity) },
    ...(FunctionInvokeRole !== undefined && { AuthorizerCredentialsArn: FunctionInvokeRole }),
    ...(EnableSimpleResponses !== undefined && { EnableSimpleResponses }),
    ...(ttl !== undefined && { AuthorizerResultTtlInSeconds: ttl }),
  })
  if (authorizer['EnableFunctionDefaultPermissions'] === true) {
    const source = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${api}/authorizers/*'
    const SourceArn = { 'Fn::Sub': [source, { api: { Ref: api } }] }
    added.resources[`${id}Permission`] = permission(FunctionArn, 'apigateway', { SourceArn })
  }
}

function sourcesOf(identity: JsonObject): string[] {
  const of = (member: string, prefix: string) => ((identity[member] ?? []) as string[]).map(name => `${prefix}.${name}`)
  return [
    ...of('Headers', '$request.header'),
    ...of('QueryStrings', '$request.querystring'),
    ...of('Context', '$context'),
    ...of('StageVariables', '$stageVariables'),
  ]
}

/** A route that the API's own document has: the function must let itself be called. What the event says beside, the document says or nobody. */
function addWritten(added: Additions, document: Json | undefined, { api, routeKey, target, settings, auth }: HttpApiRoute): void {
  const paths = isJsonObject(document ?? null) ? (document as JsonObject)['paths'] : undefined
  const [method = '', path = '/$default'] = routeKey.split(' ')
  const names = [method.toLowerCase(), anyMethod]
  const ofPath = isJsonObject(paths ?? null) ? (paths as Record<string, JsonObject>)[path] : undefined
  const written = names.map(name => ofPath?.[name]).find(each => each !== undefined)
  if (isJsonObject(paths ?? null) && written === undefined) {
    throw notServed(api, `An event of ${routeKey}, which the API's own document does not have,`)
  }
  const integration = isJsonObject(written ?? null) ? (written as JsonObject)['x-amazon-apigateway-integration'] : undefined
  const { payloadFormatVersion } = isJsonObject(integration ?? null) ? (integration as JsonObject) : {}
  const isSame = settings['PayloadFormatVersion'] === payloadFormatVersion
  const said = Object.keys({ ...settings, ...auth }).find(name => name !== 'PayloadFormatVersion' || !isSame)
  if (said !== undefined) throw notServed(api, `${said} of an event of ${routeKey} beside the API's own document`)
  addPermission(added, api, target)
}

function addRoute(added: Additions, { api, routeKey, target, settings, auth }: HttpApiRoute, ofApi: JsonObject): void {
  const id = `${api}${textInId(routeKey)}`
  added.resources[`${id}Integration`] = declaration('AWS::ApiGatewayV2::Integration', {
    ...{ ApiId: { Ref: api }, IntegrationType: 'AWS_PROXY', IntegrationUri: target.arn, PayloadFormatVersion: '2.0', ...settings },
  })
  added.resources[`${id}Route`] = declaration('AWS::ApiGatewayV2::Route', {
    ...{ ApiId: { Ref: api }, RouteKey: routeKey, Target: { 'Fn::Sub': ['integrations/${id}', { id: { Ref: `${id}Integration` } }] } },
    ...authorization(api, auth, ofApi),
  })
  addPermission(added, api, target)
}

/** Of the event, else of the API. */
function authorization(api: string, auth: JsonObject, ofApi: JsonObject): JsonObject {
  const name = auth['Authorizer'] ?? ofApi['DefaultAuthorizer']
  if (name === undefined || name === 'NONE') return {}
  if (name === 'AWS_IAM') return { AuthorizationType: 'AWS_IAM' }
  const authorizers = (ofApi['Authorizers'] ?? {}) as Record<string, JsonObject>
  const authorizer = authorizers[String(name)]
  if (authorizer === undefined) throw notServed(api, `The authorizer ${String(name)}, which is not among those of the API,`)
  const scopes = auth['AuthorizationScopes'] ?? authorizer['AuthorizationScopes']
  return {
    ...{
      AuthorizationType: authorizer['JwtConfiguration'] === undefined ? 'CUSTOM' : 'JWT',
      AuthorizerId: { Ref: idOf(api, String(name)) },
    },
    ...(scopes !== undefined && { AuthorizationScopes: scopes }),
  }
}
