import type { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type {
  ExecutionNumber,
  FrameWrite,
  HistoryChunk,
  MapRunWrite,
  Moved,
  Store,
  StoredTask,
  StoredTimer,
  TurnWrite,
} from '@pasos/engine'
import { type DataFolder, takeDataFolder } from './data-folder.ts'
import { cannotOpen } from './data-folder-error.ts'
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

/** Opens a data folder as a server would, which brings it up to date. Rejects when it is in use, or none of ours. */
export async function everythingIn(folderName: string, encryptionKey?: Uint8Array): Promise<Everything> {
  const folder = takeDataFolder(folderName, encryptionKey)
  try {
    const store = await openIn(folder, { packEveryMs: 86_400_000 }, error => {
      throw error
    })
    const database = openForReading(folder.journalFile)
    return {
      ...everythingOf(store, database, folder),
      async close() {
        database.close()
        await store.close()
      },
    }
  } catch (error) {
    folder.release()
    throw cannotOpen(folderName, error)
  }
}

function toFrameWrite({ frame: id, body, task, command, submitted }: FrameRow, { openText }: Vault): FrameWrite {
  const text = openText(body)
  if (task === null) return { id, text }
  const stored: StoredTask = { task, body: openText(command!) }
  return { id, text, task: submitted === null ? stored : { ...stored, submitted: openText(submitted) } }
}

function everythingOf(store: Store, database: DatabaseSync, { vault, logsFile }: DataFolder): Omit<Everything, 'close'> {
  const chunks = historyChunks(database, vault)
  const framesOf = database.prepare(framesOfExecution)
  const timersOf = database.prepare('SELECT timer, at FROM timers WHERE execution = ?')
  const numbers = database.prepare('SELECT number FROM executions WHERE number > ? ORDER BY number LIMIT 1000')
  const mapRunNumbers = database.prepare('SELECT number FROM map_runs ORDER BY number')
  const itemsOf = database.prepare('SELECT first, body FROM map_items WHERE map_run = ? ORDER BY first')
  const { journal } = store

  const historyOf = (number: ExecutionNumber): HistoryChunk[] => {
    let sum = 0
    return [...chunks.forwards(number, 0)].map(({ firstId, lastId, events: text }) => {
      sum = crc32(text, sum)
      return { firstId, lastId, text, sum }
    })
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
