import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { CommandError, EXIT } from './exit-codes.ts'
import { type Language, terminalLanguage } from './language.ts'
import { message } from './messages.ts'

/** A file may be its author's to write in a folder that is not, in one where files stay their owners', or be mounted by itself. */
const IN_PLACE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EBUSY'])

/**
 * Writes a file, and the folders that it is in. One that is there stays as it is where the new text cannot be written whole: on a full disk
 * it would be empty.
 * @param rename Node's
 * @throws CommandError
 */
export function writeText(
  file: string,
  text: string | Uint8Array,
  language: Language = terminalLanguage(),
  rename: typeof renameSync = renameSync,
): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const before = statSync(file, { throwIfNoEntry: false })
    // What is no file (`/dev/stdout`) is written to, not replaced.
    if (before !== undefined && !before.isFile()) writeFileSync(file, text)
    else replace(before === undefined ? file : realpathSync(file), text, before?.mode, rename)
  } catch (error) {
    throw unwritable(file, error, language)
  }
}

/** What to say of a file that could not be written. */
export function unwritable(file: string, error: unknown, language: Language = terminalLanguage()): CommandError {
  return new CommandError(message('fileUnwritable', { file, reason: (error as Error).message }, language), EXIT.failed)
}

function replace(file: string, text: string | Uint8Array, mode: number | undefined, rename: typeof renameSync): void {
  const beside = `${file}.${process.pid}~`
  try {
    writeFileSync(beside, text, { mode })
    // The process's umask has taken away of it what others may do.
    if (mode !== undefined) chmodSync(beside, mode)
    rename(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    if (!IN_PLACE.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    writeFileSync(file, text)
  }
}
