import { crc32 } from 'node:zlib'
import type { ExecutionRecord } from '@pasos/engine'
import type { Primitive } from './operations.ts'

/** Null where the execution is no child: the same as without a place. */
type PlaceInMapRun = Record<'number' | 'scope' | 'first' | 'count', number | null>

/** Checksum of all that an execution's row tells. */
export function recordSum(record: ExecutionRecord, place: PlaceInMapRun | undefined = record.mapRun): number {
  const { stateMachineArn, stateMachineVersionArn, stateMachineAliasArn, redriveDate, parentExecutionArn, traceHeader, error, cause } =
    record
  const facts: (string | number | null | undefined)[] = [record.executionArn, record.status, record.definitionId, stateMachineArn]
  facts.push(stateMachineVersionArn, stateMachineAliasArn, record.roleArn, record.name, record.type, record.startDate, record.stopDate)
  facts.push(record.redriveCount, redriveDate, parentExecutionArn, traceHeader, error, cause)
  facts.push(place?.number, place?.scope, place?.first, place?.count)
  let sum = crc32(JSON.stringify(facts))
  sum = crc32(record.input, sum)
  return record.output === undefined ? sum : crc32(record.output, sum)
}

/** What is readable in an encrypted folder, of which alone its checksums are. */
export function withoutPayloads({ error: _error, cause: _cause, output: _output, ...record }: ExecutionRecord): ExecutionRecord {
  return { ...record, input: '' }
}

/** The checksum of rows that were written before it covered every column. */
export function formerRecordSum(record: ExecutionRecord): number {
  let sum = crc32(`${record.executionArn}\n${record.status}\n${record.definitionId}\n`)
  sum = crc32(record.input, sum)
  if (record.output !== undefined) sum = crc32(record.output, sum)
  return crc32(`${record.error ?? ''}\n${record.cause ?? ''}`, sum)
}

export function documentSum(kind: string, key: string, body: string): number {
  return crc32(`${kind}\n${key}\n${body}`)
}

/** What the seal of a row is of, by its table: columns as SQL has them. */
export const sealedRows = {
  data: ['space', 'key', 'value'],
  task_frames: ['place >> 27', 'place & 134217727', 'task', 'command', 'submitted'],
  timers: ['execution', 'timer', 'at'],
  settings: ['name', 'value'],
  deaths: ['execution', 'event', 'count'],
  map_runs: ['number', 'arn_sum', 'arn', 'parent', 'child', 'phase', 'asked', 'outcome'],
  map_items: ['map_run', 'first', 'sum'],
  history: ['execution', 'first_id', 'last_id', 'next_frame', 'sum'],
  packed_history: ['place >> 27', 'place & 134217727', 'last_id', 'next_frame', 'sum', 'pack_sum'],
} as const

/** Longer texts are summed where they lie: joined with others they would be copied. */
const LONG = 64

/** Checksum of some columns of a row, the same whether the program or SQLite asks for it: a number is its digits, null is no text. */
export function rowSum(...values: readonly (Primitive | bigint)[]): number {
  let sum = 0
  let joined = ''
  for (const value of values) {
    if (value === null) joined += '\n'
    else if (value instanceof Uint8Array || (typeof value === 'string' && value.length > LONG)) {
      sum = crc32(value, crc32(`${joined}\n${value.length}=`, sum))
      joined = ''
    } else {
      const text = String(value)
      joined += `\n${text.length}=${text}`
    }
  }
  return crc32(joined, sum)
}
