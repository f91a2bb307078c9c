import { type FunctionConfiguration, GetFunctionCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { endpoint } from './endpoint.ts'

const client = new LambdaClient(endpoint)

export type { FunctionConfiguration }

export async function listFunctions(): Promise<FunctionConfiguration[]> {
  const functions: FunctionConfiguration[] = []
  let Marker: string | undefined
  do {
    const page = await client.send(new ListFunctionsCommand({ Marker }))
    functions.push(...(page.Functions ?? []))
    Marker = page.NextMarker
  } while (Marker)
  return functions
}

export const getFunction = (FunctionName: string) => client.send(new GetFunctionCommand({ FunctionName }))

export interface Invocation {
  /** JSON text, or what the function answered instead. */
  payload: string
  /** `Handled` or `Unhandled` when the function failed. */
  functionError: string | undefined
  /** Last 4 kB of the invocation's log. */
  log: string
  durationMs: number
}

export async function invokeFunction(FunctionName: string, payload: string): Promise<Invocation> {
  const started = performance.now()
  const answer = await client.send(new InvokeCommand({ FunctionName, Payload: new TextEncoder().encode(payload), LogType: 'Tail' }))
  return {
    payload: new TextDecoder().decode(answer.Payload),
    functionError: answer.FunctionError,
    log: answer.LogResult ? new TextDecoder().decode(Uint8Array.from(atob(answer.LogResult), letter => letter.charCodeAt(0))) : '',
    durationMs: performance.now() - started,
  }
}
