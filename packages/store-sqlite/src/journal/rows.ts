import type { ExecutionRecord, ExecutionStatus } from '@pasos/engine'

/** An `executions` row as SQLite gives it. */
export interface ExecutionRow {
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
  sum: number
  error: string | null
  cause: string | null
  output: string | null
  input: string
}

export function toRecord(row: ExecutionRow): ExecutionRecord {
  const record: ExecutionRecord = {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    definitionId: row.definition,
    roleArn: row.role,
    name: row.name,
    type: row.type as ExecutionRecord['type'],
    status: row.status as ExecutionStatus,
    startDate: row.start_date,
    input: row.input,
    redriveCount: row.redrive_count,
  }
  if (row.version !== null) record.stateMachineVersionArn = row.version
  if (row.alias !== null) record.stateMachineAliasArn = row.alias
  if (row.stop_date !== null) record.stopDate = row.stop_date
  if (row.output !== null) record.output = row.output
  if (row.error !== null) record.error = row.error
  if (row.cause !== null) record.cause = row.cause
  if (row.trace_header !== null) record.traceHeader = row.trace_header
  if (row.redrive_date !== null) record.redriveDate = row.redrive_date
  if (row.parent !== null) record.parentExecutionArn = row.parent
  return record
}
