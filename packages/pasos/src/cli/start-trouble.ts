import { CommandError, EXIT } from './exit-codes.ts'
import { folderTrouble, isFolderError } from './folder-trouble.ts'
import { message } from './messages.ts'
import { findRunningServer, type RunningServer } from './running-server.ts'

/** What a start wanted. */
interface Wanted {
  port: number
  host: string
  /** Absolute. */
  folder: string
}

/** What can go wrong with the port or the folder, each as one line that says what helps; anything else stays as it is. */
export async function startTrouble(error: unknown, { port, host, folder }: Wanted): Promise<unknown> {
  const { code, syscall, message: reason } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return portTaken(port, host)
  if (code === 'EADDRNOTAVAIL') return new CommandError(message('noSuchAddress', { host }), EXIT.failed)
  if (code === 'EACCES' && syscall === 'listen') return new CommandError(message('portRefused', { port, reason }), EXIT.failed)
  if (!isFolderError(error) || error.trouble !== 'inUse') return error
  const server = await findRunningServer(port, host)
  return new CommandError(
    server?.folder === folder
      ? message('folderServed', { folder, ...factsOf(server) })
      : `${folderTrouble(error)} ${message('otherFolder')}`,
    EXIT.failed,
  )
}

/** Whether a Pasos holds the port, and then how it is reached. */
export async function portTaken(port: number, host: string): Promise<CommandError> {
  const server = await findRunningServer(port, host)
  if (server === undefined) return new CommandError(message('portTaken', { port }), EXIT.failed)
  return new CommandError(message('portServed', { port, ...factsOf(server) }), EXIT.failed)
}

function factsOf({ url, version, folder = '?' }: RunningServer): { url: string; version: string; data: string } {
  return { url, version, data: folder }
}
