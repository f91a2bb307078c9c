import type { ExecutionNumber, ExecutionRecord } from '@pasos/engine'
import type { Columns } from './columns.ts'
import { arnHash, sumOf } from './sums.ts'

/** What of an execution never changes and is in no list's filter. */
export type Facts = Pick<ExecutionRecord, 'executionArn' | 'roleArn' | 'name' | 'parentExecutionArn' | 'traceHeader'>
export type Outcome = Pick<ExecutionRecord, 'output' | 'error' | 'cause'>

/** Appends the rows of an execution: that of its start when it is new, and the one that says where it stands. */
export function putRecord(number: ExecutionNumber, record: ExecutionRecord, isNew: boolean, into: Columns): void {
  if (isNew) putStart(number, record, into)
  if (record.status === 'RUNNING') {
    putLive(number, record, into)
    if (!isNew) into.nd_number.push(number)
  } else {
    putEnd(number, record, into)
    if (!isNew) into.ld_number.push(number)
  }
}

function putStart(number: ExecutionNumber, record: ExecutionRecord, into: Columns): void {
  const { executionArn, roleArn, name, parentExecutionArn, traceHeader, mapRun } = record
  const facts: Facts = {
    ...{ executionArn, roleArn, name },
    ...(parentExecutionArn === undefined ? undefined : { parentExecutionArn }),
    ...(traceHeader === undefined ? undefined : { traceHeader }),
  }
  const text = JSON.stringify(facts)
  into.e_number.push(number)
  into.e_hash.push(arnHash(executionArn))
  into.e_start.push(record.startDate)
  into.e_machine.push(record.stateMachineArn)
  into.e_version.push(record.stateMachineVersionArn ?? null)
  into.e_alias.push(record.stateMachineAliasArn ?? null)
  into.e_definition.push(record.definitionId)
  into.e_express.push(record.type === 'EXPRESS')
  into.e_map_run.push(mapRun?.number ?? null)
  into.e_map_index.push(mapRun?.first ?? null)
  into.e_item_count.push(mapRun?.count ?? null)
  into.e_scope.push(mapRun?.scope ?? null)
  into.e_sum.push(startSum({ ...record, mapRun: mapRun ?? null }, text))
  into.e_facts.push(text)
  into.e_input.push(record.input)
}

/** Checksum of all that the row of a start tells. */
export function startSum(
  row: Pick<ExecutionRecord, 'stateMachineArn' | 'definitionId' | 'startDate' | 'type' | 'input'> & {
    stateMachineVersionArn?: string | undefined
    stateMachineAliasArn?: string | undefined
    mapRun: { number: number; first: number; count: number; scope: number } | null
  },
  facts: string,
): number {
  const { mapRun } = row
  const columns = [
    ...[
      row.stateMachineArn,
      row.stateMachineVersionArn ?? null,
      row.stateMachineAliasArn ?? null,
      row.definitionId,
      row.startDate,
      row.type,
    ],
    ...[mapRun?.number ?? null, mapRun?.first ?? null, mapRun?.count ?? null, mapRun?.scope ?? null],
  ]
  return sumOf(JSON.stringify(columns), facts, row.input)
}

function putLive(number: ExecutionNumber, record: ExecutionRecord, into: Columns): void {
  into.l_number.push(number)
  into.l_machine.push(record.stateMachineArn)
  into.l_version.push(record.stateMachineVersionArn ?? null)
  into.l_alias.push(record.stateMachineAliasArn ?? null)
  into.l_express.push(record.type === 'EXPRESS')
  into.l_map_run.push(record.mapRun?.number ?? null)
  into.l_map_index.push(record.mapRun?.first ?? null)
  into.l_redrives.push(record.redriveCount)
  into.l_redriven.push(record.redriveDate ?? null)
}

function putEnd(number: ExecutionNumber, record: ExecutionRecord, into: Columns): void {
  const { output, error, cause } = record
  const outcome = JSON.stringify({ output, error, cause } satisfies { [K in keyof Outcome]: Outcome[K] | undefined })
  into.n_number.push(number)
  into.n_machine.push(record.stateMachineArn)
  into.n_version.push(record.stateMachineVersionArn ?? null)
  into.n_alias.push(record.stateMachineAliasArn ?? null)
  into.n_map_run.push(record.mapRun?.number ?? null)
  into.n_map_index.push(record.mapRun?.first ?? null)
  into.n_status.push(record.status)
  into.n_stop.push(record.stopDate ?? null)
  into.n_redrives.push(record.redriveCount)
  into.n_redriven.push(record.redriveDate ?? null)
  into.n_sum.push(endSum(record, outcome))
  into.n_outcome.push(outcome)
}

/** Checksum of all that the row of an end tells. */
export function endSum(
  {
    status,
    stopDate,
    redriveCount,
    redriveDate,
  }: Pick<ExecutionRecord, 'status' | 'redriveCount'> & {
    stopDate?: number | null | undefined
    redriveDate?: number | null | undefined
  },
  outcome: string,
): number {
  return sumOf(JSON.stringify([status, stopDate ?? null, redriveCount, redriveDate ?? null]), outcome)
}
