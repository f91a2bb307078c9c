import type { ExecutionRecord, ExecutionStatus, ExecutionSummary } from '@pasos/engine'
import type { Facts, Outcome } from '../writer/record-rows.ts'

/** The columns of a summary: none that may be large. Of `executions e`, joined as `summaryJoins` says. */
export const summaryColumns = `e.number, e.start_date, e.machine, e.version, e.alias, e.definition, e.is_express, e.map_run, e.map_index,
  e.item_count, e.scope, e.facts, coalesce(n.status, 'RUNNING') AS status, n.stop_date,
  coalesce(n.redrive_count, l.redrive_count, 0) AS redrive_count, coalesce(n.redrive_date, l.redrive_date) AS redrive_date,
  m.arn AS map_run_arn`

export const summaryJoins = `LEFT JOIN ends n ON n.number = e.number LEFT JOIN live l ON l.number = e.number
  LEFT JOIN map_runs m ON m.number = e.map_run`

/** Beside those, what a whole record needs. */
export const recordColumns = `${summaryColumns}, e.input, n.outcome`

export interface SummaryRow {
  number: number
  start_date: number
  machine: string
  version: string | null
  alias: string | null
  definition: string
  is_express: boolean
  map_run: number | null
  map_index: number | null
  item_count: number | null
  scope: number | null
  facts: string
  status: ExecutionStatus
  stop_date: number | null
  redrive_count: number
  redrive_date: number | null
  /** Of the Map Run, while its row is there. */
  map_run_arn: string | null
}

export interface RecordRow extends SummaryRow {
  input: string
  outcome: string | null
}

export function toSummary(row: SummaryRow): ExecutionSummary {
  const { executionArn, roleArn, name, parentExecutionArn, traceHeader } = JSON.parse(row.facts) as Facts
  const summary: ExecutionSummary = {
    ...{ executionArn, stateMachineArn: row.machine, definitionId: row.definition, roleArn, name },
    ...{ type: row.is_express ? 'EXPRESS' : 'STANDARD', status: row.status, startDate: row.start_date, redriveCount: row.redrive_count },
  }
  if (row.version !== null) summary.stateMachineVersionArn = row.version
  if (row.alias !== null) summary.stateMachineAliasArn = row.alias
  if (row.stop_date !== null) summary.stopDate = row.stop_date
  if (traceHeader !== undefined) summary.traceHeader = traceHeader
  if (row.redrive_date !== null) summary.redriveDate = row.redrive_date
  if (parentExecutionArn !== undefined) summary.parentExecutionArn = parentExecutionArn
  const { map_run: number, map_run_arn: arn, scope, map_index: first, item_count: count } = row
  if (number !== null && arn !== null && scope !== null && first !== null && count !== null)
    summary.mapRun = { number, arn, scope, first, count }
  return summary
}

export function toRecord(row: RecordRow): ExecutionRecord {
  const outcome = row.outcome === null ? {} : (JSON.parse(row.outcome) as Outcome)
  return { ...toSummary(row), input: row.input, ...outcome }
}
