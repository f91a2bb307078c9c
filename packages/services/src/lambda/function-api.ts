import type { Clock, FunctionApi } from '@pasos/engine'
import { functionArn, isFunctionName, parseFunctionName } from './function-name.ts'

/** How tasks see Lambda's API: names become ARNs, answers have the headers that AWS's have, in AWS's order. */
export function createFunctionApi(clock: Clock): FunctionApi {
  return {
    // What is no name is left to be refused by whoever looks for the function.
    arnOf: (name, place) => (name.startsWith('arn:') || !isFunctionName(name) ? name : functionArn(parseFunctionName(name, place))),
    headers({ payload, executedVersion, requestId, logTail }) {
      const now = clock.now()
      return [
        ...whereGiven('X-Amz-Executed-Version', executedVersion || undefined),
        ['x-amzn-Remapped-Content-Length', '0'],
        ['Connection', 'keep-alive'],
        ['x-amzn-RequestId', requestId],
        ...whereGiven('X-Amz-Log-Result', logTail),
        ['Content-Length', String(Buffer.byteLength(payload))],
        ['Date', new Date(now).toUTCString()],
        ['X-Amzn-Trace-Id', traceId(requestId, now)],
        ['Content-Type', 'application/json'],
      ]
    },
  }
}

function whereGiven(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]]
}

function traceId(requestId: string, now: number): string {
  const digits = requestId.replaceAll('-', '').padEnd(32, '0')
  const seconds = Math.floor(now / 1000)
  return `Root=1-${seconds.toString(16).padStart(8, '0')}-${digits.slice(0, 24)};Parent=${digits.slice(16, 32)};Sampled=0`
}
