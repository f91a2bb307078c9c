import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { anyMethod } from '../../apigateway/openapi/document.ts'
import { invalidResource } from './refusals.ts'

/** What a browser from elsewhere is told, by header; its methods where the template names them. */
export interface Cors {
  headers: JsonObject
  /** Of each path those that it has, where this is missing. */
  methods?: Json
}

const invalid = "Invalid value for 'Cors' property."
const anyOrigin = "'*'"
const allMethods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']
const members = ['AllowCredentials', 'AllowHeaders', 'AllowMethods', 'AllowOrigin', 'MaxAge']

/**
 * `Cors` of a REST API: the origin alone, or with what else preflight requests are answered. Values are texts in single quotes, as API Gateway's
 * mappings have them. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
 *
 * @throws ApiError ValidationError
 */
export function readCors(api: string, cors: Json): Cors {
  if (typeof cors !== 'string' && !isJsonObject(cors)) throw invalidResource(api, invalid)
  const isWhole = typeof cors === 'string' || Object.keys(cors).some(name => name === 'Ref' || name.startsWith('Fn::'))
  const given: JsonObject = isWhole ? { AllowOrigin: cors } : (cors as JsonObject)
  if (Object.keys(given).some(name => !members.includes(name))) throw invalidResource(api, invalid)
  const { AllowCredentials = false, AllowHeaders, AllowMethods, AllowOrigin = anyOrigin, MaxAge } = given
  if (AllowCredentials === true && AllowOrigin === anyOrigin) {
    const reason = `Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is "'*'" or not set`
    throw invalidResource(api, reason)
  }
  return {
    headers: {
      'Access-Control-Allow-Origin': AllowOrigin,
      ...(AllowHeaders !== undefined && { 'Access-Control-Allow-Headers': AllowHeaders }),
      ...(MaxAge !== undefined && { 'Access-Control-Max-Age': typeof MaxAge === 'number' ? String(MaxAge) : MaxAge }),
      ...(AllowCredentials === true && { 'Access-Control-Allow-Credentials': "'true'" }),
    },
    ...(AllowMethods !== undefined && { methods: AllowMethods }),
  }
}

/** The answer's headers at a path that has these methods. */
function headersOf({ headers, methods }: Cors, present: readonly string[]): JsonObject {
  const own = present.includes('ANY') ? allMethods : [...new Set([...present, 'OPTIONS'])].sort()
  return { ...headers, 'Access-Control-Allow-Methods': methods ?? `'${own.join()}'` }
}

const requestTemplates = { 'application/json': '{"statusCode": 200}' }
const responseTemplates = { 'application/json': '{}' }
const inAnswer = (header: string): string => `method.response.header.${header}`

/** The method that answers preflight requests of a path with these others, as a resource's properties. */
export function preflightMethod(cors: Cors, present: readonly string[]): JsonObject {
  const headers = Object.entries(headersOf(cors, present))
  const named = <T>(values: readonly (readonly [string, T])[]) => Object.fromEntries(values.map(([name, value]) => [inAnswer(name), value]))
  return {
    ...{ HttpMethod: 'OPTIONS', AuthorizationType: 'NONE' },
    Integration: {
      ...{ Type: 'MOCK', PassthroughBehavior: 'WHEN_NO_MATCH', RequestTemplates: requestTemplates },
      IntegrationResponses: [{ StatusCode: '200', ResponseParameters: named(headers), ResponseTemplates: responseTemplates }],
    },
    MethodResponses: [{ StatusCode: '200', ResponseParameters: named(headers.map(([name]) => [name, true] as const)) }],
  }
}

/** An API's own document with such a method at each path that has none. */
export function withPreflights(cors: Cors, document: JsonObject): JsonObject {
  const { paths } = document
  if (!isJsonObject(paths ?? null)) return document
  const changed = Object.entries(paths as JsonObject).map(([path, item]) => [path, isJsonObject(item) ? withPreflight(cors, item) : item])
  return { ...document, paths: Object.fromEntries(changed) }
}

function withPreflight(cors: Cors, item: JsonObject): JsonObject {
  if (item['options'] !== undefined) return item
  const names = Object.keys(item).map(name => (name === anyMethod ? 'ANY' : name.toUpperCase()))
  const present = names.filter(name => name === 'ANY' || allMethods.includes(name))
  const headers = headersOf(cors, present)
  const responseParameters = Object.fromEntries(Object.entries(headers).map(([name, value]) => [inAnswer(name), value]))
  const response = {
    description: 'CORS',
    headers: Object.fromEntries(Object.keys(headers).map(name => [name, { schema: { type: 'string' } }])),
  }
  const integration = {
    ...{ type: 'mock', passthroughBehavior: 'when_no_match', requestTemplates },
    responses: { default: { statusCode: '200', responseParameters, responseTemplates } },
  }
  return { ...item, options: { summary: 'CORS', responses: { 200: response }, 'x-amazon-apigateway-integration': integration } }
}
