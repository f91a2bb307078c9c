import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes a file of a folder whole or not at all, whenever the power goes; on disk when it returns. Its `.new` may be left over. */
export function writeWhole(folder: string, name: string, content: string | Uint8Array, mode?: number): void {
  const path = join(folder, name)
  writeFileSync(`${path}.new`, content, { mode, flush: true })
  renameSync(`${path}.new`, path)
  // Windows flushes no folder: its file system keeps a journal of names by itself.
  if (process.platform === 'win32') return
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
