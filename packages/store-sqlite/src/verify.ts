import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type { Damage, Verdict } from '@pasos/engine'
import { addRowSum, openForReading, schemaVersion, userVersion } from './database.ts'
import { plainVault, type Vault } from './encryption/vault.ts'
import { packsOfExecution } from './journal/history-chunks.ts'
import { addNameBlock } from './journal/names/name-block.ts'
import { type Pack, unpack } from './journal/packed-history.ts'
import { framesOfExecution } from './journal/reader.ts'
import { type ExecutionRow, toRecord } from './journal/rows.ts'
import { documentSum, formerRecordSum, recordSum, sealedRows, withoutPayloads } from './writer/sums.ts'

// Those above `arns-upto` are indexed in memory.
const notIndexed = `
  SELECT arn FROM executions WHERE number <= (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'arns-upto')
  AND NOT EXISTS (SELECT 1 FROM arns WHERE arns.arn_sum = executions.arn_sum AND arns.number = executions.number) LIMIT 10`

const namesUpto = "coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'names-upto'), -1)"
const sameNames = `(SELECT name_block(number & 1023, machine, arn) FROM executions
  WHERE number >= names.block << 10 AND number < (names.block + 1) << 10 AND map_run IS NULL HAVING count(*) > 0)`
// A name that is in no block would not be found; the last executions are in none yet.
const wrongNames = `
  SELECT block FROM names WHERE body IS NOT ${sameNames}
  UNION SELECT number >> 10 FROM executions
  WHERE map_run IS NULL AND number < (${namesUpto} + 1) << 10 AND NOT EXISTS (SELECT 1 FROM names WHERE block = number >> 10) LIMIT 10`

const counted = 'SELECT machine, status, count(*) FROM executions WHERE map_run IS NULL GROUP BY status, machine'
const kept = 'SELECT machine, status, count FROM totals WHERE count <> 0'
const wrongTotals = `SELECT DISTINCT machine FROM (SELECT * FROM (${counted} EXCEPT ${kept}) UNION ALL SELECT * FROM (${kept} EXCEPT ${counted})) LIMIT 10`

const withoutDefinition = 'SELECT arn FROM executions WHERE definition NOT IN (SELECT id FROM definitions) LIMIT 10'

/**
 * Checks a journal file from end to end: SQLite's own structure, every row's checksum, histories without gaps, and that whatever is
 * encrypted is what was locked.
 */
export function verify(file: string, vault: Vault = plainVault): Verdict {
  const database = openForReading(file)
  addRowSum(database)
  addNameBlock(database)
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
    for (const { arn } of database.prepare(withoutDefinition).all() as { arn: string }[])
      damages.push({ executionArn: arn, what: 'The definition of the execution is missing.' })
    for (const { block } of database.prepare(wrongNames).all() as { block: number }[])
      damages.push({ executionArn: '', what: `The names of executions ${block * 1024} to ${block * 1024 + 1023} are damaged.` })
    for (const { machine } of database.prepare(wrongTotals).all() as { machine: string }[])
      damages.push({ executionArn: '', what: `The totals of executions of ${machine} are damaged.` })
    const histories = historyChecker(database, vault)
    const frames = database.prepare(framesOfExecution)
    for (const row of database.prepare('SELECT * FROM executions ORDER BY number').iterate() as Iterable<
      ExecutionRow & { arn_sum: number }
    >) {
      executions++
      const executionArn = row.arn
      if (!isWhole(row, vault)) damages.push({ executionArn, what: 'The row of the execution is damaged.' })
      const history = histories(row.number)
      events += history.events
      // Of an Express child only the outcome is kept.
      const hasHistory = row.type !== 'EXPRESS' || row.map_run === null
      if (history.damagedAt !== undefined)
        damages.push({ executionArn, eventId: history.damagedAt, what: `The history is damaged from event ${history.damagedAt} on.` })
      else if (history.events === 0 && hasHistory) damages.push({ executionArn, eventId: 1, what: 'The execution has no history.' })
      for (const frame of frames.all(row.number) as unknown as Frame[]) {
        const what = damageOf(frame, row.number, vault)
        if (what !== undefined) damages.push({ executionArn, what })
      }
    }
    damages.push(...damagedMapRuns(database, vault), ...damagedTexts(database, vault), ...brokenSeals(database), ...strayFrames(database))
    damages.push(...unopened(database, vault))
  } catch (error) {
    damages.push({ executionArn: '', what: `The file can't be read to its end: ${error instanceof Error ? error.message : String(error)}` })
  } finally {
    database.close()
  }
  return { executions, events, damages }
}

