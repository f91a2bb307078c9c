import type { FunctionConfiguration, GetFunctionResponse, ListFunctionsResponse } from '@aws-sdk/client-lambda'
import { authorization, errorOf } from './aws-json.ts'

export type { FunctionConfiguration }

async function call(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: { authorization: authorization('lambda'), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  if (!response.ok) throw errorOf(response, await response.text())
  return response
}

export async function listFunctions(): Promise<FunctionConfiguration[]> {
  const functions: FunctionConfiguration[] = []
  let marker: string | undefined
  do {
    const page = (await (
      await call('GET', `/2015-03-31/functions/${marker ? `?Marker=${encodeURIComponent(marker)}` : ''}`)
    ).json()) as ListFunctionsResponse
    functions.push(...(page.Functions ?? []))
    marker = page.NextMarker || undefined
  } while (marker)
  return functions
}

export async function getFunction(name: string): Promise<GetFunctionResponse> {
  return (await (await call('GET', `/2015-03-31/functions/${encodeURIComponent(name)}`)).json()) as GetFunctionResponse
}

export interface Invocation {
  /** JSON text, or what the function answered instead. */
  payload: string
  /** `Handled` or `Unhandled` when the function failed. */
  functionError: string | undefined
  /** Last 4 kB of the invocation's log. */
  log: string
  durationMs: number
}

export async function invokeFunction(name: string, payload: string): Promise<Invocation> {
  const started = performance.now()
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`
  const answer = await call('POST', path, payload, { 'content-type': 'application/json', 'x-amz-log-type': 'Tail' })
  const log = answer.headers.get('x-amz-log-result')
  return {
    payload: await answer.text(),
    functionError: answer.headers.get('x-amz-function-error') ?? undefined,
    log: log ? new TextDecoder().decode(Uint8Array.from(atob(log), letter => letter.charCodeAt(0))) : '',
    durationMs: performance.now() - started,
  }
}
