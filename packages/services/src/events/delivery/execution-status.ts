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

/** AWS: what an event's input and output may have together, in bytes as they stand in it, escaped. */
const longestData = 248 * 1024

/**
 * "Step Functions Execution Status Change" events of a turn: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html.
 * Express executions have none. With a key of the customer's they tell neither input and output nor error and cause. `id` is the same whenever the same turn is told again.
 */
export function statusEvents({ execution, events }: FeedEntry, record: ExecutionRecord | undefined, hasKey = false): BusEvent[] {
  if (execution.type === 'EXPRESS' || record === undefined) return []
  return events.flatMap(event => {
    const status = statuses[event.type]
    return status === undefined ? [] : [statusEvent(record, event, { status, hasKey })]
  })
}

function statusEvent(record: ExecutionRecord, event: HistoryEvent, { status, hasKey }: { status: string; hasKey: boolean }): BusEvent {
  const [, , , region = '', account = ''] = record.executionArn.split(':')
  const hasEnded = status !== 'RUNNING'
  const { input, output } = hasKey ? ({} as Shown) : shown(record.input, status === 'SUCCEEDED' ? record.output : undefined)
  // AWS: what an execution does not have is null.
  const detail = {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    stateMachineVersionArn: record.stateMachineVersionArn ?? null,
    stateMachineAliasArn: record.stateMachineAliasArn ?? null,
    name: record.name,
    status,
    startDate: record.startDate,
    stopDate: hasEnded ? event.timestamp : null,
    input: input ?? null,
    output: output ?? null,
    inputDetails: { included: input !== undefined },
    // The record may be further than the event that is told of: only a success has an output.
    outputDetails: status === 'SUCCEEDED' ? { included: output !== undefined } : null,
    error: hasEnded && !hasKey ? (record.error ?? null) : null,
    cause: hasEnded && !hasKey ? (record.cause ?? null) : null,
    redriveCount: record.redriveCount,
    redriveDate: record.redriveDate ?? null,
    ...redrivable(status),
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

function redrivable(status: string) {
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return { redriveStatus: 'REDRIVABLE', redriveStatusReason: null }
  return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: `Execution is ${status} and cannot be redriven` }
}

interface Shown {
  input?: string
  output?: string
}

/** What is shown of both. AWS: an output that is too long is left out, and an input that is too long together with the output. */
function shown(input: string, output: string | undefined): Shown {
  const [inputSize, outputSize] = [escapedSize(input), output === undefined ? 0 : escapedSize(output)]
  return {
    ...(inputSize + outputSize <= longestData && { input }),
    ...(output !== undefined && outputSize <= longestData && { output }),
  }
}

function escapedSize(text: string): number {
  return Buffer.byteLength(JSON.stringify(text))
}

function eventId(executionArn: string, event: number): string {
  const digest = createHash('sha256').update(`${executionArn}#${event}`).digest('hex')
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}
