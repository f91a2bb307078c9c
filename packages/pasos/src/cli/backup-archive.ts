import type { Readable } from 'node:stream'
import { type Entry, openPromise, type ZipFile } from 'yauzl'

/** A backup's entries: the data folder's files, the stored code by its hash, the contents of objects by their ids. */
export interface BackupArchive {
  names: readonly string[]
  open(name: string): Promise<Readable>
  close(): void
}

const expected = /^(PASOS|journal\.db|logs\.db|sealing\.key|encryption\.json|code\/[0-9a-f]{64}\.(zip|sealed)|objects\/[0-9a-f-]{36})$/

/** Opens a backup. Rejects when the file is not a zip, is cut off, or holds anything that a backup has not. */
export async function readArchive(file: string): Promise<BackupArchive> {
  const zip: ZipFile = await openPromise(file, { autoClose: false, lazyEntries: true })
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      if (!expected.test(entry.fileName)) throw new Error(`unexpected entry ${JSON.stringify(entry.fileName)}`)
      entries.set(entry.fileName, entry)
    }
    for (const needed of ['PASOS', 'journal.db']) if (!entries.has(needed)) throw new Error(`no ${needed} in it`)
  } catch (error) {
    zip.close()
    throw error
  }
  return {
    names: [...entries.keys()],
    open: name => zip.openReadStreamPromise(entries.get(name)!),
    close: () => zip.close(),
  }
}
