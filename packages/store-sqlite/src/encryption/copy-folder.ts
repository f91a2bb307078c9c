import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { readLocked, writeLocked } from '../contents/locked-file.ts'
import type { DataFolder } from '../data-folder.ts'
import { DataFolderError } from '../data-folder-error.ts'
import { openForReading, openForWriting, schemaVersion, userVersion } from '../database.ts'
import { type ExecutionRow, toRecord } from '../journal/rows.ts'
import { openLogDatabase } from '../logs/log-store-schema.ts'
import { makeFolder } from '../make-folder.ts'
import { documentSum, recordSum, sealedRows, withoutPayloads } from '../writer/sums.ts'
import { plainVault, type Vault } from './vault.ts'

type Value = string | number | bigint | Uint8Array | null
type Row = Record<string, Value>
/** Locks a value anew; nothing stays nothing. */
type Relock = <T extends Value>(value: T) => T

/**
 * What becomes of a row on its way; the values of tables that are not here are copied as they are. Integers are big ones: places of tasks and
 * histories are beyond what a double tells apart. Seals are made anew when the row is written.
 */
const CHANGES: Readonly<Record<string, (row: Row, relock: Relock) => Row>> = {
  definitions: (row, relock) => ({ ...row, body: relock(row['body']!) }),
  documents: (row, relock) => {
    const body = relock(row['body']!)
    return { ...row, body, sum: documentSum(String(row['kind']), String(row['key']), String(body)) }
  },
  executions: (row, relock) => {
    const told = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]))
    const readable = { ...(told as unknown as ExecutionRow), input: '', output: null, error: null, cause: null }
    const [number, scope, first, count] = ['map_run', 'scope', 'map_index', 'item_count'].map(name => told[name] as number | null)
    const payloads = ['input', 'output', 'error', 'cause'].map(name => [name, relock(row[name]!)])
    const place = { number: number!, scope: scope!, first: first!, count: count! }
    return { ...row, ...(Object.fromEntries(payloads) as Row), sum: recordSum(withoutPayloads(toRecord(readable, plainVault)), place) }
  },
  frames: (row, relock) => {
    const body = relock(row['body'] as string)
    return { ...row, body, sum: crc32(body) }
  },
  history: (row, relock) => {
    const events = relock(row['events'] as string)
    return { ...row, events, sum: crc32(events) }
  },
  packed_history: (row, relock) => {
    const pack = relock(row['pack'] as Uint8Array)
    const sum = crc32(pack)
    return { ...row, pack, sum, pack_sum: sum }
  },
  task_frames: (row, relock) => {
    const body = relock(row['body'] as string)
    return { ...row, body, sum: crc32(body), command: relock(row['command']!), submitted: relock(row['submitted']!) }
  },
  data: (row, relock) => ({ ...row, value: relock(row['value']!) }),
  map_runs: (row, relock) => {
    const [spec, state] = [relock(row['spec'] as string), relock(row['state'] as string)]
    return { ...row, spec, state, outcome: relock(row['outcome']!), spec_sum: crc32(spec), state_sum: crc32(state) }
  },
  map_items: (row, relock) => {
    const body = relock(row['body'] as string)
    return { ...row, body, sum: crc32(body) }
  },
  settings: (row, relock) => (row['name'] === 'token-secret' ? { ...row, value: relock(row['value']!) } : row),
  log_event: (row, relock) => ({ ...row, message: relock(row['message']!) }),
}

/**
 * Copies all that a store keeps into a new folder that is encrypted. Into another one, because what was overwritten in place would stay
 * readable in free pages, and because a crash half-way then costs nothing.
 *
 * @throws DataFolderError when the folder is of another version than this program
 */
export async function copyEncrypted(source: DataFolder, target: DataFolder): Promise<void> {
  const relock = relocking(source.vault, target.vault)
  copyJournal(source, target, relock)
  copyTables(new DatabaseSync(source.logsFile, { readOnly: true }), openLogDatabase(target.logsFile), relock)
  await copyContents(source, target)
}

function relocking(from: Vault, to: Vault): Relock {
  const relocked = (value: Value): Value => {
    if (typeof value === 'string') return to.lockText(from.openText(value))
    return value instanceof Uint8Array ? to.lockBytes(from.openBytes(value)) : value
  }
  return relocked as Relock
}

function copyJournal(source: DataFolder, target: DataFolder, relock: Relock): void {
  const from = openForReading(source.journalFile)
  const found = userVersion(from)
  const isConverted = from.prepare("SELECT 1 FROM settings WHERE name = 'children-in-frames'").get() === undefined
  const hasTaskRows = from.prepare('SELECT 1 FROM tasks').get() !== undefined
  if (found !== schemaVersion || !isConverted || hasTaskRows) {
    from.close()
    throw new DataFolderError('otherVersion')
  }
  const to = openForWriting(target.journalFile)
  copyTables(from, to, relock)
}

/** Copies every table into one of the same name, in one transaction, and closes both. */
function copyTables(from: DatabaseSync, to: DatabaseSync, relock: Relock): void {
  try {
    const tables = from.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all()
    to.exec('BEGIN')
    for (const { name } of tables) copyTable(String(name), from, to, relock)
    to.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    from.close()
    to.close()
  }
}

function copyTable(table: string, from: DatabaseSync, to: DatabaseSync, relock: Relock): void {
  const change = CHANGES[table]
  const columns = (from.prepare('SELECT name FROM pragma_table_info(?)').all(table) as { name: string }[]).map(({ name }) => name)
  const sealed = change && (sealedRows as Readonly<Record<string, readonly string[]>>)[table]
  const seal = sealed && `row_sum(${sealed.map(part => part.replace(/^\w+/, ':$&')).join(', ')})`
  const values = columns.map(name => (name === 'seal' && seal ? seal : `:${name}`))
  const insert = to.prepare(
    `INSERT OR REPLACE INTO ${table} (${columns.map(name => `"${name}"`).join(', ')}) VALUES (${values.join(', ')})`,
  )
  insert.setAllowUnknownNamedParameters(true)
  const read = from.prepare(`SELECT * FROM ${table}`)
  read.setReadBigInts(true)
  for (const row of read.iterate() as Iterable<Row>) insert.run((change?.(row, relock) ?? row) as Record<string, SQLInputValue>)
}

/** Contents get to their places when the folder is first opened. */
async function copyContents(source: DataFolder, target: DataFolder): Promise<void> {
  if (!existsSync(source.contentsFolder)) return
  const incoming = join(target.contentsFolder, 'incoming')
  makeFolder(incoming, 0o700)
  for (const place of readdirSync(source.contentsFolder))
    for (const id of readdirSync(join(source.contentsFolder, place))) {
      const path = join(source.contentsFolder, place, id)
      const bytes = source.vault.isPlain ? (createReadStream(path) as AsyncIterable<Uint8Array>) : readLocked(path, source.vault, undefined)
      const file = await open(join(incoming, id), 'wx', 0o600)
      try {
        await writeLocked(file, bytes, target.vault)
        await file.sync()
      } finally {
        await file.close()
      }
    }
}
