import { statSync } from 'node:fs'
import { join } from 'node:path'

const FILES = ['journal.db', 'journal.db-wal', 'logs.db', 'logs.db-wal']

/** Bytes of those files of a data folder that grow; those that are not there are left out. */
export function fileSizes(folder: string): [string, number][] {
  return FILES.flatMap((name): [string, number][] => {
    const found = statSync(join(folder, name), { throwIfNoEntry: false })
    return found === undefined ? [] : [[name, found.size]]
  })
}
