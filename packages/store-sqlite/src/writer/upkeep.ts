import { DatabaseSync } from 'node:sqlite'
import { createVault } from '../encryption/vault.ts'
import type { Settings } from '../threads/kept-threads.ts'
import { serveStores } from '../threads/serve-stores.ts'
import { type PackedSlice, type SliceToPack, slicePacker } from './pack-slice.ts'

/**
 * The upkeep thread: long work that must not stand in the writer's way. A passive checkpoint and a backup run beside commits, as
 * WAL lets them; the writer only copies the last few pages of a checkpoint itself. Histories are packed here and written by the writer.
 */
export type ToUpkeep = { task: number } & UpkeepWork
export type UpkeepWork = { checkpoint: true } | { backup: string } | { pack: SliceToPack }
export type FromUpkeep = { task: number; error?: string; packed?: PackedSlice }

export type UpkeepSettings = Settings & { key: Uint8Array | undefined }

serveStores(({ file, port, key }: UpkeepSettings) => {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0')

  const packSlice = slicePacker(database, createVault(key))

  port.on('message', (message: ToUpkeep | { close: true }) => {
    if ('close' in message) {
      database.close()
      port.close()
      return
    }
    const { task } = message
    try {
      if ('pack' in message) {
        port.postMessage({ task, packed: packSlice(message.pack) } satisfies FromUpkeep)
        return
      }
      if ('backup' in message) database.prepare('VACUUM INTO ?').run(message.backup)
      else database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()
      port.postMessage({ task } satisfies FromUpkeep)
    } catch (error) {
      port.postMessage({ task, error: error instanceof Error ? error.message : String(error) } satisfies FromUpkeep)
    }
  })
})
