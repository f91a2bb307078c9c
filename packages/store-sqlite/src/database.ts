import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { addNameBlock } from './journal/names/name-block.ts'
import { rowSum } from './writer/sums.ts'

const migrations = readdirSync(new URL('./schema/', import.meta.url))
  .filter(file => /^\d{3}-.*\.sql$/.test(file))
  .sort()

/** The newest schema this program knows: the number of migration files. */
export const schemaVersion = migrations.length

/**
 * Opens the database for the one connection that writes and brings its schema up to date.
 * Throws when the file is of a newer version, or when SQLite would not sync every commit.
 */
export function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  // Page size only has an effect on a new file. 4 KB: the executions under way have their frames on pages of their own, and with 8 KB a
  // small change would write twice as much.
  // Free pages can be given back to the file system; likewise only settled for a new file.
  database.exec('PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL')
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0')
  // In KB, and filled by any burst of writes. The inner pages of the tables of a million executions have room in it four times; others are
  // at hand in the kernel's cache. 16 MB were no faster.
  database.exec('PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY')
  assertSetting(database, 'synchronous', 2)
  assertSetting(database, 'journal_mode', 'wal')
  addRowSum(database)
  addNameBlock(database)
  migrate(database)
  return database
}

/** Opens a connection that only reads. */
export function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  database.exec('PRAGMA cache_size = -4096')
  return database
}

/** Lets SQL make and check the seals of rows. */
export function addRowSum(database: DatabaseSync): void {
  database.function('row_sum', { deterministic: true, varargs: true, useBigIntArguments: true }, (...values) =>
    rowSum(...(values as (string | bigint | Uint8Array | null)[])),
  )
}

export function userVersion(database: DatabaseSync): number {
  return Number((database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version)
}

function migrate(database: DatabaseSync): void {
  const found = userVersion(database)
  if (found > schemaVersion)
    throw new Error(`The data folder was written by a newer version of Pasos (schema ${found}; this version knows ${schemaVersion}).`)
  if (found === schemaVersion) return
  database.function('crc32', { deterministic: true }, text => crc32(String(text)))
  // All in one: nobody ever finds a schema between two versions.
  const steps = migrations.slice(found).map(file => readFileSync(new URL(`./schema/${file}`, import.meta.url), 'utf8'))
  database.exec(`BEGIN IMMEDIATE; ${steps.join(';')}; PRAGMA user_version = ${schemaVersion}; COMMIT`)
}

function assertSetting(database: DatabaseSync, name: string, expected: number | string): void {
  const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, number | string>
  if (row[name] !== expected) throw new Error(`SQLite does not keep PRAGMA ${name} = ${expected} (it says ${row[name]}).`)
}
