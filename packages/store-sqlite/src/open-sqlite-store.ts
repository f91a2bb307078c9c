import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenStore, Store, Upkeep } from '@pasos/engine'
import { type FileContentStore, openFileContentStore } from './contents/file-content-store.ts'
import { type DataFolder, markFolder, takeDataFolder } from './data-folder.ts'
import { cannotOpen } from './data-folder-error.ts'
import { openDeathMarks } from './death-marks.ts'
import { FOLDER_KEY_FILE } from './encryption/folder-key.ts'
import { type JournalOptions, type JournalTuning, openSqliteJournal, type SqliteJournal } from './journal/sqlite-journal.ts'
import { openLogStore, type SqliteLogStore } from './logs/open-log-store.ts'
import { verify } from './verify.ts'

export interface SqliteStoreOptions extends JournalTuning {
  /** The data folder; made when it is new. Nothing else may live in it before. */
  folder: string
  /** 32 bytes under which an encrypted folder's own key is sealed; a new folder is encrypted when there is one. */
  encryptionKey?: Uint8Array | undefined
  /** When log events came in, epoch milliseconds; the machine's clock by default. */
  now?: () => number
}

/** A store in a data folder. Opening rejects when the folder is in use, is not ours or was written by a newer program. */
export function sqliteStore(options: SqliteStoreOptions): OpenStore {
  return async onFatal => {
    const folder = takeDataFolder(options.folder, options.encryptionKey)
    try {
      return await openIn(folder, options, onFatal)
    } catch (error) {
      folder.release()
      throw cannotOpen(options.folder, error)
    }
  }
}

/** The same in a folder that is taken already. */
export async function openIn(
  folder: DataFolder,
  { now, ...tuning }: Omit<SqliteStoreOptions, 'folder' | 'encryptionKey'> & Pick<JournalOptions, 'secret'>,
  onFatal: (error: Error) => void,
): Promise<Store> {
  const { vault } = folder
  const journal = await openSqliteJournal(folder.journalFile, onFatal, { ...tuning, vault })
  let logs: SqliteLogStore | undefined
  const close = async (): Promise<void> => {
    await logs?.close()
    await journal.close()
    folder.release()
  }
  try {
    logs = openLogStore(folder.logsFile, vault, onFatal, now)
    const contents = await openFileContentStore(folder.contentsFolder, journal.data, vault)
    return {
      ...{ journal, data: journal.data, logs, contents, upkeep: upkeepOf(journal, contents, folder), close },
      marks: openDeathMarks(folder.marksFile),
    }
  } catch (error) {
    await close()
    throw error
  }
}

function upkeepOf(journal: SqliteJournal, contents: FileContentStore, folder: DataFolder): Upkeep {
  return {
    expire: journal.expire,
    collectDefinitions: journal.collectDefinitions,
    async backup(target) {
      mkdirSync(target, { recursive: false })
      await contents.backup(join(target, 'objects'), () => journal.backup(join(target, 'journal.db')))
      if (folder.keyFile !== undefined) copyFileSync(folder.keyFile, join(target, FOLDER_KEY_FILE))
      markFolder(target)
    },
    verify: async () => verify(folder.journalFile, folder.vault),
  }
}
