import { mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { CommandError, EXIT } from './exit-codes.ts'
import { type Language, terminalLanguage } from './language.ts'
import { message } from './messages.ts'

/**
 * Writes a file, and the folders that it is in. One that is there stays as it is where the new text cannot be written whole: on a full disk
 * it would be empty.
 * @throws CommandError
 */
export function writeText(file: string, text: string | Uint8Array, language: Language = terminalLanguage()): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const before = statSync(file, { throwIfNoEntry: false })
    // What is no file (`/dev/stdout`) is written to, not replaced.
    if (before !== undefined && !before.isFile()) writeFileSync(file, text)
    else replace(before === undefined ? file : realpathSync(file), text, before?.mode)
  } catch (error) {
    throw unwritable(file, error, language)
  }
}

/** What to say of a file that could not be written. */
export function unwritable(file: string, error: unknown, language: Language = terminalLanguage()): CommandError {
  return new CommandError(message('fileUnwritable', { file, reason: (error as Error).message }, language), EXIT.failed)
}

function replace(file: string, text: string | Uint8Array, mode: number | undefined): void {
  const beside = `${file}.${process.pid}~`
  try {
    writeFileSync(beside, text, { mode })
    renameSync(beside, file)
  } catch (error) {
    // A file may be its author's to write in a folder that is not.
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      writeFileSync(file, text)
      return
    }
    rmSync(beside, { force: true })
    throw error
  }
}
