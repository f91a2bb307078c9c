import { crc32 } from 'node:zlib'
import type { Damage, Verdict } from '@pasos/engine'
import { openForReading, schemaVersion, userVersion } from './database.ts'
import { framesOfExecution } from './journal/reader.ts'
import { type ExecutionRow, toRecord } from './journal/rows.ts'
import { recordSum } from './writer/encode-write.ts'

// Those above `arns-upto` are indexed in memory.
const notIndexed = `
  SELECT arn FROM executions WHERE number <= (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'arns-upto')
  AND NOT EXISTS (SELECT 1 FROM arns WHERE arns.arn_sum = executions.arn_sum AND arns.number = executions.number) LIMIT 10`

/** Checks a journal file from end to end: SQLite's own structure, every row's checksum, histories without gaps. */
export function verify(file: string): Verdict {
  const database = openForReading(file)
  const damages: Damage[] = []
  let executions = 0
  let events = 0
  try {
    const schema = userVersion(database)
    if (schema !== schemaVersion) {
      const what = `The file is of schema ${schema}, this version checks schema ${schemaVersion}: start it once on the folder, then check.`
      return { executions, events, damages: [{ executionArn: '', what }] }
    }
    // One transaction: a server may be writing meanwhile.
    database.exec('BEGIN')
    for (const row of database.prepare('PRAGMA integrity_check(10)').all() as { integrity_check: string }[])
      if (row.integrity_check !== 'ok') damages.push({ executionArn: '', what: row.integrity_check })
    for (const { arn } of database.prepare(notIndexed).all() as { arn: string }[])
      damages.push({ executionArn: arn, what: 'The index does not find the execution by its ARN.' })
    const chunks = database.prepare('SELECT first_id, last_id, sum, events FROM history WHERE execution = ? ORDER BY first_id')
    const frames = database.prepare(framesOfExecution)
    for (const row of database.prepare('SELECT * FROM executions ORDER BY number').iterate() as Iterable<ExecutionRow>) {
      executions++
      const executionArn = row.arn
      if (recordSum(toRecord(row)) !== row.sum) damages.push({ executionArn, what: 'The row of the execution is damaged.' })
      const history = checkHistory(chunks.all(row.number) as unknown as Chunk[])
      events += history.events
      if (history.damagedAt !== undefined)
        damages.push({ executionArn, eventId: history.damagedAt, what: `The history is damaged from event ${history.damagedAt} on.` })
      for (const { frame, sum, body } of frames.all(row.number) as unknown as { frame: number; sum: number; body: string }[])
        if (crc32(body) !== sum) damages.push({ executionArn, what: `Frame ${frame} is damaged.` })
    }
    for (const row of database.prepare('SELECT arn, spec, spec_sum, state, state_sum FROM map_runs').iterate() as Iterable<MapRunSums>)
      if (crc32(row.spec) !== row.spec_sum || crc32(row.state) !== row.state_sum)
        damages.push({ executionArn: row.arn, what: 'The row of the Map Run is damaged.' })
  } catch (error) {
    damages.push({ executionArn: '', what: `The file can't be read to its end: ${error instanceof Error ? error.message : String(error)}` })
  } finally {
    database.close()
  }
  return { executions, events, damages }
}

interface MapRunSums {
  arn: string
  spec: string
  spec_sum: number
  state: string
  state_sum: number
}

interface Chunk {
  first_id: number
  last_id: number
  sum: number
  events: string
}

function checkHistory(chunks: Chunk[]): { events: number; damagedAt?: number } {
  let sum = 0
  let next = 1
  for (const chunk of chunks) {
    sum = crc32(chunk.events, sum)
    if (chunk.first_id !== next || sum !== chunk.sum) return { events: next - 1, damagedAt: Math.min(next, chunk.first_id) }
    next = chunk.last_id + 1
  }
  return { events: next - 1 }
}
