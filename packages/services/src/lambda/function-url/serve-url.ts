import type { Catalog, Clock, FunctionInvoker, Ids } from '@pasos/engine'
import type { Caller } from '@pasos/wire'
import { resourcePolicyDecision } from '../../iam/resource-policy.ts'
import type { FunctionRecord, UrlConfig } from '../function-record.ts'
import { policyText } from '../policy-statement.ts'
import { findFunctionUrl } from './url-config.ts'

/** A request to a function URL. */
export interface UrlRequest {
  method: string
  /** The URL's id. */
  id: string
  /** What follows the id, percent-encoded, with a slash at least. */
  path: string
  /** As sent, without the question mark. */
  query: string
  headers: Readonly<Record<string, string>>
  body: Uint8Array
  sourceIp: string
  protocol: string
  /** Who signed it; nothing when nobody did. Asked only where the URL wants to know. */
  caller(): Caller | undefined
}

export interface UrlAnswer {
  status: number
  headers: Record<string, string | string[]>
  body: Uint8Array | string
}

export interface UrlDependencies {
  catalog: Catalog
  clock: Clock
  ids: Ids
  invoker: FunctionInvoker
  /** Whether a caller's own policies, or the function's, allow it. */
  allows(caller: Caller, functionArn: string, policy: string | undefined): boolean
}

const forbidden =
  '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}'

/** Answers a request to a function URL as AWS does: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export async function serveUrl(deps: UrlDependencies, request: UrlRequest): Promise<UrlAnswer> {
  const found = findFunctionUrl(deps.catalog, request.id)
  if (!found) return json(404, '{"Message":null}')
  const { record, qualifier, config } = found
  const cors = corsHeaders(config, request)
  if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined && config.cors) {
    return { status: 200, headers: cors, body: '' }
  }
  const functionArn = qualifier === '' ? record.arn : `${record.arn}:${qualifier}`
  if (!mayInvoke(deps, request, { record, qualifier, config, functionArn })) return json(403, forbidden)
  const requestId = deps.ids.uuid()
  const payload = JSON.stringify(eventOf(request, requestId, deps.clock.now()))
  const result = await deps.invoker.invoke({ function: functionArn, payload, requestId })
  const answer = result.outcome === 'refused' ? json(result.status === 429 ? 429 : 502, '{"Message":null}') : answerOf(result)
  return { ...answer, headers: { ...answer.headers, ...cors, 'x-amzn-requestid': requestId } }
}

function mayInvoke(
  deps: UrlDependencies,
  request: UrlRequest,
  { record, qualifier, config, functionArn }: { record: FunctionRecord; qualifier: string; config: UrlConfig; functionArn: string },
): boolean {
  const policy = record.policies[qualifier] && policyText(record.policies[qualifier])
  if (config.authType === 'NONE') {
    // Open to everybody, but only once the function's policy says so too.
    const context = { 'lambda:FunctionUrlAuthType': 'NONE' }
    const anybody = { accountId: '', arns: [] }
    return (
      resourcePolicyDecision(policy, { principal: anybody, action: 'lambda:InvokeFunctionUrl', resource: functionArn, context }) === 'allow'
    )
  }
  const caller = request.caller()
  return caller !== undefined && deps.allows(caller, functionArn, policy)
}

/** Payload format 2.0 of API Gateway. */
function eventOf(request: UrlRequest, requestId: string, now: number): object {
  const { method, path, query, headers, body, sourceIp, protocol } = request
  const { cookie, ...others } = headers
  const isText = /^(?:text\/|application\/(?:json|javascript|xml|x-www-form-urlencoded)|[^;]*\+(?:json|xml))/.test(
    headers['content-type'] ?? '',
  )
  const parameters = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query))
    parameters.set(name, parameters.has(name) ? `${parameters.get(name)},${value}` : value)
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers: others,
    ...(parameters.size > 0 ? { queryStringParameters: Object.fromEntries(parameters) } : {}),
    requestContext: {
      accountId: 'anonymous',
      apiId: request.id,
      domainName: headers['host'] ?? '',
      domainPrefix: request.id,
      http: { method, path, protocol, sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    ...(body.length === 0
      ? { isBase64Encoded: false }
      : { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }),
  }
}

interface Shaped {
  statusCode?: number
  headers?: Record<string, unknown>
  cookies?: unknown[]
  body?: unknown
  isBase64Encoded?: boolean
}

/** What the function says; without a statusCode the whole of it is the body, as JSON. */
function answerOf({ payload, functionError }: { payload: string; functionError?: string }): UrlAnswer {
  if (functionError !== undefined) return json(502, 'Internal Server Error')
  const value = JSON.parse(payload) as Shaped | null
  if (typeof value !== 'object' || value === null || typeof value.statusCode !== 'number') {
    return json(200, typeof value === 'string' ? value : payload)
  }
  if (!Number.isInteger(value.statusCode) || value.statusCode < 100 || value.statusCode > 599) return json(502, 'Internal Server Error')
  const headers: Record<string, string | string[]> = { 'content-type': 'application/json' }
  for (const [name, text] of Object.entries(value.headers ?? {})) {
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[\r\n\0]/.test(String(text))) headers[name.toLowerCase()] = String(text)
  }
  const cookies = (value.cookies ?? []).map(String).filter(cookie => !/[\r\n\0]/.test(cookie))
  if (cookies.length > 0) headers['set-cookie'] = cookies
  const text = typeof value.body === 'string' ? value.body : value.body === undefined ? '' : JSON.stringify(value.body)
  return { status: value.statusCode, headers, body: value.isBase64Encoded ? Buffer.from(text, 'base64') : text }
}

function corsHeaders({ cors }: UrlConfig, { headers }: UrlRequest): Record<string, string> {
  const origin = headers['origin']
  if (!cors || origin === undefined) return {}
  const allowed = cors.AllowOrigins ?? []
  if (!allowed.includes('*') && !allowed.includes(origin)) return {}
  const listed = (name: string, values: readonly string[] | undefined) => (values?.length ? { [name]: values.join(',') } : {})
  return {
    'access-control-allow-origin': allowed.includes('*') && !cors.AllowCredentials ? '*' : origin,
    ...(cors.AllowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...listed('access-control-allow-methods', cors.AllowMethods),
    ...listed('access-control-allow-headers', cors.AllowHeaders),
    ...listed('access-control-expose-headers', cors.ExposeHeaders),
    ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
    vary: 'Origin',
  }
}

function json(status: number, body: string): UrlAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body }
}
