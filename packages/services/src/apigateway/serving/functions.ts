import type { FunctionResult } from '@pasos/engine'
import { type AdmittedRequest, type ApiAnswer, isBinaryType } from './api-request.ts'
import { badBody, internalError, malformedAnswer, timedOut } from './gateway-answer.ts'
import type { IntegrationOutcome } from './map-answer.ts'
import { mapRequest } from './map-request.ts'
import type { AskingRequest } from './may-invoke-function.ts'
import { headerOfProxy, proxyEvent } from './proxy-event.ts'
import type { ServingPorts } from './serving-ports.ts'
import { withinTime } from './within-time.ts'

/** A function with what the mapping makes of the request, its result for the mapping of the answer. */
export async function callFunction(ports: ServingPorts, admitted: AdmittedRequest, arn: string): Promise<IntegrationOutcome | ApiAnswer> {
  const mapped = mapRequest(admitted)
  if ('refused' in mapped) return mapped.refused
  const payload = mapped.body.trim() === '' ? '{}' : mapped.body
  const problem = jsonProblem(payload)
  if (problem !== undefined) return badBody(`Could not parse request body into json: ${problem}`)
  const result = await invoke(ports, admitted, arn, payload)
  if (result === 'refused') return internalError()
  if (result === 'timed out') return timedOut()
  const { functionError, payload: body } = result
  const selection = functionError === undefined ? undefined : messageOf(body)
  return { body, headers: {}, selection }
}

/** A function with the whole request, whose result is the whole answer. */
export async function callProxyFunction(ports: ServingPorts, admitted: AdmittedRequest, arn: string): Promise<ApiAnswer> {
  const result = await invoke(ports, admitted, arn, JSON.stringify(proxyEvent(admitted)))
  if (result === 'refused') return internalError()
  if (result === 'timed out') return timedOut()
  return (
    (result.functionError === undefined && proxyAnswer(result.payload, 'application/json', admitted.api.binaryMediaTypes)) ||
    malformedAnswer()
  )
}

function invoke(ports: ServingPorts, admitted: AdmittedRequest, functionArn: string, payload: string): Promise<FunctionOutcome> {
  const { integration, api, stage, route, arn, requestId } = admitted
  const method = route.method.httpMethod === 'ANY' ? '*' : route.method.httpMethod
  const source = `${api.id}/${stage.stageName}/${method}${route.resourcePath}`
  const asking = { credentials: integration.credentials, arn, source, accountId: api.accountId }
  return invokeAllowed(ports, asking, { functionArn, payload, requestId, timeoutMs: integration.timeoutInMillis })
}

type FunctionOutcome = Extract<FunctionResult, { outcome: 'returned' }> | 'refused' | 'timed out'

/** A function that lets this request call it; `refused` also where it does not. */
export async function invokeAllowed(
  { mayInvoke, invokeFunction }: ServingPorts,
  asking: AskingRequest,
  { functionArn, payload, requestId, timeoutMs }: { functionArn: string; payload: string; requestId: string; timeoutMs: number },
): Promise<FunctionOutcome> {
  if (!mayInvoke(asking, functionArn)) return 'refused'
  const result = await withinTime(timeoutMs, invokeFunction({ function: functionArn, payload, requestId }))
  return result === 'timed out' ? result : result.outcome === 'refused' ? 'refused' : result
}

function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function messageOf(payload: string): string {
  const { errorMessage = '' } = (JSON.parse(payload) ?? {}) as { errorMessage?: unknown }
  return String(errorMessage)
}

interface ProxyResult {
  statusCode?: unknown
  headers?: unknown
  multiValueHeaders?: unknown
  body?: unknown
  isBase64Encoded?: unknown
}

/** Of format 1.0, of that type where it does not say. Nothing for what AWS calls a malformed Lambda proxy response. */
export function proxyAnswer(payload: string, defaultType: string, binaryMediaTypes: readonly string[] = []): ApiAnswer | undefined {
  const result = JSON.parse(payload) as ProxyResult | null
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return undefined
  const { statusCode = 200, body = '', isBase64Encoded } = result
  const status = Number(statusCode)
  if (!Number.isInteger(status) || status < 100 || status > 599 || (typeof body !== 'string' && body !== null)) return undefined
  const headers = headerOfProxy(result.headers, result.multiValueHeaders)
  if (!headers) return undefined
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  if (contentType === undefined) headers.unshift(['Content-Type', defaultType])
  const isBinary = isBase64Encoded === true && isBinaryType(binaryMediaTypes, contentType ?? defaultType)
  return { status, headers, body: Buffer.from(body ?? '', isBinary ? 'base64' : 'utf8') }
}
