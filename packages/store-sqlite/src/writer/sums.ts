import { crc32 } from 'node:zlib'
import type { ExecutionRecord } from '@pasos/engine'

/** Null where the execution is no child: the same as without a place. */
type PlaceInMapRun = Record<'number' | 'scope' | 'first' | 'count', number | null>

/** Checksum of all that an execution's row tells. */
export function recordSum(record: ExecutionRecord, place: PlaceInMapRun | undefined = record.mapRun): number {
  const facts = [
    ...[record.executionArn, record.status, record.definitionId, record.stateMachineArn, record.stateMachineVersionArn],
    ...[record.stateMachineAliasArn, record.roleArn, record.name, record.type, record.startDate, record.stopDate, record.redriveCount],
    ...[record.redriveDate, record.parentExecutionArn, record.traceHeader, record.error, record.cause],
    ...[place?.number, place?.scope, place?.first, place?.count],
  ]
  let sum = crc32(JSON.stringify(facts))
  sum = crc32(record.input, sum)
  return record.output === undefined ? sum : crc32(record.output, sum)
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