function isWhole(row: ExecutionRow & { arn_sum: number }, vault: Vault): boolean {
  const whole = unlessDamaged(() => toRecord(row, vault))
  if (whole === undefined) return false
  const record = vault.isPlain ? whole : withoutPayloads(whole)
  const place = { number: row.map_run, scope: row.scope, first: row.map_index, count: row.item_count }
  return crc32(row.arn) === row.arn_sum && (recordSum(record, place) === row.sum || formerRecordSum(record) === row.sum)
}

function* damagedMapRuns(database: DatabaseSync, vault: Vault): Generator<Damage> {
  for (const row of database.prepare('SELECT arn, spec, spec_sum, state, state_sum FROM map_runs').iterate() as Iterable<MapRunSums>)
    if (crc32(row.spec) !== row.spec_sum || crc32(row.state) !== row.state_sum || !opens(row.spec, vault) || !opens(row.state, vault))
      yield { executionArn: row.arn, what: 'The row of the Map Run is damaged.' }
  const items = database.prepare('SELECT arn, first, sum, body FROM map_items JOIN map_runs ON map_runs.number = map_run')
  for (const row of items.iterate() as Iterable<{ arn: string; first: number; sum: number; body: string }>)
    if (crc32(row.body) !== row.sum || !opens(row.body, vault))
      yield { executionArn: row.arn, what: `The items from ${row.first} on are damaged.` }
}

/** How people are told which row it is: SQL over its columns. */
const NAMES: Readonly<Record<keyof typeof sealedRows, string>> = {
  data: "'The entry ' || key || ' of ' || space",
  task_frames: "'The task of frame ' || (place & 134217727) || ' of execution ' || (place >> 27)",
  timers: "'Timer ' || timer || ' of execution ' || execution",
  settings: "'The setting ' || name",
  deaths: "'The note of deaths at event ' || event || ' of execution ' || execution",
  map_runs: "'The row of the Map Run ' || arn",
  map_items: "'The place of the items from ' || first || ' on of Map Run ' || map_run",
  history: "'The row of events ' || first_id || ' to ' || last_id || ' of execution ' || execution",
  packed_history: "'The packed events up to ' || last_id || ' of execution ' || (place >> 27)",
}

/** Rows that are not what was written, by their seals. Histories from before there were seals have none. */
function* brokenSeals(database: DatabaseSync): Generator<Damage> {
  for (const [table, columns] of Object.entries(sealedRows) as [keyof typeof sealedRows, readonly string[]][]) {
    const mayLack = table === 'history' || table === 'packed_history' ? 'seal IS NOT NULL AND ' : ''
    const broken = `SELECT ${NAMES[table]} AS name FROM ${table} WHERE ${mayLack}seal IS NOT row_sum(${columns.join(', ')})`
    for (const { name } of database.prepare(broken).iterate() as Iterable<{ name: string }>)
      yield { executionArn: '', what: `${name} is damaged.` }
  }
}

/** Frames that lie where no execution is, or in both tables. */
function* strayFrames(database: DatabaseSync): Generator<Damage> {
  const stray = database.prepare(`
    SELECT place >> 27 AS number, place & 134217727 AS frame FROM (SELECT place FROM frames UNION ALL SELECT place FROM task_frames)
    WHERE NOT EXISTS (SELECT 1 FROM executions WHERE number = place >> 27)`)
  for (const { number, frame } of stray.iterate() as Iterable<{ number: number; frame: number }>)
    yield { executionArn: '', what: misplaced(frame, number) }
  const twice = database.prepare(
    'SELECT place >> 27 AS number, place & 134217727 AS frame FROM task_frames WHERE place IN (SELECT place FROM frames)',
  )
  for (const { number, frame } of twice.iterate() as Iterable<{ number: number; frame: number }>)
    yield { executionArn: '', what: `Frame ${frame} of execution ${number} is there with its task and without.` }
}

