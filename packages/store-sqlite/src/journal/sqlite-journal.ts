import { randomBytes } from 'node:crypto'
import type { DataStore, DocumentStore, Due, Journal, JournalIndex, StoredDocument, Upkeep } from '@pasos/engine'
import { bytesOf, sqliteDataStore } from '../data/sqlite-data-store.ts'
import { openForReading } from '../database.ts'
import { encodeWrite } from '../writer/encode-write.ts'
import { op } from '../writer/operations.ts'
import { startWriter } from '../writer/writer-thread.ts'
import { openArnIndex } from './arn-index.ts'
import { collectDefinitions } from './collect-definitions.ts'
import { reader } from './reader.ts'

export interface SqliteJournal extends Journal, Due, JournalIndex, DocumentStore, Pick<Upkeep, 'expire' | 'collectDefinitions'> {
  readonly data: DataStore
  /** Writes a consistent copy of the database into a new file while work goes on. */
  backup(target: string): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the journal in a SQLite file, making it when it is new. `onFatal` is told once when it can no longer be written.
 * `arnTailSize`: how many of the newest executions are found through memory before the index on disk takes them in.
 */
export async function openSqliteJournal(file: string, onFatal: (error: Error) => void, arnTailSize = 32_768): Promise<SqliteJournal> {
  const writer = await startWriter(file, onFatal)
  const database = openForReading(file)
  const arns = openArnIndex(database, writer, arnTailSize)
  const reads = reader(database, arns)
  const secretKey = await keptSecret()
  let lastNumber = highestNumber()

  function highestNumber(): number {
    const row = database.prepare('SELECT max(number) AS number FROM executions').get() as { number: number | null }
    const kept = database.prepare("SELECT value FROM settings WHERE name = 'last-number'").get() as { value: string } | undefined
    return Math.max(row.number ?? 0, Number(kept?.value ?? 0))
  }

  async function keptSecret(): Promise<Buffer> {
    await new Promise<void>((resolve, reject) => {
      writer.operations.push(op.keepSetting, 'token-secret', randomBytes(32).toString('hex'))
      writer.queued(error => (error ? reject(error) : resolve()), 100)
    })
    const row = database.prepare("SELECT value FROM settings WHERE name = 'token-secret'").get() as { value: string }
    return Buffer.from(row.value, 'hex')
  }

  return {
    ...reads,
    data: sqliteDataStore(database, writer),
    allocate: () => ++lastNumber,
    commit(write, done) {
      let bytes = 0
      for (const chunk of write.history) bytes += chunk.text.length
      for (const frame of write.frames) bytes += frame.text.length
      if (write.data) bytes += bytesOf(write.data)
      encodeWrite(write, writer.operations)
      if (write.created) arns.added(write.created.executionArn, write.number)
      writer.queued(done, bytes + 500, write.number)
    },
    mend: writer.mend,
    barrier(done) {
      writer.queued(done, 0)
    },
    flush: writer.flush,
    recordDeath(number, event) {
      writer.operations.push(op.recordDeath, number, event)
      writer.queued(undefined, 100)
    },
    async expire(before, after, limit) {
      const rows = database
        .prepare(
          'SELECT number, arn_sum, status, start_date AS start, stop_date AS stop FROM executions WHERE number > ? ORDER BY number LIMIT ?',
        )
        .all(after, limit) as { number: number; arn_sum: number; status: string; start: number; stop: number | null }[]
      const gone = rows.filter(row => row.status !== 'RUNNING' && row.stop !== null && row.stop < before)
      await new Promise<void>((resolve, reject) => {
        for (const { number, arn_sum } of gone) {
          arns.removed(arn_sum, number)
          writer.operations.push(op.deleteExecution, number, op.clearHistory, number, op.clearFrames, number)
          writer.operations.push(op.clearTasks, number, op.clearTimers, number, op.clearDeaths, number)
        }
        // Numbers are never given twice, even when the newest executions are deleted.
        if (gone.length > 0) writer.operations.push(op.putSetting, 'last-number', String(lastNumber))
        writer.queued(error => (error ? reject(error) : resolve()), gone.length * 1_000)
      })
      // Numbers grow with the start: nothing that comes later has ended before.
      const last = rows.at(-1)
      return last === undefined || last.start >= before ? undefined : last.number
    },
    collectDefinitions: isInUse => collectDefinitions(database, writer, isInUse),
    secret: () => secretKey,
    async documents() {
      return database.prepare('SELECT kind, key, body FROM documents ORDER BY kind, key').all() as unknown as StoredDocument[]
    },
    putDocument(kind, key, body, done) {
      if (body === undefined) writer.operations.push(op.deleteDocument, kind, key)
      else writer.operations.push(op.putDocument, kind, key, body)
      writer.queued(done, body?.length ?? 0)
    },
    backup: writer.backup,
    async close() {
      await writer.close()
      database.close()
    },
  }
}
