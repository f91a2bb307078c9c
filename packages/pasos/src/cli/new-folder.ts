import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/** The whole path of a folder that is to be made. @throws CommandError when something is in it already */
export function newFolder(folder: string): string {
  const path = resolve(folder)
  if (existsSync(path) && readdirSync(path).length > 0) throw new CommandError(message('folderNotEmpty', { folder }), EXIT.failed)
  return path
}
