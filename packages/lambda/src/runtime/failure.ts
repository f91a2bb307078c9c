import { constants } from 'node:os'
import { maxResponseBytes } from './link.ts'

/** The error objects of the platform itself, as AWS words them: JSON text. */

export function timedOut(requestId: string, seconds: number): string {
  return errorText('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`)
}

export function exited(requestId: string, exit: ProcessExit): { body: string; errorType: string } {
  const errorType = exit.isOutOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError'
  return { errorType, body: errorText(errorType, `RequestId: ${requestId} Error: ${exitReason(exit)}`) }
}

export function responseTooLarge(bytes: number): string {
  return errorText(
    'Function.ResponseSizeTooLarge',
    `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
  )
}

export function cannotStart(requestId: string, reason: string): string {
  return errorText('Runtime.InvalidEntrypoint', `RequestId: ${requestId} Error: ${reason}`)
}

/** Nobody waits for the result any more: the caller went away or the server stops. */
export function aborted(requestId: string): string {
  return errorText('Sandbox.Aborted', `RequestId: ${requestId} Error: The invocation was aborted`)
}

export interface ProcessExit {
  code: number | null
  signal: NodeJS.Signals | null
  isOutOfMemory: boolean
}

const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGILL: 'illegal instruction',
  SIGBUS: 'bus error',
}

function exitReason({ code, signal: told, isOutOfMemory }: ProcessExit): string {
  if (isOutOfMemory) return 'Runtime exited with error: signal: killed'
  const signal = told ?? signalBehind(code)
  if (signal) return `Runtime exited with error: signal: ${signalNames[signal] ?? signal.slice(3).toLowerCase()}`
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`
}

/** bubblewrap, like a shell, tells a signal that ended its child as 128 and the signal's number. */
function signalBehind(code: number | null): NodeJS.Signals | undefined {
  if (code === null || code <= 128) return undefined
  return (Object.keys(constants.signals) as NodeJS.Signals[]).find(name => constants.signals[name] === code - 128)
}

function errorText(errorType: string, errorMessage: string): string {
  return JSON.stringify({ errorType, errorMessage })
}

/** The runtime could not know for which request it failed to start: Python's error object has a place for it. */
export function withRequestId(body: string, requestId: string): string {
  return body.replace('"requestId": ""', () => `"requestId": "${requestId}"`)
}
