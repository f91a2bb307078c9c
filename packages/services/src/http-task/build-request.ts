import { isJsonObject, type JsonObject, memberText, rememberAs } from '@pasos/asl'
import type { SignIn } from '../events/connections/connections.ts'
import { type ArrayFormat, encodeForm, memberAsText, textsOf } from './form-encoding.ts'

export interface HttpRequest {
  url: string
  method: string
  headers: Record<string, string>
  body?: string
}

/** The task asks for something that AWS does not send: `States.Runtime`. */
export class BadRequest extends Error {}

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html */
const refusedHeaders =
  /^(a-im|accept-charset|accept-datetime|accept-encoding|authorization|cache-control|connection|content-encoding|content-md5|date|expect|forwarded|from|host|http2-settings|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|max-forwards|origin|pragma|proxy-authorization|referer|server|te|trailer|transfer-encoding|upgrade|via|warning|x-forwarded-.*|x-amz-.*|x-amzn-.*)$/

/**
 * The request of a task's input: what the connection adds wins, and is put in before anything is encoded.
 * @throws BadRequest
 */
export function buildRequest(input: JsonObject, connection: SignIn, region: string): HttpRequest {
  const method = String(input['Method'])
  const added = connection.InvocationHttpParameters ?? {}
  const headers = headersOf(input, connection, region)
  const given = objectAt(input, 'QueryParameters')
  const query = rememberAs(given, { ...given, ...keyed(added.QueryStringParameters) })
  const search = encodeForm(query, 'REPEAT')
  const body = bodyOf(input, keyed(added.BodyParameters), headers)
  return { url: `${input['ApiEndpoint']}${search === '' ? '' : `?${search}`}`, method, headers, ...(body !== undefined && { body }) }
}

function headersOf(input: JsonObject, connection: SignIn, region: string): Record<string, string> {
  const headers: Record<string, string> = {}
  const given = objectAt(input, 'Headers')
  for (const [name, value] of Object.entries(given)) {
    if (refusedHeaders.test(name.toLowerCase())) throw new BadRequest(`The header ${name} is not allowed.`)
    headers[name.toLowerCase()] = Array.isArray(value) ? textsOf(value).join(',') : memberAsText(given, name)
  }
  headers['user-agent'] = `Amazon|StepFunctions|HttpInvoke|${region}`
  headers['range'] = 'bytes=0-262144'
  for (const { Key, Value } of connection.InvocationHttpParameters?.HeaderParameters ?? []) headers[String(Key).toLowerCase()] = Value ?? ''
  const { ApiKeyAuthParameters: key, BasicAuthParameters: basic } = connection
  if (key) headers[String(key.ApiKeyName).toLowerCase()] = key.ApiKeyValue ?? ''
  if (basic) headers['authorization'] = `Basic ${Buffer.from(`${basic.Username}:${basic.Password}`).toString('base64')}`
  if (connection.authorization !== undefined) headers['authorization'] = connection.authorization
  return headers
}

function bodyOf(input: JsonObject, added: JsonObject, headers: Record<string, string>): string | undefined {
  const given = input['RequestBody']
  const addsNothing = Object.keys(added).length === 0
  if (given === undefined && addsNothing) return undefined
  if (given !== undefined && !isJsonObject(given)) {
    if (!addsNothing) throw new BadRequest('The RequestBody must be an object, as the connection adds to it.')
    return typeof given === 'string' ? given : json(memberText(input, 'RequestBody'), headers)
  }
  const body = rememberAs(given ?? {}, { ...given, ...added })
  const transform = objectAt(input, 'Transform')
  if (transform['RequestBodyEncoding'] !== 'URL_ENCODED') return json(JSON.stringify(body), headers)
  return encodeForm(body, (objectAt(transform, 'RequestEncodingOptions')['ArrayFormat'] ?? 'INDICES') as ArrayFormat)
}

function json(body: string, headers: Record<string, string>): string {
  headers['content-type'] ??= 'application/json; charset=UTF-8'
  return body
}

function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isJsonObject(value) ? value : {}
}

function keyed(parameters: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): JsonObject {
  return Object.fromEntries(parameters.map(({ Key = '', Value = '' }) => [Key, Value]))
}
