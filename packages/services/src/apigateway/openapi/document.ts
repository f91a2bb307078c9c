import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { parseYaml, plainValue, YamlSyntaxError, yamlText } from '@pasos/iac'
import { badRequest } from '../errors.ts'

/** The operation of a path that takes every method which has none of its own. */
export const anyMethod = 'x-amazon-apigateway-any-method'

/** An OpenAPI document, JSON or YAML. @throws ApiError BadRequestException */
export function parseDocument(text: string): JsonObject {
  const document = parsed(text)
  if (!isJsonObject(document) || (document['swagger'] === undefined && document['openapi'] === undefined)) {
    throw badRequest('Unable to parse API definition because of a malformed document: it says neither swagger nor openapi')
  }
  return document
}

function parsed(text: string): Json {
  try {
    return text.trimStart().startsWith('{') ? (JSON.parse(text) as Json) : plainValue(parseYaml(text))
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof YamlSyntaxError)) throw error
    throw badRequest(`Unable to parse API definition because of a malformed document: ${error.message}`)
  }
}

/** What reads a document in calls within calls comes to the end of the stack where somebody has nested it without end. @throws ApiError BadRequestException */
export function notTooDeep<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw badRequest('Unable to parse API definition because of a malformed document: it is nested too deep')
  }
}

/** What a `$ref` into the document leads to, or the value itself. */
export function resolved(value: Json, document: JsonObject): JsonObject {
  if (!isJsonObject(value)) return {}
  const reference = value['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return value
  const found = reference
    .slice(2)
    .split('/')
    .reduce<JsonObject>((at, name) => objectIn(at, name), document)
  return '$ref' in found ? {} : found
}

export function objectIn(value: JsonObject, name: string): JsonObject {
  const member = Object.hasOwn(value, name) ? value[name]! : null
  return isJsonObject(member) ? member : {}
}

export function listIn(value: JsonObject, name: string): Json[] {
  const member = value[name]
  return Array.isArray(member) ? member : []
}

/** As `parseDocument` reads it. */
export function documentText(document: JsonObject, notation: 'json' | 'yaml'): Uint8Array {
  return Buffer.from(notation === 'yaml' ? yamlText(document) : JSON.stringify(document, null, 2))
}

/** The members that there are. */
export function defined(members: Record<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject
}