/** Definitions, which are named by their content, and documents. */
function* damagedTexts(database: DatabaseSync, vault: Vault): Generator<Damage> {
  for (const { id, body } of database.prepare('SELECT id, body FROM definitions').iterate() as Iterable<{ id: string; body: string }>) {
    const text = unlessDamaged(() => vault.openText(body))
    if (text === undefined || (/^[0-9a-f]{64}$/.test(id) && createHash('sha256').update(text).digest('hex') !== id))
      yield { executionArn: '', what: `The definition ${id} is damaged.` }
  }
  for (const row of database.prepare('SELECT kind, key, body, sum FROM documents').iterate() as Iterable<Document>)
    if (documentSum(row.kind, row.key, row.body) !== row.sum || !opens(row.body, vault))
      yield { executionArn: '', what: `The document ${row.kind} ${row.key} is damaged.` }
}

interface Document {
  kind: string
  key: string
  body: string
  sum: number
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

/** How many events of an execution are whole, packed or not, and where the first that are not begin. */
function historyChecker(database: DatabaseSync, vault: Vault): (number: number) => { events: number; damagedAt?: number } {
  const rows = database.prepare('SELECT first_id, last_id, sum, events FROM history WHERE execution = ? ORDER BY first_id')
  const packs = database.prepare(packsOfExecution)
  return number => {
    let sum = 0
    let next = 1
    for (const pack of packs.all(number) as unknown as Pack[]) {
      if (pack.firstId !== next || !isWholePack(pack, sum, vault)) return { events: next - 1, damagedAt: Math.min(next, pack.firstId) }
      sum = pack.sum
      next = pack.lastId + 1
    }
    for (const chunk of rows.all(number) as unknown as Chunk[]) {
      // What is locked has a sum of its own, as the chain is of events in the clear.
      sum = crc32(chunk.events, vault.isPlain ? sum : 0)
      if (chunk.first_id !== next || sum !== chunk.sum || !opens(chunk.events, vault))
        return { events: next - 1, damagedAt: Math.min(next, chunk.first_id) }
      next = chunk.last_id + 1
    }
    return { events: next - 1 }
  }
}

/** The rows that were packed have a chain of checksums, which ends in the pack's. */
function isWholePack(pack: Pack, sumBefore: number, vault: Vault): boolean {
  try {
    const chunks = unpack(pack, vault)
    if (chunks.at(-1)!.lastId !== pack.lastId) return false
    return !vault.isPlain || chunks.reduce((sum, { events }) => crc32(events, sum), sumBefore) === pack.sum
  } catch {
    return false
  }
}

interface Frame {
  frame: number
  sum: number
  body: string
}

/** What is wrong with a frame; one lies under the number that it says. Frame 0 is the number of the next one. */
function damageOf({ frame, sum, body }: Frame, number: number, vault: Vault): string | undefined {
  const text = crc32(body) === sum ? unlessDamaged(() => vault.openText(body)) : undefined
  if (text === undefined) return `Frame ${frame} is damaged.`
  try {
    const content = JSON.parse(text) as { id?: unknown } | number
    const isHere = frame === 0 ? Number.isInteger(content) : (content as { id?: unknown }).id === frame
    return isHere ? undefined : misplaced(frame, number)
  } catch {
    return misplaced(frame, number)
  }
}

function misplaced(frame: number, number: number): string {
  return `Frame ${frame} of execution ${number} is not where it belongs.`
}

/** What is locked in rows of which only the seal has been looked at. */
const LOCKED = [
  `SELECT ${NAMES.data} AS name, value FROM data`,
  `SELECT ${NAMES.task_frames} AS name, command AS value FROM task_frames`,
  `SELECT ${NAMES.task_frames} AS name, submitted AS value FROM task_frames WHERE submitted IS NOT NULL`,
  `SELECT ${NAMES.map_runs} AS name, outcome AS value FROM map_runs WHERE outcome IS NOT NULL`,
  `SELECT ${NAMES.settings} AS name, value FROM settings WHERE name = 'token-secret'`,
]

function* unopened(database: DatabaseSync, vault: Vault): Generator<Damage> {
  if (vault.isPlain) return
  for (const sql of LOCKED)
    for (const { name, value } of database.prepare(sql).iterate() as Iterable<{ name: string; value: string | Uint8Array }>)
      if (!opens(value, vault)) yield { executionArn: '', what: `${name} is damaged.` }
}

function opens(value: string | Uint8Array, vault: Vault): boolean {
  return unlessDamaged(() => (typeof value === 'string' ? vault.openText(value) : vault.openBytes(value))) !== undefined
}

/** What is read; undefined when it is not what was locked. */
function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
