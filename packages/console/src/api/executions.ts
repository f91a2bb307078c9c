import type { Step, Waits } from '@pasos/graph/run'
import type { ExecutionRecord } from '../live/execution-record.ts'
import { timesOf } from '../pages/executions/execution-filter.ts'
import { answerOf } from './answer-of.ts'

export type ExecutionStatus = ExecutionRecord['status']

export interface ExecutionPage {
  records: ExecutionRecord[]
  /** Totals by status, whatever the filter. */
  counts: Partial<Record<ExecutionStatus, number>>
  cursor?: string
}

export interface ExecutionQuery {
  /** All state machines when missing. */
  machine?: string
  status?: string
  /** In the ARN, which ends in the name. */
  search?: string
  limit?: number
  /** A part of the error's name; of input, output, error or cause. */
  error?: string
  text?: string
  /** When they began: how far back from now, else instants in ISO 8601. */
  since?: string
  from?: string
  until?: string
  /** Asks in which state each failed. */
  failedState?: true
  cursor?: string
}

/** Executions newest first, of one state machine or of all, Express ones among them: from the server's own records. */
export async function findExecutions(query: ExecutionQuery): Promise<ExecutionPage> {
  const parameters = new URLSearchParams()
  const { since, from, until, ...rest } = query
  const times = timesOf({ ...(since && { since }), ...(from && { from }), ...(until && { until }) }, Date.now())
  for (const [key, value] of Object.entries({ ...rest, ...times }))
    if (value !== undefined && value !== '') parameters.set(key, String(value))
  return answerOf(await fetch(`/_pasos/executions?${parameters}`))
}

export interface LatestRuns {
  /** The newest, unless there is none. */
  last?: Pick<ExecutionRecord, 'executionArn' | 'status' | 'startDate' | 'stopDate'>
  /** Newest first. */
  statuses: ExecutionStatus[]
}

/** State machines that the server takes in one question. */
const MOST_MACHINES = 500

/** How the latest executions of each of these state machines stand, by ARN. */
export async function latestRuns(machines: readonly string[], each: number): Promise<Record<string, LatestRuns>> {
  const found: Record<string, LatestRuns> = {}
  let rest = machines
  while (rest.length > 0) {
    const body = JSON.stringify({ machines: rest.slice(0, MOST_MACHINES), each })
    const answer = await fetch('/_pasos/executions/latest', { method: 'POST', body })
    const told = (await answerOf<{ machines: Record<string, LatestRuns> }>(answer)).machines
    Object.assign(found, told)
    // An answer takes so long at most, and tells of the others when it is asked again.
    const left = rest.filter(arn => told[arn] === undefined)
    if (left.length === rest.length) throw new Error('The server tells nothing of these state machines.')
    rest = left
  }
  return found
}

/** A step that goes on only when something happens outside of it. */
export interface Wait {
  execution: Pick<ExecutionRecord, 'executionArn' | 'stateMachineArn' | 'name'>
  /** Its last attempt alone. */
  step: Pick<Step, 'id' | 'name' | 'startedAt' | 'attempts'>
  waits: Waits
}

export interface WaitPage {
  waits: Wait[]
  /** Executions that run, and how many of them were looked at for this page. */
  running: number
  seen: number
  cursor?: string
}

/** What executions that run wait for, the newest of them first. */
export async function findWaits(cursor: string): Promise<WaitPage> {
  return answerOf(await fetch(`/_pasos/waits?${new URLSearchParams(cursor === '' ? {} : { cursor })}`))
}
