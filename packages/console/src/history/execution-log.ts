import { requestIdOf } from '@pasos/asl'
import type { RunModel, Step } from '@pasos/graph/run'
import { type LogLine, readLog } from '../api/logs.ts'
import type { ExecutionRecord } from '../live/execution-record.ts'
import { requestsIn } from './log-requests.ts'

export interface ExecutionLine {
  id: string
  /** Epoch milliseconds. */
  timestamp: number
  message: string
  /** Written by the state machine's logging. */
  isRecord: boolean
  /** Written by the function's runtime, not by the function. */
  isRuntime: boolean
  /** Whose function wrote it; for a record, the step that its event belongs to. */
  step?: Step
}

const MOST = 5_000
/** A runtime writes its last lines after it has answered. */
const LATE_MS = 1_000

/** What functions wrote for an execution, told by the ids of its requests, and what its state machine logged, in the order of time. */
export async function readExecutionLog(record: ExecutionRecord, run: RunModel, group: string | undefined): Promise<ExecutionLine[]> {
  const window = { from: record.startDate - 50, until: (record.stopDate ?? Date.now()) + LATE_MS, limit: MOST }
  const parts = await Promise.all([
    ...functionLogs(record, run, window),
    ...(group === undefined ? [] : [records(record, run, group, window)]),
  ])
  return parts.flat().sort((a, b) => a.timestamp - b.timestamp)
}

type Window = { from: number; until: number; limit: number }

function functionLogs({ executionArn }: ExecutionRecord, run: RunModel, window: Window): Promise<ExecutionLine[]>[] {
  const calls = new Map<string, { step: Step; eventId: number }[]>()
  for (const step of run.steps) {
    for (const { functionName, eventId } of step.attempts) {
      if (functionName === undefined) continue
      const known = calls.get(functionName)
      if (known) known.push({ step, eventId })
      else calls.set(functionName, [{ step, eventId }])
    }
  }
  return [...calls].map(async ([name, of]) => {
    const ids = await Promise.all(of.map(call => requestIdOf(executionArn, call.eventId)))
    const stepOf = new Map(ids.map((id, index) => [id, of[index]!.step]))
    const requests = requestsIn(await readLog(`/aws/lambda/${name}`, window), ids)
    return requests.flatMap(({ id, lines }) => lines.map(line => functionLine(line, stepOf.get(id)!, id)))
  })
}

function functionLine({ id, timestamp, message }: LogLine, step: Step, requestId: string): ExecutionLine {
  // Node's runtime puts time and request id before each line; both are told beside it.
  const said = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t(\S+)\t(.*)$/s.exec(message)
  const isRuntime = /^(START|END|REPORT|INIT_START|XRAY) /.test(message)
  return { id, timestamp, message: said?.[1] === requestId ? said[2]! : message, isRecord: false, isRuntime, step }
}

async function records({ executionArn }: ExecutionRecord, run: RunModel, group: string, window: Window): Promise<ExecutionLine[]> {
  const lines = await readLog(group, { ...window, filterPattern: `{ $.execution_arn = "${executionArn}" }` })
  const stepOf = new Map(run.steps.flatMap(step => step.eventIds.map(id => [String(id), step] as const)))
  return lines.map(({ id, timestamp, message }) => {
    const step = stepOf.get(eventIdIn(message))
    return { id: `record ${id}`, timestamp, message, isRecord: true, isRuntime: false, ...(step ? { step } : {}) }
  })
}

function eventIdIn(message: string): string {
  try {
    return String((JSON.parse(message) as { id?: unknown }).id)
  } catch {
    return ''
  }
}
