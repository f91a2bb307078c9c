import { isJsonObject, type Json, type JsonObject, memberText, rememberAs } from '@pasos/asl'
import { textsOf } from '../http-task/form-encoding.ts'

/** A call of an API as the task's parameters have it, apart from where the API is. */
export interface ApiRequest {
  method: string
  /** With the stage, encoded: `/prod/pets/1`. */
  path: string
  /** Without the question mark; empty without parameters. */
  query: string
  headers: Record<string, string>
  body?: string
}

/** The task asks for what Step Functions does not send: `States.Runtime`. */
export class BadApiRequest extends Error {}

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])
const withBody = new Set(['POST', 'PUT', 'PATCH'])
const refusedHeaders =
  /^(x-forwarded.*|x-amz.*|authorization|connection|content-md5|expect|host|max-forwards|proxy-authenticate|server|te|transfer-encoding|trailer|upgrade|via|www-authenticate)$/i

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html: lists of headers and query parameters, a body that is
 * JSON (a string with its quotes), whose members without a value are left out unless `AllowNullValues` says otherwise.
 * @throws BadApiRequest
 */
export function buildApiRequest(input: JsonObject): ApiRequest {
  const method = String(input['Method'])
  if (!methods.has(method)) throw new BadApiRequest(`The method ${method} is none of ${[...methods].join(', ')}.`)
  const headers = headersOf(input['Headers'])
  const body = withBody.has(method) ? bodyOf(input) : undefined
  if (body !== undefined && !Object.keys(headers).some(name => name.toLowerCase() === 'content-type')) {
    headers['content-type'] = 'application/json'
  }
  const parts = [input['Stage'], input['Path']].flatMap(part => (typeof part === 'string' ? [part.replace(/^\/+/, '')] : []))
  return { method, path: pathOf(parts), query: queryOf(input['QueryParameters']), headers, ...(body !== undefined && { body }) }
}

/** Encoded, and with `..` resolved: what the parameters hold cannot leave the place that was given to the API. */
export function pathOf(parts: readonly string[]): string {
  const url = new URL('http://api')
  url.pathname = parts.join('/')
  return url.pathname
}

function headersOf(given: Json | undefined): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, values] of listsOf(given)) {
    if (refusedHeaders.test(name)) throw new BadApiRequest(`The header ${name} is not allowed.`)
    headers[name] = values.join(',')
  }
  return headers
}

/** The query of an address, without the question mark. */
export function queryOf(given: Json | undefined): string {
  return listsOf(given)
    .flatMap(([name, values]) => values.map(value => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`))
    .join('&')
}

/** Their form was checked before the task was scheduled. */
function listsOf(given: Json | undefined): [name: string, values: string[]][] {
  return isJsonObject(given) ? Object.entries(given).map(([name, values]) => [name, textsOf(values as Json[])]) : []
}

function bodyOf(input: JsonObject): string | undefined {
  const given = input['RequestBody']
  if (given === undefined || given === null) return undefined
  if (typeof given === 'number') return memberText(input, 'RequestBody')
  return JSON.stringify(input['AllowNullValues'] === true ? given : withoutNulls(given))
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return rememberAs(value, value.map(withoutNulls))
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).flatMap(([name, member]) => (member === null ? [] : [[name, withoutNulls(member)]]))
  return rememberAs(value, Object.fromEntries(members) as JsonObject)
}
