import type { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import {
  type ExecutionNumber,
  type FeedStretch,
  type FollowedFeed,
  type FrameWrite,
  type HistoryChunk,
  type MapRunWrite,
  type Moved,
  type Store,
  type StoredTask,
  type StoredTimer,
  type TurnWrite,
  toldTo,
  type UntoldTurn,
  untold,
} from '@pasos/engine'
import { type DataFolder, takeDataFolder } from './data-folder.ts'
import { cannotOpen, DataFolderError } from './data-folder-error.ts'
import { openForReading } from './database.ts'
import type { Vault } from './encryption/vault.ts'
import { historyChunks } from './journal/history-chunks.ts'
import { type FrameRow, framesOfExecution } from './journal/reader.ts'
import { openLogDatabase } from './logs/log-store-schema.ts'
import { openIn } from './open-sqlite-store.ts'

/** All that a data folder keeps; no server uses the folder meanwhile. */
export interface Everything extends Moved {
  close(): Promise<void>
}

/** Opens a data folder as a server would, which brings it up to date. Rejects when it is in use, or none of ours, or holds what only a server converts. */
export async function everythingIn(folderName: string, encryptionKey?: Uint8Array): Promise<Everything> {
  const folder = takeDataFolder(folderName, encryptionKey)
  const open = openIn(folder, { packEveryMs: 86_400_000 }, error => {
    throw error
  })
  const store = await open.catch(error => {
    folder.release()
    throw cannotOpen(folderName, error)
  })
  try {
    // As a server does that comes after one which died: nobody else will find the marks.
    for (const { number, event } of store.marks.found) store.journal.recordDeath(number, event)
    await new Promise<void>((resolve, reject) => store.journal.barrier(error => (error ? reject(error) : resolve())))
    const former = await store.journal.withChildrenInFrames()
    if (former !== undefined && former.length > 0) throw new DataFolderError('unconverted')
    const database = openForReading(folder.journalFile)
    return {
      ...everythingOf(store, database, folder),
      async close() {
        database.close()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw cannotOpen(folderName, error)
  }
}

function toFrameWrite({ frame: id, body, task, command, submitted }: FrameRow, { openText }: Vault): FrameWrite {
  const text = openText(body)
  if (task === null) return { id, text }
  const stored: StoredTask = { task, body: openText(command!) }
  return { id, text, task: submitted === null ? stored : { ...stored, submitted: openText(submitted) } }
}

interface FedRow {
  sequence: number
  execution: ExecutionNumber
  firstId: number
  lastId: number
  nextFrameId: number
  events: string
}

function followedFeed(database: DatabaseSync): FollowedFeed {
  const { end } = database.prepare('SELECT coalesce(max(sequence), 0) AS end FROM history').get() as { end: number }
  const rows = database
    .prepare("SELECT substr(name, 6) AS name, CAST(value AS INTEGER) AS place FROM settings WHERE name GLOB 'feed:*'")
    .all() as { name: string; place: number }[]
  return { lane: 0, end, cursors: new Map(rows.map(({ name, place }) => [name, place])) }
}

function everythingOf(store: Store, database: DatabaseSync, { vault, logsFile }: DataFolder): Omit<Everything, 'close'> {
  const chunks = historyChunks(database, vault)
  const framesOf = database.prepare(framesOfExecution)
  const timersOf = database.prepare('SELECT timer, at FROM timers WHERE execution = ?')
  const numbers = database.prepare('SELECT number FROM executions WHERE number > ? ORDER BY number LIMIT 1000')
  const mapRunNumbers = database.prepare('SELECT number FROM map_runs ORDER BY number')
  const untoldFrom = database.prepare('SELECT min(first_id) AS event FROM history WHERE execution = ? AND sequence > ?')
  const stretchOf = database.prepare(
    `SELECT sequence, execution, first_id AS firstId, last_id AS lastId, next_frame AS nextFrameId, events FROM history
     WHERE sequence > ? AND sequence <= ? AND EXISTS (SELECT 1 FROM executions WHERE number = execution) ORDER BY sequence LIMIT 100`,
  )
  const itemsOf = database.prepare('SELECT first, body FROM map_items WHERE map_run = ? ORDER BY first')
  const { journal } = store
  const feed = followedFeed(database)
  const allTold = toldTo(feed)
  /** Of histories that are not told to their ends: what they come to up to there. Rows of an encrypted folder do not say it. */
  const sums = new Map<ExecutionNumber, number>()

  const historyOf = (number: ExecutionNumber): HistoryChunk[] => {
    const from = (untoldFrom.get(number, allTold) as { event: number | null }).event ?? Number.POSITIVE_INFINITY
    let sum = 0
    const told: HistoryChunk[] = []
    for (const { firstId, lastId, events: text } of chunks.forwards(number, 0)) {
      if (firstId >= from) break
      sum = crc32(text, sum)
      told.push({ firstId, lastId, text, sum })
    }
    if (Number.isFinite(from)) sums.set(number, sum)
    return told
  }

  async function* turnsIn({ after, upto }: FeedStretch): AsyncGenerator<UntoldTurn> {
    for (let page = stretchOf.all(after, upto) as unknown as FedRow[]; page.length > 0; ) {
      for (const { execution: number, firstId, lastId, nextFrameId, events } of page) {
        const text = vault.openText(events)
        const sum = crc32(text, sums.get(number))
        sums.set(number, sum)
        yield { number, chunk: { firstId, lastId, text, sum }, nextFrameId }
      }
      page = stretchOf.all(page.at(-1)!.sequence, upto) as unknown as FedRow[]
    }
  }

  const writeOf = async (number: ExecutionNumber): Promise<TurnWrite> => {
    const { record, nextFrameId } = (await journal.load(number))!
    const text = await journal.definition(record.definitionId)
    if (text === undefined) throw new Error(`The definition of the execution ${record.executionArn} is missing.`)
    const frames = (framesOf.all(number) as unknown as FrameRow[]).filter(({ frame }) => frame > 0)
    return {
      ...{ number, created: record, definition: { id: record.definitionId, text }, nextFrameId },
      frames: frames.map(row => toFrameWrite(row, vault)),
      history: historyOf(number),
      setTimers: timersOf.all(number) as unknown as Omit<StoredTimer, 'number'>[],
      ...{ removedFrames: [], clearedTimers: [] },
    }
  }

  return {
    store,
    async *executions() {
      for (let page = numbers.all(0) as { number: number }[]; page.length > 0; page = numbers.all(page.at(-1)!.number) as typeof page)
        for (const { number } of page) yield await writeOf(number)
    },
    untold: () => untold([feed], turnsIn),
    async *mapRuns() {
      for (const { number } of mapRunNumbers.all() as { number: number }[]) {
        const { parent, child, spec, state, asked, outcome } = (await journal.mapRun(number))!
        const items = (itemsOf.all(number) as { first: number; body: string }[]).map(({ first, body }) => ({
          first,
          text: vault.openText(body),
        }))
        const writes: MapRunWrite[] = [{ type: 'started', number, parent, child, spec, state, items }]
        if (outcome !== undefined) writes.push({ type: 'changed', number, state, outcome })
        if (asked !== undefined) writes.push({ type: 'asked', parent, child, asked })
        yield writes
      }
    },
    spaces: async () =>
      (database.prepare('SELECT DISTINCT space FROM data ORDER BY space').all() as { space: string }[]).map(({ space }) => space),
    async logGroups() {
      const logs = openLogDatabase(logsFile)
      try {
        return (logs.prepare('SELECT DISTINCT log_group AS name FROM log_stream ORDER BY 1').all() as { name: string }[]).map(
          ({ name }) => name,
        )
      } finally {
        logs.close()
      }
    },
  }
}
