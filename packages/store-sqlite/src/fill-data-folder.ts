import { existsSync } from 'node:fs'
import { copyEverything, type Moved, type MovedCounts, type Store } from '@pasos/engine'
import { openFileContentStore } from './contents/file-content-store.ts'
import { takeDataFolder } from './data-folder.ts'
import { cannotOpen, DataFolderError } from './data-folder-error.ts'
import { openIn } from './open-sqlite-store.ts'

/**
 * Writes all that another store keeps into a new data folder, encrypted when there is a key, and then whatever `beside` adds. Rejects when there
 * is something in the folder already; what was written until then stays.
 */
export async function fillDataFolder(
  folderName: string,
  encryptionKey: Uint8Array | undefined,
  from: Moved,
  beside: (to: Store) => Promise<void>,
): Promise<MovedCounts> {
  const folder = takeDataFolder(folderName, encryptionKey)
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  const open = async (): Promise<Store> => {
    if (existsSync(folder.journalFile)) throw new DataFolderError('served', { folder: folderName })
    return openIn(folder, { packEveryMs: 86_400_000, secret: from.store.journal.secret() }, failed.reject)
  }
  const store = await open().catch(error => {
    folder.release()
    throw cannotOpen(folderName, error)
  })
  try {
    const { keep } = await openFileContentStore(folder.contentsFolder, store.data, folder.vault)
    const counts = await Promise.race([copyEverything(from, { store, keepContent: keep }), failed.promise])
    await Promise.race([beside(store), failed.promise])
    return counts
  } finally {
    await store.close()
  }
}
