/** The folder cannot be used; the message says why, in one line for people. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError'
}

const advice: readonly (readonly [RegExp, string])[] = [
  [/disk is full|ENOSPC|EDQUOT|EFBIG/, 'Make room on its disk and start again.'],
  [/disk I\/O error|EIO/, 'Its disk may be full or broken.'],
  [/readonly|read-only|EROFS|EACCES|EPERM|unable to open/i, 'The server must be able to write all of it.'],
  [/malformed|not a database|corrupt|damaged|JSON/i, 'Restore a backup into another folder, or look with `pasos verify` at what is whole.'],
]

/** Whatever stood in the way of opening a folder, as one line that says what and what helps. */
export function cannotOpen(folder: string, error: unknown): DataFolderError {
  if (error instanceof DataFolderError) return error
  const text = error instanceof Error ? error.message : String(error)
  const reason = (text.split('\n')[0] ?? '').replace(/\.$/, '')
  const hint = advice.find(([pattern]) => pattern.test(text))?.[1]
  return new DataFolderError(`${folder} cannot be opened: ${reason}.${hint === undefined ? '' : ` ${hint}`}`, { cause: error })
}
