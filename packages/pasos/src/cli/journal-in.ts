import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/** The file of the journal in a data folder. @throws CommandError for a folder that is none */
export function journalIn(folder: string): string {
  const file = join(folder, 'journal.db')
  if (!existsSync(file)) throw new CommandError(message('noDataFolder', { folder }), EXIT.notFound)
  return file
}
