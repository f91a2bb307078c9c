import type { HttpExchanged } from '../../declaration/service.ts'
import { requestParameters } from '../mapping/parameters.ts'
import { type AdmittedRequest, type ApiAnswer, requestScope } from './api-request.ts'
import { gatewayError, timedOut } from './gateway-answer.ts'
import type { IntegrationOutcome } from './map-answer.ts'
import { mapRequest } from './map-request.ts'
import type { ServingPorts } from './serving-ports.ts'

/** AWS hands on no more. */
export const longestAnswerBytes = 10 * 1024 * 1024
/** Of the connection between two, not of the message. */
export const hop = /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|content-length|expect)$/i

/** An endpoint with what the mapping makes of the request, its answer for the mapping of the answer. */
export async function callEndpoint(ports: ServingPorts, admitted: AdmittedRequest, url: string): Promise<IntegrationOutcome | ApiAnswer> {
  const mapped = mapRequest(admitted)
  if ('refused' in mapped) return mapped.refused
  const { header, querystring, path } = parametersOf(admitted)
  const headers = { 'content-type': 'application/json', ...header }
  const answer = await exchange(ports, admitted, addressOf(url, path, new URLSearchParams(querystring)), headers, mapped.body)
  if (!('rawHeaders' in answer)) return answer
  return {
    body: Buffer.from(answer.body).toString('utf8'),
    headers: Object.fromEntries(answer.rawHeaders),
    selection: String(answer.status),
  }
}

/** An endpoint with the whole request, whose answer is the client's. */
export async function callProxyEndpoint(ports: ServingPorts, admitted: AdmittedRequest, url: string): Promise<ApiAnswer> {
  const { request } = admitted
  const { header, querystring, path } = parametersOf(admitted)
  const query = new URLSearchParams(request.query)
  for (const [name, value] of Object.entries(querystring)) query.set(name, value)
  const headers = { ...Object.fromEntries(request.headers.filter(([name]) => !hop.test(name))), ...header }
  const answer = await exchange(ports, admitted, addressOf(url, path, query), headers, Buffer.from(request.body).toString('utf8'))
  if (!('rawHeaders' in answer)) return answer
  const { status, rawHeaders, body } = answer
  return { status, headers: rawHeaders.flatMap(([name, value]) => (hop.test(name) ? [] : [[name, value] as [string, string]])), body }
}

function parametersOf(admitted: AdmittedRequest) {
  return requestParameters(admitted.integration.requestParameters, requestScope(admitted))
}

/** Variables in braces get their values; of a greedy one each part is encoded by itself. */
export function addressOf(uri: string, path: Record<string, string>, query: URLSearchParams): string {
  const filled = uri.replaceAll(/\{(\w+)\+?\}/g, (written, name: string) =>
    Object.hasOwn(path, name) ? (path[name] ?? '').split('/').map(encodeURIComponent).join('/') : written,
  )
  const url = new URL(filled)
  for (const [name, value] of query) url.searchParams.append(name, value)
  return url.href
}

async function exchange(
  { outgoing }: ServingPorts,
  { integration, request }: AdmittedRequest,
  ...[url, headers, body]: [url: string, headers: Record<string, string>, body: string]
): Promise<HttpExchanged | ApiAnswer> {
  const { httpMethod = 'ANY', timeoutInMillis: timeoutMs } = integration
  const method = httpMethod === 'ANY' ? request.method : httpMethod
  const hasBody = method !== 'GET' && method !== 'HEAD' && body !== ''
  try {
    return await outgoing.exchange({ url, method, headers, timeoutMs, longestAnswerBytes, ...(hasBody && { body }) })
  } catch (error) {
    if (error instanceof Error && /time/i.test(error.message)) return timedOut()
    return gatewayError(504, {
      ...{ type: 'INTEGRATION_FAILURE', message: 'Network error communicating with endpoint', errorType: 'IntegrationFailureException' },
    })
  }
}
