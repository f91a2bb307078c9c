import type { ExecutionRecord, ExecutionStatus, ExecutionSummary } from '@pasos/engine'
import type { Vault } from '../encryption/vault.ts'

/** Beside the columns of `executions`. */
export const mapRunArn = '(SELECT map_runs.arn FROM map_runs WHERE map_runs.number = executions.map_run) AS map_run_arn'

/** The columns of a summary: none that may be large. */
export const summaryColumns = `executions.number, executions.arn, machine, status, version, alias, definition, role, name, type, start_date,
  stop_date, redrive_count, redrive_date, executions.parent, trace_header, map_run, map_index, item_count, scope, ${mapRunArn}`

/** What a list reads of an `executions` row. */
export interface SummaryRow {
  number: number
  arn: string
  machine: string
  status: string
  version: string | null
  alias: string | null
  definition: string
  role: string
  name: string
  type: string
  start_date: number
  stop_date: number | null
  redrive_count: number
  redrive_date: number | null
  parent: string | null
  trace_header: string | null
  map_run: number | null
  map_index: number | null
  item_count: number | null
  scope: number | null
  /** Of the Map Run, while its row is there. */
  map_run_arn?: string | null
}

/** An `executions` row as SQLite gives it. */
export interface ExecutionRow extends SummaryRow {
  sum: number
  error: string | null
  cause: string | null
  output: string | null
  input: string
}

export function toSummary(row: SummaryRow): ExecutionSummary {
  const summary: ExecutionSummary = {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    definitionId: row.definition,
    roleArn: row.role,
    name: row.name,
    type: row.type as ExecutionRecord['type'],
    status: row.status as ExecutionStatus,
    startDate: row.start_date,
    redriveCount: row.redrive_count,
  }
  if (row.version !== null) summary.stateMachineVersionArn = row.version
  if (row.alias !== null) summary.stateMachineAliasArn = row.alias
  if (row.stop_date !== null) summary.stopDate = row.stop_date
  if (row.trace_header !== null) summary.traceHeader = row.trace_header
  if (row.redrive_date !== null) summary.redriveDate = row.redrive_date
  if (row.parent !== null) summary.parentExecutionArn = row.parent
  const { map_run: number, map_run_arn: arn, scope, map_index: first, item_count: count } = row
  if (number !== null && arn != null && scope !== null && first !== null && count !== null)
    summary.mapRun = { number, arn, scope, first, count }
  return summary
}

/** @throws DamagedRow when a payload is not what was locked */
export function toRecord(row: ExecutionRow, { openText }: Vault): ExecutionRecord {
  const record: ExecutionRecord = { ...toSummary(row), input: openText(row.input) }
  if (row.output !== null) record.output = openText(row.output)
  if (row.error !== null) record.error = openText(row.error)
  if (row.cause !== null) record.cause = openText(row.cause)
  return record
}
