import { createHash } from 'node:crypto'
import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionRecord, FeedEntry } from '@pasos/engine'
import { type BusEvent, eventTime } from '../records/event.ts'

const statuses: Record<string, string> = {
  ExecutionStarted: 'RUNNING',
  ExecutionRedriven: 'RUNNING',
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
  ExecutionTimedOut: 'TIMED_OUT',
}

/** AWS: longer inputs and outputs are left out. */
const longestData = 248 * 1024

/**
 * "Step Functions Execution Status Change" events of a turn: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html.
 * Express executions have none. `id` is the same whenever the same turn is told again.
 */
export function statusEvents({ execution, events }: FeedEntry, record: ExecutionRecord | undefined): BusEvent[] {
  if (execution.type === 'EXPRESS' || record === undefined) return []
  return events.flatMap(event => {
    const status = statuses[event.type]
    return status === undefined ? [] : [statusEvent(record, event, status)]
  })
}

function statusEvent(record: ExecutionRecord, event: HistoryEvent, status: string): BusEvent {
  const [, , , region = '', account = ''] = record.executionArn.split(':')
  const hasEnded = status !== 'RUNNING'
  const { input, output } = { input: shown(record.input), output: status === 'SUCCEEDED' ? shown(record.output) : undefined }
  const detail = {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status,
    startDate: record.startDate,
    stopDate: hasEnded ? event.timestamp : null,
    input: input ?? null,
    output: output ?? null,
    inputDetails: { included: input !== undefined },
    outputDetails: output === undefined && record.output === undefined ? null : { included: output !== undefined },
    error: hasEnded ? (record.error ?? null) : null,
    cause: hasEnded ? (record.cause ?? null) : null,
    redriveCount: record.redriveCount,
    redriveDate: record.redriveDate ?? null,
    redriveStatus: status === 'RUNNING' || status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    ...(record.stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn: record.stateMachineVersionArn }),
    ...(record.stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn: record.stateMachineAliasArn }),
  }
  return {
    version: '0',
    id: eventId(record.executionArn, event.id),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    time: eventTime(event.timestamp),
    region,
    resources: [record.executionArn],
    detail,
  }
}

function shown(text: string | undefined): string | undefined {
  return text === undefined || Buffer.byteLength(text) > longestData ? undefined : text
}

function eventId(executionArn: string, event: number): string {
  const digest = createHash('sha256').update(`${executionArn}#${event}`).digest('hex')
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}
