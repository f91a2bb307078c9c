import type { Catalog, Clock, FunctionInvoker, Ids } from '@pasos/engine'
import { arrivalOf, type Caller, type OperationContext } from '@pasos/wire'
import { corsHeaders } from '../../http-payload/cors-headers.ts'
import { format2Answer, format2Event } from '../../http-payload/format-2.ts'
import { anonymousKeys } from '../../iam/context-keys.ts'
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
  /** Whether nobody could read it on its way. */
  isSecure: boolean
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
  allows(arrival: NonNullable<OperationContext['arrival']>, caller: Caller, functionArn: string, policy: string | undefined): boolean
}

const forbidden =
  '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}'

/** Answers a request to a function URL as AWS does: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export async function serveUrl(deps: UrlDependencies, request: UrlRequest): Promise<UrlAnswer> {
  const found = findFunctionUrl(deps.catalog, request.id)
  if (!found) return json(404, '{"Message":null}')
  const { record, qualifier, config } = found
  const cors = corsHeaders(config.cors, request.headers['origin'])
  if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined && config.cors) {
    return { status: 200, headers: cors, body: '' }
  }
  const functionArn = qualifier === '' ? record.arn : `${record.arn}:${qualifier}`
  if (!mayInvoke(deps, request, { record, qualifier, config, functionArn })) return json(403, forbidden)
  const requestId = deps.ids.uuid()
  const context = { accountId: 'anonymous', apiId: request.id, domainName: request.headers['host'] ?? '', requestId, now: deps.clock.now() }
  const payload = JSON.stringify(format2Event(request, { ...context, routeKey: '$default', stage: '$default' }))
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
    const keys = anonymousKeys(deps.clock.now(), functionArn, arrivalOf(request, request.headers))
    const context = { ...keys, 'lambda:FunctionUrlAuthType': 'NONE' }
    const anybody = { accountId: '', arns: [] }
    return (
      resourcePolicyDecision(policy, { principal: anybody, action: 'lambda:InvokeFunctionUrl', resource: functionArn, context }) === 'allow'
    )
  }
  const caller = request.caller()
  return caller !== undefined && deps.allows(arrivalOf(request, request.headers), caller, functionArn, policy)
}

/** What the function says; without a statusCode the whole of it is the body, as JSON. */
function answerOf({ payload, functionError }: { payload: string; functionError?: string }): UrlAnswer {
  const answer = functionError === undefined ? format2Answer(payload, 'application/json') : undefined
  return answer ?? json(502, 'Internal Server Error')
}

function json(status: number, body: string): UrlAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body }
}
