import { createHash } from 'node:crypto'
import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { anyMethod } from '../../apigateway/openapi/document.ts'
import { only } from '../resources/resource-type.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import { type Additions, type ApiRoute, addPermission, attribute, declaration, implicitApi, placeOf, textInId } from './additions.ts'
import { invalidResource, notServed } from './refusals.ts'
import { type Cors, preflightMethod, readCors, withPreflights } from './serverless-cors.ts'
import { addGatewayResponses, readGatewayResponses, withGatewayResponses } from './serverless-gateway-responses.ts'
import { addModels, cacheKeys, readModels, validatedMethod, withRequests } from './serverless-validation.ts'

/** The REST APIs of a template of SAM, each with the routes that events of functions ask for. */
export function addApis(added: Additions, declared: ReadonlyMap<string, ResourceDeclaration>, implicit: ResourceDeclaration): void {
  const ids = new Set([...declared.keys(), ...added.routes.map(({ api }) => api)])
  for (const api of ids) {
    const { type, properties } = declared.get(api) ?? implicit
    if (!declared.has(api) && api !== implicitApi) throw notServed(api, 'An API that is not in the template')
    if (properties['Auth'] !== undefined) throw notServed(api, 'An API with authorizers of its own')
    if (properties['Domain'] !== undefined) throw notServed(api, 'An API with a domain of its own')
    const other = Object.keys(properties).find(name => !apiProperties.has(name))
    if (other !== undefined) throw invalidResource(api, `property ${other} not defined for resource of type ${type}`)
    addApi(added, api, properties)
  }
}

/** What goes to the API, and to its stage, as it stands. */
const ofApi = [
  'ApiKeySourceType',
  'Description',
  'DisableExecuteApiEndpoint',
  'FailOnWarnings',
  'MinimumCompressionSize',
  'Mode',
  'SecurityPolicy',
]
const ofStage = [
  'AccessLogSetting',
  'CacheClusterEnabled',
  'CacheClusterSize',
  'CanarySetting',
  'MethodSettings',
  'TracingEnabled',
  'Variables',
]
/** Told with the API. */
const unserved = ['MergeDefinitions']
/** What names no more than there is: an API is deployed whenever it changes, and OpenAPI is read in any version. */
const idle = ['AlwaysDeploy', 'OpenApiVersion', 'PropagateTags']
/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html */
const apiProperties = new Set([
  ...['BinaryMediaTypes', 'Cors', 'DefinitionBody', 'DefinitionUri', 'EndpointConfiguration', 'GatewayResponses', 'Models', 'Name'],
  ...['StageName', 'Tags'],
  ...[...ofApi, ...ofStage, ...unserved, ...idle],
])

/** SAM has one type, and writes the VPC in capital letters. */
function endpointOf(configuration: Json): Json {
  if (typeof configuration === 'string') return { Types: [configuration] }
  if (!isJsonObject(configuration) || configuration['Type'] === undefined) return configuration
  const { Type, VPCEndpointIds, ...rest } = configuration
  return { ...rest, Types: [Type], ...(VPCEndpointIds !== undefined && { VpcEndpointIds: VPCEndpointIds }) }
}

/** SAM writes `image~1png`. */
function mediaTypes(api: string, types: Json): Json {
  if (!Array.isArray(types)) throw invalidResource(api, "Type of property 'BinaryMediaTypes' is invalid.")
  return types.map(each => (typeof each === 'string' ? each.replace('~1', '/') : each))
}

