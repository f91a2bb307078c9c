import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { badRequest } from '../../apigateway/errors.ts'
import { anyMethod, defined, listIn, objectIn, parseDocument, resolved } from '../../apigateway/openapi/document.ts'
import { fittingMembers } from '../../apigateway/openapi/fitting-members.ts'

/** An HTTP API as an OpenAPI 3 document describes it with API Gateway's extensions, its parts as the operations take them. */
export interface HttpApiDocument {
  name: string
  version?: string
  description?: string
  cors?: JsonObject
  disableExecuteApiEndpoint?: boolean
  tags: Record<string, string>
  /** By their names in the document. */
  authorizers: Record<string, JsonObject>
  routes: DocumentRoute[]
  warnings: string[]
}

export interface DocumentRoute {
  routeKey: string
  operationName?: string
  integration?: JsonObject
  security?: { kind: 'iam' } | { kind: 'authorizer'; name: string; scopes: string[] }
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', anyMethod])

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
 * @param basepath what becomes of the path of the first server: `ignore` and `prepend` are known
 * @throws ApiError BadRequestException
 */
export function readHttpOpenApi(text: string, basepath = 'ignore'): HttpApiDocument {
  const document = parseDocument(text)
  if (!/^3\.0/.test(String(document['openapi'] ?? ''))) throw badRequest('HTTP APIs are imported from documents of OpenAPI 3.0')
  const info = objectIn(document, 'info')
  if (typeof info['title'] !== 'string') throw badRequest('Unable to parse API definition because it has no title')
  const endpoint = document['x-amazon-apigateway-endpoint-configuration']
  const cors = document['x-amazon-apigateway-cors']
  const off = isJsonObject(endpoint ?? null) ? (endpoint as JsonObject)['disableExecuteApiEndpoint'] : undefined
  const prefix = basepath === 'prepend' ? basePath(document) : ''
  const around: Around = { document, schemes: objectIn(objectIn(document, 'components'), 'securitySchemes'), warnings: [] }
  const routes = Object.entries(objectIn(document, 'paths')).flatMap(([path, item]) => routesOf(prefix, path, item, around))
  return {
    name: info['title'],
    ...(typeof info['version'] === 'string' && { version: info['version'] }),
    ...(typeof info['description'] === 'string' && { description: info['description'] }),
    ...(isJsonObject(cors ?? null) && { cors: corsOf(cors as JsonObject) }),
    ...(typeof off === 'boolean' && { disableExecuteApiEndpoint: off }),
    ...{ tags: tagsOf(document), authorizers: authorizersOf(around.schemes), routes, warnings: around.warnings },
  }
}

interface Around {
  document: JsonObject
  schemes: JsonObject
  warnings: string[]
}

function basePath(document: JsonObject): string {
  const [server] = listIn(document, 'servers')
  const url = isJsonObject(server ?? null) ? String((server as JsonObject)['url'] ?? '') : ''
  return url.replace(/^https?:\/\/[^/]*/, '').replace(/\/$/, '')
}

function routesOf(prefix: string, path: string, item: Json, around: Around): DocumentRoute[] {
  if (!path.startsWith('/') || !isJsonObject(item)) return []
  return Object.entries(item).flatMap(([name, operation]) => {
    if (!methods.has(name) || !isJsonObject(operation)) return []
    const isDefault = path === '/$default' && name === anyMethod
    const routeKey = isDefault ? '$default' : `${name === anyMethod ? 'ANY' : name.toUpperCase()} ${prefix}${path}`
    const { operationId } = operation
    const integration = resolved(operation['x-amazon-apigateway-integration'] ?? null, around.document)
    const security = securityOf(operation, around)
    if (Object.keys(integration).length === 0) around.warnings.push(`The route ${routeKey} has no integration.`)
    return [
      {
        routeKey,
        ...(typeof operationId === 'string' && { operationName: operationId }),
        ...(Object.keys(integration).length > 0 && { integration: integrationOf(integration) }),
        ...(security && { security }),
      },
    ]
  })
}

/** Of the operation, else of the whole document. */
function securityOf(operation: JsonObject, { document, schemes }: Around): DocumentRoute['security'] {
  const [wanted] = listIn(operation['security'] === undefined ? document : operation, 'security')
  const [name, scopes] = Object.entries(isJsonObject(wanted ?? null) ? (wanted as JsonObject) : {})[0] ?? []
  if (name === undefined) return undefined
  const scheme = objectIn(schemes, name)
  if (scheme['x-amazon-apigateway-authtype'] === 'awsSigv4') return { kind: 'iam' }
  if (scheme['x-amazon-apigateway-authorizer'] === undefined) throw badRequest(`The security ${name} has no authorizer`)
  return { kind: 'authorizer', name, scopes: Array.isArray(scopes) ? scopes.map(String) : [] }
}

/** As CreateIntegration has it; types are written in small letters in a document. */
function integrationOf(integration: JsonObject): JsonObject {
  const { type, uri, httpMethod, credentials, connectionId: _, passthroughBehavior: __, responses: ___, ...others } = integration
  const members: Record<string, Json | undefined> = {
    ...{ IntegrationType: typeof type === 'string' ? type.toUpperCase() : undefined, IntegrationUri: uri, CredentialsArn: credentials },
    ...{ IntegrationMethod: httpMethod === anyMethod ? 'ANY' : httpMethod },
    IntegrationSubtype: others['integrationSubtype'],
    ...{ PayloadFormatVersion: textIn(others['payloadFormatVersion']), TimeoutInMillis: others['timeoutInMillis'] },
    ...{ RequestParameters: others['requestParameters'], ResponseParameters: others['responseParameters'] },
    ...{ ConnectionType: others['connectionType'], Description: others['description'], TlsConfig: others['tlsConfig'] },
  }
  return fittingMembers('apigatewayv2', 'CreateIntegration', defined(members))
}

function authorizersOf(schemes: JsonObject): Record<string, JsonObject> {
  return Object.fromEntries(
    Object.entries(schemes).flatMap(([name, scheme]) => {
      const authorizer = isJsonObject(scheme) ? scheme['x-amazon-apigateway-authorizer'] : undefined
      return isJsonObject(authorizer ?? null) ? [[name, authorizerOf(name, authorizer as JsonObject)]] : []
    }),
  )
}

function authorizerOf(Name: string, authorizer: JsonObject): JsonObject {
  const { type, identitySource, jwtConfiguration } = authorizer
  const sources = typeof identitySource === 'string' ? identitySource.split(',').map(each => each.trim()) : identitySource
  const members = defined({
    ...{ Name, AuthorizerType: typeof type === 'string' ? type.toUpperCase() : undefined, IdentitySource: sources },
    JwtConfiguration: isJsonObject(jwtConfiguration ?? null) ? capitalized(jwtConfiguration as JsonObject) : undefined,
    ...{ AuthorizerUri: authorizer['authorizerUri'], AuthorizerCredentialsArn: authorizer['authorizerCredentials'] },
    AuthorizerPayloadFormatVersion: textIn(authorizer['authorizerPayloadFormatVersion']),
    AuthorizerResultTtlInSeconds: authorizer['authorizerResultTtlInSeconds'],
    EnableSimpleResponses: authorizer['enableSimpleResponses'],
  })
  return fittingMembers('apigatewayv2', 'CreateAuthorizer', members)
}

function tagsOf(document: JsonObject): Record<string, string> {
  return Object.fromEntries(
    listIn(document, 'tags').flatMap(tag => {
      if (!isJsonObject(tag) || typeof tag['x-amazon-apigateway-tag-value'] !== 'string') return []
      return [[String(tag['name']), tag['x-amazon-apigateway-tag-value']]]
    }),
  )
}

/** YAML has `2.0` for a number. */
function textIn(value: Json | undefined): Json | undefined {
  return typeof value === 'number' ? value.toFixed(1) : value
}

function corsOf(cors: JsonObject): JsonObject {
  const CorsConfiguration = capitalized(cors)
  fittingMembers('apigatewayv2', 'CreateApi', { CorsConfiguration })
  return CorsConfiguration
}

function capitalized(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, value]))
}
