import { statSync } from 'node:fs'

/** The file, or one that belongs to it, is not the one any more that was opened. */
export class FileReplaced extends Error {}

/**
 * Notices that a database was deleted, moved or replaced under its connection, which goes on writing into a file that nobody will
 * ever find. The answered check throws; it is asked before anything is acknowledged, which costs two calls of `stat`.
 */
export function fileGuard(file: string): () => void {
  const opened = identity(file)
  // Made with the first transaction and kept until the last connection closes.
  let openedLog: string | undefined
  return () => {
    const log = identity(`${file}-wal`)
    openedLog ??= log
    if (identity(file) !== opened || log !== openedLog)
      throw new FileReplaced(`${file} is no longer the file that was opened: it was deleted, moved or replaced`)
  }
}

function identity(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  return found && `${found.dev}/${found.ino}`
}
