import { basename, dirname } from 'node:path'
import { entriesOf, type FolderEntry } from '../server/folder-entries.ts'

/** What there was in folders when they were last read. */
export interface FolderListings {
  /** @throws Error where a folder cannot be read */
  read(folder: string): FolderEntry[]
  /** A folder, or an entry of one. */
  has(path: string): boolean
  forget(folder: string): void
}

export function folderListings(): FolderListings {
  const names = new Map<string, ReadonlySet<string>>()
  return {
    read(folder) {
      const entries = entriesOf(folder)
      names.set(folder, new Set(entries.map(({ name }) => name)))
      return entries
    },
    has: path => names.has(path) || names.get(dirname(path))?.has(basename(path)) === true,
    forget: folder => names.delete(folder),
  }
}
