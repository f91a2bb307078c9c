import { DatabaseSync } from 'node:sqlite'
import { type MessagePort, workerData } from 'node:worker_threads'

/**
 * The upkeep thread: long work that must not stand in the writer's way. A passive checkpoint and a backup run beside commits, as
 * WAL lets them; the writer only copies the last few pages of a checkpoint itself.
 */
export type ToUpkeep = { task: number; checkpoint: true } | { task: number; backup: string } | { close: true }
export type FromUpkeep = { task: number; error?: string }

const { file, port } = workerData as { file: string; port: MessagePort }
const database = new DatabaseSync(file, { timeout: 5_000 })
database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0')

port.on('message', (message: ToUpkeep) => {
  if ('close' in message) {
    database.close()
    port.close()
    return
  }
  const { task } = message
  try {
    if ('backup' in message) database.prepare('VACUUM INTO ?').run(message.backup)
    else database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()
    port.postMessage({ task } satisfies FromUpkeep)
  } catch (error) {
    port.postMessage({ task, error: error instanceof Error ? error.message : String(error) } satisfies FromUpkeep)
  }
})
