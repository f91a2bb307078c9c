import type { Meter } from '../declaration/meter.ts'
import type { FunctionRecord } from './function-record.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const namespace = 'AWS/Lambda'

/** What becomes of a function's invocations, by its name, and by the alias or version beside it where one was asked for. */
export interface FunctionMetrics {
  throttled(record: FunctionRecord, qualifier: string | undefined): void
  /** How many are running now, this one included. */
  began(record: FunctionRecord, running: number): void
  ended(record: FunctionRecord, qualifier: string | undefined, end: { hasFailed: boolean; durationMs: number }): void
}

export function functionMetrics(meter: Meter): FunctionMetrics {
  function count(record: FunctionRecord, qualifier: string | undefined, name: string, value: number, unit = 'Count'): void {
    const { accountId, region } = record
    const own = ['FunctionName', record.name] as const
    const measurement = { namespace, name, accountId, region, unit, value }
    meter.count({ ...measurement, dimensions: [own] })
    if (qualifier !== undefined) meter.count({ ...measurement, dimensions: [own, ['Resource', `${record.name}:${qualifier}`]] })
  }
  return {
    throttled: (record, qualifier) => count(record, qualifier, 'Throttles', 1),
    began: (record, running) => count(record, undefined, 'ConcurrentExecutions', running),
    ended(record, qualifier, { hasFailed, durationMs }) {
      count(record, qualifier, 'Invocations', 1)
      // Of every invocation, so that the average is the share of errors.
      count(record, qualifier, 'Errors', hasFailed ? 1 : 0)
      count(record, qualifier, 'Duration', Math.round(durationMs * 100) / 100, 'Milliseconds')
    },
  }
}
