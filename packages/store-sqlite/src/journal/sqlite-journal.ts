import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import {
  type DataStore,
  type DocumentStore,
  type Due,
  type Feed,
  type Journal,
  type JournalIndex,
  type MapRunJournal,
  type StoredDocument,
  turnBytes,
  type Upkeep,
} from '@pasos/engine'
import { sqliteDataStore } from '../data/sqlite-data-store.ts'
import { openForReading } from '../database.ts'
import { plainVault, type Vault } from '../encryption/vault.ts'
import { encodeMapRun, encodeSetting, encodeWrite } from '../writer/encode-write.ts'
import { op } from '../writer/operations.ts'
import { documentSum, rowSum } from '../writer/sums.ts'
import { startWriter, type WriterThread } from '../writer/writer-thread.ts'
import { openArnIndex } from './arn-index.ts'
import { collectDefinitions } from './collect-definitions.ts'
import { DamagedRow } from './damaged-row.ts'
import { expireExecutions } from './expire.ts'
import { foldTasks } from './fold-tasks.ts'
import { openNameIndex } from './names/name-index.ts'
import { packEnded } from './pack-ended.ts'
import { readFeed } from './read-feed.ts'
import { reader } from './reader.ts'

export interface SqliteJournal
  extends Journal,
    Due,
    JournalIndex,
    MapRunJournal,
    DocumentStore,
    Feed,
    Pick<Upkeep, 'expire' | 'collectDefinitions'> {
  readonly data: DataStore
  /** Writes a consistent copy of the database into a new file while work goes on. */
  backup(target: string): Promise<void>
  close(): Promise<void>
}

/** What proofs make small. */
export interface JournalTuning {
  /** How many of the newest executions are found through memory before the index on disk takes them in. */
  arnTailSize?: number | undefined
  /** How often it is looked for executions that have ended, to pack their histories. */
  packEveryMs?: number | undefined
}

export interface JournalOptions extends JournalTuning {
  /** What values go through; by default they are kept as they are. */
  vault?: Vault | undefined
  /** What signs task tokens, where a new journal goes on from another; made anew by default. */
  secret?: Buffer | undefined
}

/**
 * Opens the journal in a SQLite file, making it when it is new; rejects when it can't be had. `onFatal` is told once when it can no
 * longer be written.
 */
export async function openSqliteJournal(
  file: string,
  onFatal: (error: Error) => void,
  { arnTailSize = 32_768, packEveryMs = 1_000, vault = plainVault, secret: given = randomBytes(32) }: JournalOptions = {},
): Promise<SqliteJournal> {
  let isOpen = false
  const writer = await startWriter(file, vault, error => isOpen && onFatal(error))
  let database: DatabaseSync | undefined
  try {
    database = openForReading(file)
    const secret = await keptSecret(database, writer, given)
    await foldTasks(database, writer)
    const journal = journalOver({ database, writer, secret, arnTailSize, packEveryMs })
    // Read as a whole by whoever opens the journal: a damaged document must be met here, where it can be said.
    await journal.documents()
    isOpen = true
    return journal
  } catch (error) {
    database?.close()
    await writer.close()
    throw error
  }
}

async function keptSecret(database: DatabaseSync, writer: WriterThread, fresh: Buffer): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    encodeSetting(op.keepSetting, 'token-secret', writer.vault.lockText(fresh.toString('hex')), writer.operations)
    writer.queued(error => (error ? reject(error) : resolve()), 100)
  })
  const row = database.prepare("SELECT value FROM settings WHERE name = 'token-secret'").get() as { value: string }
  return Buffer.from(writer.vault.openText(row.value), 'hex')
}

function highestNumber(database: DatabaseSync): number {
  const row = database
    .prepare('SELECT max(number) AS number FROM (SELECT max(number) AS number FROM executions UNION ALL SELECT max(number) FROM map_runs)')
    .get() as { number: number | null }
  const kept = database.prepare("SELECT value FROM settings WHERE name = 'last-number'").get() as { value: string } | undefined
  return Math.max(row.number ?? 0, Number(kept?.value ?? 0))
}

type DocumentRow = StoredDocument & { sum: number }

interface Parts {
  database: DatabaseSync
  writer: WriterThread
  secret: Buffer
  arnTailSize: number
  packEveryMs: number
}

function journalOver({ database, writer, secret, arnTailSize, packEveryMs }: Parts): SqliteJournal {
  const { vault } = writer
  const packing = packEnded({ database, writer }, packEveryMs)
  const arns = openArnIndex(database, writer, arnTailSize)
  let lastNumber = highestNumber(database)
  const names = openNameIndex(database, writer, lastNumber)
  return {
    ...reader(database, vault, arns, names),
    ...readFeed(database, writer),
    data: sqliteDataStore(database, writer),
    allocate: () => ++lastNumber,
    commit(write, done) {
      encodeWrite(write, vault, writer.operations)
      if (write.created) {
        names.added(write.number, write.created.mapRun === undefined)
        arns.added(write.created.executionArn, write.number)
      }
      writer.queued(done, turnBytes(write), write.number)
      if (write.created) names.grow()
    },
    commitMapRun(write, done) {
      encodeMapRun(write, vault, writer.operations)
      writer.queued(done, 1_000)
    },
    childrenConverted(done) {
      writer.operations.push(op.dropSetting, 'children-in-frames')
      writer.queued(done, 100)
    },
    mend: writer.mend,
    barrier(done) {
      writer.queued(done, 0)
    },
    flush: writer.flush,
    recordDeath(number, event) {
      writer.operations.push(op.recordDeath, number, event, rowSum(number, event, 1))
      writer.queued(undefined, 100)
    },
    expire: (before, after, limit) => expireExecutions({ database, writer, arns, names, lastNumber }, { before, after, limit }),
    collectDefinitions: isInUse => collectDefinitions(database, writer, isInUse),
    secret: () => secret,
    async documents() {
      const rows = database.prepare('SELECT kind, key, body, sum FROM documents ORDER BY kind, key').all() as unknown as DocumentRow[]
      return rows.map(({ sum, kind, key, body }) => {
        if (documentSum(kind, key, body) !== sum) throw new DamagedRow(`the document ${kind} ${key} is damaged`)
        return { kind, key, body: vault.openText(body) }
      })
    },
    putDocument(kind, key, body, done) {
      if (body === undefined) writer.operations.push(op.deleteDocument, kind, key)
      else {
        const kept = vault.lockText(body)
        writer.operations.push(op.putDocument, kind, key, kept, documentSum(kind, key, kept))
      }
      writer.queued(done, body?.length ?? 0)
    },
    backup: writer.backup,
    async close() {
      await packing.stop()
      await writer.close()
      database.close()
    },
  }
}