function addApi(added: Additions, api: string, properties: JsonObject): void {
  const { StageName = 'Prod', Name = { Ref: 'AWS::StackName' }, EndpointConfiguration, BinaryMediaTypes, Tags } = properties
  const cors = properties['Cors'] === undefined ? undefined : readCors(api, properties['Cors'])
  const routes = added.routes.filter(route => route.api === api)
  const models = readModels(api, properties, routes)
  const responses = readGatewayResponses(api, properties['GatewayResponses'])
  const document = documentIn(api, properties, { cors, models, responses, routes })
  const restApi = {
    ...{ Name, ...document, ...only(properties, ofApi) },
    ...(EndpointConfiguration !== undefined && { EndpointConfiguration: endpointOf(EndpointConfiguration) }),
    ...(BinaryMediaTypes !== undefined && { BinaryMediaTypes: mediaTypes(api, BinaryMediaTypes) }),
  }
  const withoutEffect = unserved.filter(name => properties[name] !== undefined)
  added.resources[api] = declaration('AWS::ApiGateway::RestApi', restApi, withoutEffect.length > 0 ? { withoutEffect } : {})
  const methods = document === undefined ? madeOfParts(added, api, { cors, models, responses, routes }) : []
  if (document !== undefined) for (const route of routes) addWritten(added, document, route)
  const mark = createHash('sha1')
    .update(
      JSON.stringify([
        routes,
        document ?? null,
        ...(cors === undefined ? [] : [cors]),
        ...(Object.keys(models).length > 0 ? [models] : []),
        ...(Object.keys(responses).length > 0 ? [responses] : []),
      ]),
    )
    .digest('hex')
    .slice(0, 10)
  added.resources[`${api}Deployment${mark}`] = declaration(
    'AWS::ApiGateway::Deployment',
    { RestApiId: { Ref: api } },
    { dependsOn: methods },
  )
  // As SAM calls it: by the stage's name where the template tells it.
  const stage = typeof StageName === 'string' ? `${api}${StageName.replace(/[^A-Za-z0-9]/g, '')}Stage` : `${api}Stage`
  added.parts.set(`${api}.Stage`, stage).set(`${api}.Deployment`, `${api}Deployment${mark}`)
  added.resources[stage] = declaration('AWS::ApiGateway::Stage', {
    ...{ RestApiId: { Ref: api }, StageName, DeploymentId: { Ref: `${api}Deployment${mark}` } },
    ...only(properties, ofStage),
    ...(isJsonObject(Tags) && { Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })) }),
  })
}

interface Parts {
  cors: Cors | undefined
  models: Record<string, JsonObject>
  responses: Record<string, JsonObject>
  routes: readonly ApiRoute[]
}

/** An API without a document of its own: the logical ids of what a deployment of it shows. */
function madeOfParts(added: Additions, api: string, { cors, models, responses, routes }: Parts): string[] {
  return [...addRoutes(added, routes, { cors, models: addModels(added, api, models) }), ...addGatewayResponses(added, api, responses)]
}

/** Where the API's own document is. */
function documentIn(
  api: string,
  { DefinitionBody, DefinitionUri }: JsonObject,
  { cors, models, responses, routes }: Parts,
): JsonObject | undefined {
  if (DefinitionBody !== undefined) {
    if (!isJsonObject(DefinitionBody)) return { Body: DefinitionBody }
    const told = withGatewayResponses(withRequests(DefinitionBody, models, routes), responses)
    return { Body: cors === undefined ? told : withPreflights(cors, told) }
  }
  if (DefinitionUri === undefined) return undefined
  if (Object.keys(models).length > 0)
    throw invalidResource(api, "Models works only with inline Swagger specified in 'DefinitionBody' property.")
  if (cors !== undefined) throw invalidResource(api, "Cors works only with inline Swagger specified in 'DefinitionBody' property.")
  if (Object.keys(responses).length > 0)
    throw invalidResource(api, "GatewayResponses works only with inline Swagger specified in 'DefinitionBody' property.")
  return { BodyS3Location: placeOf(api, DefinitionUri) }
}

