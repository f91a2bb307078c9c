import type { ExecutionRecord, ExecutionStatus, ExecutionSummary } from '@pasos/engine'

/** The columns of a summary: none that may be large. */
export const summaryColumns =
  'number, arn, machine, status, version, alias, definition, role, name, type, start_date, stop_date, redrive_count, redrive_date, parent, trace_header'

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
  return summary
}

export function toRecord(row: ExecutionRow): ExecutionRecord {
  const record: ExecutionRecord = { ...toSummary(row), input: row.input }
  if (row.output !== null) record.output = row.output
  if (row.error !== null) record.error = row.error
  if (row.cause !== null) record.cause = row.cause
  return record
}
