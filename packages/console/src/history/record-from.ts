import type { HistoryEvent } from '@pasos/asl'
import { eventDetail, text } from '@pasos/graph/run'
import type { ExecutionRecord } from '../live/execution-record.ts'

const ENDS: Record<string, ExecutionRecord['status']> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
}

/** The execution that a history tells of. Without its end, it ran when the file was written. */
export function recordFrom(events: readonly HistoryEvent[], name: string): ExecutionRecord {
  const [first, last] = [events[0], events.at(-1)]
  const begun = first ? eventDetail(first) : {}
  const ended = last ? eventDetail(last) : {}
  const status = (last && ENDS[last.type]) ?? 'RUNNING'
  const [output, error, cause] = [text(ended['output']), text(ended['error']), text(ended['cause'])]
  return {
    ...{ executionArn: '', stateMachineArn: '', roleArn: text(begun['roleArn']) ?? '', name, type: 'STANDARD', status },
    ...{ startDate: first?.timestamp ?? 0, input: text(begun['input']) ?? '{}' },
    redriveCount: events.filter(event => event.type === 'ExecutionRedriven').length,
    ...(status === 'RUNNING' ? {} : { stopDate: last!.timestamp }),
    ...(output === undefined ? {} : { output }),
    ...(status === 'RUNNING' || error === undefined ? {} : { error }),
    ...(status === 'RUNNING' || cause === undefined ? {} : { cause }),
  }
}