/** The logical ids of the methods: of each route, and of each path that browsers may ask about. */
function addRoutes(
  added: Additions,
  routes: readonly ApiRoute[],
  { cors, models }: { cors: Cors | undefined; models: ReadonlyMap<string, string> },
): string[] {
  const made = routes.map(route => addRoute(added, route, models))
  if (cors === undefined) return made
  for (const [path, ofPath] of Map.groupBy(routes, route => route.path)) {
    const present = ofPath.map(({ method }) => method)
    if (present.includes('OPTIONS')) continue
    const { id, place } = addPath(added, ofPath[0]!.api, path)
    added.resources[`${id}OPTIONS`] = declaration('AWS::ApiGateway::Method', { ...place, ...preflightMethod(cors, present) })
    made.push(`${id}OPTIONS`)
  }
  return made
}

/** A route that the API's own document has: the function must let itself be called. */
function addWritten(added: Additions, { Body }: JsonObject, { api, path, method, target, role, access }: ApiRoute): void {
  if (Object.keys({ ...access.method, ...access.integration }).length > 0)
    throw notServed(api, `Auth or TimeoutInMillis of an event of ${method} ${path} beside the API's own document`)
  const paths = isJsonObject(Body) && isJsonObject(Body['paths']) ? (Body['paths'] as Record<string, JsonObject>) : undefined
  const names = method === 'ANY' ? [anyMethod] : [method.toLowerCase(), anyMethod]
  if (paths !== undefined && !names.some(name => paths[path]?.[name] !== undefined)) {
    throw notServed(api, `An event of ${method} ${path}, which the API's own document does not have,`)
  }
  if (role === undefined) addPermission(added, api, target)
}

/** The resources of a path: their last one's logical id, and how methods name it. */
function addPath(added: Additions, api: string, path: string): { id: string; place: JsonObject } {
  let parent: Json = attribute(api, 'RootResourceId')
  let id = `${api}Path`
  for (const part of path.split('/').filter(Boolean)) {
    id += textInId(part)
    added.resources[id] ??= declaration('AWS::ApiGateway::Resource', { RestApiId: { Ref: api }, ParentId: parent, PathPart: part })
    parent = { Ref: id }
  }
  return { id, place: { RestApiId: { Ref: api }, ResourceId: parent } }
}

/** The logical id of the method. */
function addRoute(added: Additions, route: ApiRoute, models: ReadonlyMap<string, string>): string {
  const { api, path, method, target, role, access } = route
  const { id, place: resource } = addPath(added, api, path)
  const methodId = `${id}${method}`
  const place = { ...resource, HttpMethod: method, AuthorizationType: 'NONE', ...access.method, ...validatedMethod(added, route, models) }
  if (role !== undefined) {
    added.resources[methodId] = declaration('AWS::ApiGateway::Method', { ...place, ...startingMethod(target.arn, role, route.isUnescaped) })
    return methodId
  }
  const uri = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${arn}/invocations'
  added.resources[methodId] = declaration('AWS::ApiGateway::Method', {
    ...place,
    Integration: {
      Type: 'AWS_PROXY',
      IntegrationHttpMethod: 'POST',
      Uri: { 'Fn::Sub': [uri, { arn: target.arn }] },
      ...access.integration,
      ...cacheKeys(route),
    },
  })
  addPermission(added, api, target)
  return methodId
}

/** A method that starts a state machine with the request's body, as SAM writes it. */
function startingMethod(arn: Json, Credentials: Json, isUnescaped = false): JsonObject {
  const unescaped = isUnescaped ? `.replaceAll("\\\\'","'")` : ''
  const template = `{"input": "$util.escapeJavaScript($input.json('$'))${unescaped}", "stateMachineArn": "\${arn}"}`
  const responses = ['200', '400']
  return {
    Integration: {
      ...{ Type: 'AWS', IntegrationHttpMethod: 'POST', Credentials },
      Uri: { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution' },
      RequestTemplates: { 'application/json': { 'Fn::Sub': [template, { arn }] } },
      IntegrationResponses: responses.map(StatusCode => ({
        StatusCode,
        ...(StatusCode !== '200' && { SelectionPattern: StatusCode }),
      })),
    },
    MethodResponses: responses.map(StatusCode => ({ StatusCode })),
  }
}
