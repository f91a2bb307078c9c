import { EXIT } from './exit-codes.ts'

/** Servers: what they have told is told, and others use them. */
const GOES_ON = new Set(['start', 'dev'])
/** What runs with a server of its own has to close it; it ends soon by itself, as it tells last of all. */
const ENDS_BY_ITSELF = new Set(['run'])

let isUnread = false

/**
 * `pasos … | head`: nobody reads any more, so the command ends as others do, with 141. Talk that nobody reads ends nothing: without this the
 * next line of a server on a closed stderr would be an error that nobody catches.
 */
export function endWithReader(command = ''): void {
  isUnread = false
  // Nor does what cannot be written for another reason: the terminal is gone (EIO), the disk of the log is full (ENOSPC).
  whenFailed(process.stderr, () => undefined)
  whenFailed(process.stdout, error => {
    if (GOES_ON.has(command)) return
    if (error.code !== 'EPIPE') throw error
    if (!ENDS_BY_ITSELF.has(command)) process.exit(EXIT.unread)
    isUnread = true
    process.exitCode = EXIT.unread
  })
}

/** The code with which a command ends that was not ended by this. */
export function endOf(code: typeof process.exitCode): typeof process.exitCode {
  return isUnread ? EXIT.unread : code
}

function whenFailed(stream: NodeJS.WriteStream, failed: (error: NodeJS.ErrnoException) => void): void {
  if (stream.listenerCount('error') === 0) stream.on('error', failed)
}
