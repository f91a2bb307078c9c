import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { notServed } from '../errors.ts'
import { type GatewayResponseRecord, usualTemplates } from '../records/gateway-response-record.ts'
import type { ValidatorRecord } from '../records/model-record.ts'
import { anyMethod, listIn, notTooDeep, objectIn, parseDocument, resolved } from './document.ts'
import { modelsOfBodies } from './document-models.ts'
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
  /** Schemas as the document has them, by the names of their models. */
  models: ReadonlyMap<string, JsonObject>
  validators: (Omit<ValidatorRecord, 'id'> & { name: string })[]
  gatewayResponses: GatewayResponseRecord[]
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
  requestModels: Record<string, string>
  /** By its name. */
  validator?: string
  /** By status. */
  responses: Record<string, { headers: string[]; models: Record<string, string> }>
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

const validator = 'x-amazon-apigateway-request-validator'
const gatewayResponses = 'x-amazon-apigateway-gateway-responses'

/** @throws ApiError BadRequestException */
export function readOpenApi(text: string): ApiDocument {
  return notTooDeep(() => apiOf(parseDocument(text)))
}

function apiOf(document: JsonObject): ApiDocument {
  const info = objectIn(document, 'info')
  const policy = document['x-amazon-apigateway-policy']
  const binary = document['x-amazon-apigateway-binary-media-types']
  const schemes = { ...objectIn(document, 'securityDefinitions'), ...objectIn(objectIn(document, 'components'), 'securitySchemes') }
  const found: DocumentMethod[] = []
  const components = objectIn(document, 'components')
  const models = new Map(Object.entries({ ...objectIn(document, 'definitions'), ...objectIn(components, 'schemas') }).map(asSchema))
  for (const [path, item] of Object.entries(objectIn(document, 'paths'))) {
    if (!path.startsWith('/') || !isJsonObject(item)) continue
    const shared = listIn(item, 'parameters')
    for (const [name, operation] of Object.entries(item)) {
      if (!methods.has(name) || !isJsonObject(operation)) continue
      found.push(methodOf(path, name, operation, { document, shared, schemes, models }))
    }
  }
  const left = ['x-amazon-apigateway-documentation'].filter(name => document[name] !== undefined)
  return {
    title: typeof info['title'] === 'string' ? info['title'] : 'API',
    ...(typeof info['version'] === 'string' && { version: info['version'] }),
    ...(typeof info['description'] === 'string' && { description: info['description'] }),
    ...(Array.isArray(binary) && { binaryMediaTypes: binary.map(String) }),
    ...(policy !== undefined && { policy: JSON.stringify(policy) }),
    gatewayResponses: gatewayResponsesOf(document),
    ...{ methods: found, models, validators: validatorsOf(document), warnings: left.map(name => `${name} is not served here.`) },
  }
}

/** One that is no schema is refused as a model. */
function asSchema([name, schema]: [string, Json]): [string, JsonObject] {
  return [name, isJsonObject(schema) ? schema : { type: schema }]
}

function validatorsOf(document: JsonObject): ApiDocument['validators'] {
  return Object.entries(objectIn(document, `${validator}s`)).map(([name, told]) => {
    const { validateRequestBody, validateRequestParameters } = isJsonObject(told) ? told : {}
    return { name, validateRequestBody: validateRequestBody === true, validateRequestParameters: validateRequestParameters === true }
  })
}

function gatewayResponsesOf(document: JsonObject): GatewayResponseRecord[] {
  return Object.entries(objectIn(document, gatewayResponses)).map(([responseType, told]) => {
    const { statusCode, responseParameters = {}, responseTemplates = usualTemplates } = isJsonObject(told) ? told : {}
    return {
      responseType,
      ...(statusCode !== undefined && statusCode !== null && { statusCode: String(statusCode) }),
      ...{ responseParameters: textsIn(responseParameters), responseTemplates: textsIn(responseTemplates) },
    }
  })
}

function textsIn(value: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(isJsonObject(value) ? value : {}).map(([name, text]) => [name, String(text)]))
}

interface Around {
  document: JsonObject
  /** Parameters of all methods of a path. */
  shared: Json[]
  schemes: JsonObject
  /** Those that stand where they are used come to them. */
  models: Map<string, JsonObject>
}

function methodOf(path: string, name: string, operation: JsonObject, around: Around): DocumentMethod {
  const integration = operation['x-amazon-apigateway-integration']
  const { operationId } = operation
  const { document } = around
  const parameters = [...around.shared, ...listIn(operation, 'parameters')]
  const named = operation[validator] ?? document[validator]
  return {
    ...{ path, httpMethod: name === anyMethod ? 'ANY' : name.toUpperCase(), authorizationType: authorizationOf(operation, around) },
    ...(typeof operationId === 'string' && { operationName: operationId }),
    requestParameters: parametersOf(parameters, document),
    requestModels: requestModelsOf(operation, parameters, around),
    ...(named !== undefined && { validator: String(named) }),
    responses: Object.fromEntries(
      Object.entries(objectIn(operation, 'responses')).flatMap(([status, response]) =>
        /^\d{3}$/.test(status) ? [[status, answerOf(operation, resolved(response, document), around)]] : [],
      ),
    ),
    ...(isJsonObject(integration) && { integration: integrationOf(integration) }),
  }
}

/** OpenAPI 3.0 says each type's schema, 2.0 one for all that the method takes. */
function requestModelsOf(operation: JsonObject, parameters: readonly Json[], { document, models }: Around): Record<string, string> {
  const content = objectIn(resolved(operation['requestBody'] ?? null, document), 'content')
  const inBody = parameters.map(each => resolved(each, document)).find(each => each['in'] === 'body')
  const all = inBody && typesOf('consumes', operation, document).map(type => [type, inBody['schema']] as const)
  return modelsOfBodies([...schemasIn(content), ...(all ?? [])], models)
}

function answerOf(operation: JsonObject, response: JsonObject, { document, models }: Around) {
  const { schema } = response
  const all = schema === undefined ? [] : typesOf('produces', operation, document).map(type => [type, schema] as const)
  const schemas = [...schemasIn(objectIn(response, 'content')), ...all]
  return { headers: Object.keys(objectIn(response, 'headers')), models: modelsOfBodies(schemas, models) }
}

function schemasIn(content: JsonObject): [type: string, schema: Json | undefined][] {
  return Object.entries(content).map(([type, media]) => [type, isJsonObject(media) ? media['schema'] : undefined])
}

function typesOf(name: 'consumes' | 'produces', operation: JsonObject, document: JsonObject): string[] {
  const types = [operation, document].map(each => listIn(each, name)).find(each => each.length > 0)
  return (types ?? ['application/json']).map(String)
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
