import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { notServed } from '../errors.ts'
import { anyMethod, listIn, objectIn, parseDocument, resolved } from './document.ts'
import { fittingMembers } from './fitting-members.ts'

/** An API as an OpenAPI document (2.0 or 3.0) describes it with API Gateway's extensions. */
export interface ApiDocument {
  title: string
  version?: string
  description?: string
  binaryMediaTypes?: string[]
  /** JSON text. */
  policy?: string
  methods: DocumentMethod[]
  /** What of it is left out. */
  warnings: string[]
}

export interface DocumentMethod {
  path: string
  /** `ANY` among them. */
  httpMethod: string
  authorizationType: string
  operationName?: string
  /** `method.request.querystring.name`: whether it must be there. */
  requestParameters: Record<string, boolean>
  /** Headers by status. */
  responses: Record<string, string[]>
  integration?: DocumentIntegration
}

export interface DocumentIntegration {
  settings: JsonObject
  responses: DocumentResponse[]
}

export interface DocumentResponse {
  statusCode: string
  selectionPattern?: string
  settings: JsonObject
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', anyMethod])

/** @throws ApiError BadRequestException */
export function readOpenApi(text: string): ApiDocument {
  const document = parseDocument(text)
  if (document['x-amazon-apigateway-request-validator'] !== undefined) throw notServed('A request validator')
  const info = objectIn(document, 'info')
  const policy = document['x-amazon-apigateway-policy']
  const binary = document['x-amazon-apigateway-binary-media-types']
  const schemes = { ...objectIn(document, 'securityDefinitions'), ...objectIn(objectIn(document, 'components'), 'securitySchemes') }
  const found: DocumentMethod[] = []
  for (const [path, item] of Object.entries(objectIn(document, 'paths'))) {
    if (!path.startsWith('/') || !isJsonObject(item)) continue
    const shared = listIn(item, 'parameters')
    for (const [name, operation] of Object.entries(item)) {
      if (!methods.has(name) || !isJsonObject(operation)) continue
      found.push(methodOf(path, name, operation, { document, shared, schemes }))
    }
  }
  const left = ['x-amazon-apigateway-gateway-responses', 'x-amazon-apigateway-documentation'].filter(name => document[name] !== undefined)
  return {
    title: typeof info['title'] === 'string' ? info['title'] : 'API',
    ...(typeof info['version'] === 'string' && { version: info['version'] }),
    ...(typeof info['description'] === 'string' && { description: info['description'] }),
    ...(Array.isArray(binary) && { binaryMediaTypes: binary.map(String) }),
    ...(policy !== undefined && { policy: JSON.stringify(policy) }),
    ...{ methods: found, warnings: left.map(name => `${name} is not served here.`) },
  }
}

interface Around {
  document: JsonObject
  /** Parameters of all methods of a path. */
  shared: Json[]
  schemes: JsonObject
}

function methodOf(path: string, name: string, operation: JsonObject, around: Around): DocumentMethod {
  const integration = operation['x-amazon-apigateway-integration']
  if (operation['x-amazon-apigateway-request-validator'] !== undefined) throw notServed('A request validator')
  const { operationId } = operation
  return {
    ...{ path, httpMethod: name === anyMethod ? 'ANY' : name.toUpperCase(), authorizationType: authorizationOf(operation, around) },
    ...(typeof operationId === 'string' && { operationName: operationId }),
    requestParameters: parametersOf([...around.shared, ...listIn(operation, 'parameters')], around.document),
    responses: Object.fromEntries(
      Object.entries(objectIn(operation, 'responses')).flatMap(([status, response]) =>
        /^\d{3}$/.test(status) ? [[status, Object.keys(objectIn(resolved(response, around.document), 'headers'))]] : [],
      ),
    ),
    ...(isJsonObject(integration) && { integration: integrationOf(integration) }),
  }
}

/** Of the method, else of the whole document. */
function authorizationOf(operation: JsonObject, { document, schemes }: Around): string {
  const { type } = objectIn(operation, 'x-amazon-apigateway-auth')
  if (typeof type === 'string') return type.toUpperCase()
  const wanted = operation['security'] ?? document['security']
  const names = Array.isArray(wanted) ? wanted.flatMap(each => (isJsonObject(each) ? Object.keys(each) : [])) : []
  for (const name of names) {
    if (objectIn(schemes, name)['x-amazon-apigateway-authtype'] === 'awsSigv4') return 'AWS_IAM'
    throw notServed(`The security ${name}`)
  }
  return 'NONE'
}

const places: Record<string, string> = { query: 'querystring', header: 'header', path: 'path' }

function parametersOf(parameters: readonly Json[], document: JsonObject): Record<string, boolean> {
  return Object.fromEntries(
    parameters.flatMap(each => {
      const { in: where, name, required } = resolved(each, document)
      const place = places[String(where)]
      return place === undefined ? [] : [[`method.request.${place}.${String(name)}`, required === true]]
    }),
  )
}

/** Values of enumerations are written in small letters there. */
function integrationOf({ responses, type, passthroughBehavior, contentHandling, ...settings }: JsonObject): DocumentIntegration {
  const enumerated = { type, passthroughBehavior, contentHandling }
  return {
    settings: fittingMembers('apigateway', 'PutIntegration', { ...settings, ...upperCased(enumerated) }),
    responses: Object.entries(isJsonObject(responses) ? responses : {}).flatMap(([pattern, response]) => {
      if (!isJsonObject(response)) return []
      const { statusCode, contentHandling: handling, ...rest } = response
      const selection = pattern === 'default' ? {} : { selectionPattern: pattern }
      const told = fittingMembers('apigateway', 'PutIntegrationResponse', { ...rest, ...upperCased({ contentHandling: handling }) })
      return [{ statusCode: String(statusCode), ...selection, settings: told }]
    }),
  }
}

function upperCased(members: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.toUpperCase()]] : [])),
  )
}
