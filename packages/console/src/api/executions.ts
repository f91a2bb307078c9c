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
