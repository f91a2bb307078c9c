import { requestTime } from './request-time.ts'

/** A request over HTTP, as a function is to see it. */
export interface PayloadRequest {
  method: string
  /** Percent-encoded, with the stage where it has a name. */
  path: string
  /** As sent, without the question mark. */
  query: string
  /** By names in small letters; several values of one are joined by commas. */
  headers: Readonly<Record<string, string>>
  body: Uint8Array
  sourceIp: string
  protocol: string
}

/** What is said of the API besides. */
export interface PayloadContext {
  accountId: string
  apiId: string
  domainName: string
  requestId: string
  routeKey: string
  stage: string
  /** Epoch milliseconds. */
  now: number
  authorizer?: object
  pathParameters?: Readonly<Record<string, string>>
  stageVariables?: Readonly<Record<string, string>>
}

/**
 * Payload format 2.0 of HTTP APIs and function URLs:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function format2Event({ method, path, query, headers, body, sourceIp, protocol }: PayloadRequest, context: PayloadContext): object {
  const { cookie, ...others } = headers
  const { accountId, apiId, domainName, requestId, routeKey, stage, now, authorizer, pathParameters = {}, stageVariables = {} } = context
  const isText = isTextType(headers['content-type'] ?? '')
  const parameters = joinedParameters(query)
  return {
    ...{ version: '2.0', routeKey, rawPath: path, rawQueryString: query },
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers: others,
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    requestContext: {
      ...{ accountId, apiId, ...(authorizer && { authorizer }), domainName, domainPrefix: apiId },
      http: { method, path, protocol, sourceIp, userAgent: headers['user-agent'] ?? '' },
      ...{ requestId, routeKey, stage, time: requestTime(now), timeEpoch: now },
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(Object.keys(stageVariables).length > 0 && { stageVariables }),
    ...(body.length === 0
      ? { isBase64Encoded: false }
      : { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }),
  }
}

/** Whether a body of this type is given as text, not as base64. */
export function isTextType(contentType: string): boolean {
  return /^(?:text\/|application\/(?:json|javascript|xml|x-www-form-urlencoded)|[^;]*\+(?:json|xml))/.test(contentType)
}

/** The parameters of a query, several values of one joined by commas. */
export function joinedParameters(query: string): Record<string, string> {
  const parameters = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    parameters.set(name, parameters.has(name) ? `${parameters.get(name)},${value}` : value)
  }
  return Object.fromEntries(parameters)
}

export interface PayloadAnswer {
  status: number
  /** By names in small letters. */
  headers: Record<string, string | string[]>
  body: Uint8Array | string
}

interface Shaped {
  statusCode?: number
  headers?: Record<string, unknown>
  cookies?: unknown[]
  body?: unknown
  isBase64Encoded?: boolean
}

/**
 * What a function answers, JSON text, as an answer to the client: without a `statusCode` the whole of it is the body. Nothing where its
 * status is none.
 */
export function format2Answer(payload: string, contentType: string): PayloadAnswer | undefined {
  const value = JSON.parse(payload) as Shaped | null
  if (typeof value !== 'object' || value === null || typeof value.statusCode !== 'number') {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: typeof value === 'string' ? value : payload }
  }
  if (!Number.isInteger(value.statusCode) || value.statusCode < 100 || value.statusCode > 599) return undefined
  const headers: Record<string, string | string[]> = { 'content-type': contentType }
  for (const [name, text] of Object.entries(value.headers ?? {})) {
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[\r\n\0]/.test(String(text))) headers[name.toLowerCase()] = String(text)
  }
  const cookies = (value.cookies ?? []).map(String).filter(cookie => !/[\r\n\0]/.test(cookie))
  if (cookies.length > 0) headers['set-cookie'] = cookies
  const text = typeof value.body === 'string' ? value.body : value.body === undefined ? '' : JSON.stringify(value.body)
  return { status: value.statusCode, headers, body: value.isBase64Encoded ? Buffer.from(text, 'base64') : text }
}
