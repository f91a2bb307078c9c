import { crc32 } from 'node:zlib'
import { type Pattern, parsePattern } from '../../event-pattern/compile-pattern.ts'
import type { MappingRecord } from './mapping-record.ts'

/** A record of a stream: its text as the stream keeps it, and what is needed of it. */
export interface StreamRecord {
  text: string
  sequenceNumber: string
  /** Epoch milliseconds, to the second. */
  at: number
  /** Of the item's keys: by it, its records have one part of the stream. */
  hash: number
}

export function streamRecord(text: string): StreamRecord {
  const { dynamodb } = JSON.parse(text) as {
    dynamodb: { SequenceNumber: string; ApproximateCreationDateTime: number; Keys: unknown }
  }
  const { SequenceNumber: sequenceNumber, ApproximateCreationDateTime, Keys } = dynamodb
  return { text, sequenceNumber, at: ApproximateCreationDateTime * 1000, hash: crc32(JSON.stringify(Keys)) }
}

/** AWS: what a function is given in one event. */
const maxBatchBytes = 6 * 1024 * 1024

/** The first records, as many as one event may have beside what else it says, in bytes. */
export function batchOf(records: readonly StreamRecord[], most: number, besideBytes = 0): StreamRecord[] {
  let bytes = besideBytes
  const end = records.findIndex(({ text }, index) => {
    bytes += Buffer.byteLength(text) + 200
    return index > 0 && (index >= most || bytes > maxBatchBytes)
  })
  return records.slice(0, end < 0 ? records.length : end)
}

/** Which records a mapping lets through. */
export function wantedBy({ filters }: MappingRecord): (record: StreamRecord) => boolean {
  const patterns: Pattern[] = filters.map(parsePattern)
  return ({ text }) => patterns.length === 0 || patterns.some(matches => matches(JSON.parse(text)))
}

/** The event that a function gets: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html. Numbers stay as they are spelled. */
export function streamEvent(records: readonly StreamRecord[], streamArn: string): string {
  return `{"Records":[${records.map(({ text }) => `${text.slice(0, -1)},"eventSourceARN":${JSON.stringify(streamArn)}}`).join(',')}]}`
}

/**
 * The first record that was not handled; nothing when all were. With ReportBatchItemFailures the lowest one that the answer names, as a
 * stream is read on from there; an answer that cannot be understood means that none was.
 */
export function firstFailed(
  records: readonly StreamRecord[],
  { payload, functionError }: { payload: string; functionError?: string },
  reportsFailures: boolean,
): StreamRecord | undefined {
  if (functionError !== undefined) return records[0]
  if (!reportsFailures) return undefined
  const failures = failuresIn(payload)
  if (failures === undefined || failures === null) return undefined
  if (!Array.isArray(failures)) return records[0]
  const named = failures.map(failure => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier)
  if (!named.every(id => records.some(({ sequenceNumber }) => sequenceNumber === id))) return records[0]
  return records.find(({ sequenceNumber }) => named.includes(sequenceNumber))
}

/** What an answer says in place of a list makes it one that cannot be understood, as does one that is no JSON. */
function failuresIn(payload: string): unknown {
  try {
    return (JSON.parse(payload) as { batchItemFailures?: unknown } | null)?.batchItemFailures
  } catch {
    return payload
  }
}
