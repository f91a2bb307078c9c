import type { RequestNotice } from '@pasos/wire'

export interface RequestLogOptions {
  write: (line: string) => void
  /** Epoch milliseconds. */
  now: () => number
  /** Lines of a second; of what is more only the number is told. */
  mostPerSecond: number
}

/**
 * A line of JSON for each request of an AWS operation: who asked for what, what came of it and how long it took. No input, no output, no
 * key. A flood of requests is no flood of lines.
 */
export function createRequestLog({ write, now, mostPerSecond }: RequestLogOptions): (notice: RequestNotice) => void {
  let second = 0
  let lines = 0
  let unsaid = 0
  const line = (time: number, values: object) => write(`${JSON.stringify({ time: new Date(time).toISOString(), ...values })}\n`)
  return ({ requestId, service, operation, caller, status, errorCode, whyDenied, durationMs }) => {
    const time = now()
    if (Math.floor(time / 1_000) !== second) {
      if (unsaid > 0) line(time, { message: 'requests that are not in the log', count: unsaid })
      second = Math.floor(time / 1_000)
      lines = 0
      unsaid = 0
    }
    if (lines >= mostPerSecond) {
      unsaid++
      return
    }
    lines++
    const ms = Math.round(durationMs * 10) / 10
    line(time, { message: 'request', service, operation, caller: caller?.arn, code: errorCode ?? 'OK', status, ms, requestId, whyDenied })
  }
}
