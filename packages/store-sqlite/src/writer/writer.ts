import { receiveMessageOnPort } from 'node:worker_threads'
import { openForWriting } from '../database.ts'
import type { Settings } from '../threads/kept-threads.ts'
import { serveStores } from '../threads/serve-stores.ts'
import { linger, staysAwake } from './awake.ts'
import { describeError } from './content-error.ts'
import { fileGuard } from './file-guard.ts'
import { type Batch, batchWriter, type Refusal } from './write-batches.ts'

/**
 * The writer thread: the only connection that writes. It takes batches of operations, runs all that have arrived as one
 * transaction, and answers with the highest batch that is on disk. A write that is refused for its content is left out, with the
 * later ones of its owner. Any other error ends the thread: after a failed sync nobody knows what the disk holds, so nothing is
 * retried (a restart reads what is really there).
 */
export type ToWriter = Batch | { finishCheckpoint: true } | { giveBack: true } | { close: true }
export type FromWriter =
  | { committed: number; refused?: Refusal[]; buffers?: ArrayBuffer[] }
  | { failed: string }
  | { ready: true }
  | { closed: true }

const guardMs = 1_000
/** Free pages that go back to the file system at a time: some milliseconds of the writer. */
const pagesGivenBack = 1_000

serveStores(settings => {
  const tell: Tell = (message, buffers = []) => settings.port.postMessage(message, buffers)
  try {
    serve(settings, tell)
  } catch (error) {
    tell({ failed: describeError(error) })
  }
})

type Tell = (message: FromWriter, buffers?: ArrayBuffer[]) => void

function serve({ file, port }: Settings, tell: Tell): void {
  const database = openForWriting(file)
  const write = batchWriter(database)
  const assertSameFile = fileGuard(file)
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  let isBroken = false

  const take = (): ToWriter | undefined => receiveMessageOnPort(port)?.message as ToWriter | undefined

  /** Takes what has arrived besides; answers the message that is no batch, if one came. */
  const gather = (batches: Batch[]): ToWriter | undefined => {
    let message = take()
    for (; message && 'batch' in message; message = take()) batches.push(message)
    return message
  }

  const commitFrom = (first: Batch): ToWriter | undefined => {
    const batches = [first]
    begin.run()
    const other = gather(batches)
    const refused = write(batches)
    commit.run()
    assertSameFile()
    const buffers = batches.flatMap(({ buffer = [] }) => buffer)
    tell({ committed: batches.at(-1)!.batch, ...(refused.length > 0 && { refused }), ...(buffers.length > 0 && { buffers }) }, buffers)
    return other ?? (staysAwake && isLone(batches) ? linger(take) : undefined)
  }

  const close = (): void => {
    clearInterval(guard)
    // After a clean end the journal is one file, which can be copied as it is.
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    tell({ closed: true })
    port.close()
  }

  /** Answers what is to be obeyed next, where that is known. */
  const obey = (message: ToWriter): ToWriter | undefined => {
    if ('batch' in message) return commitFrom(message)
    if ('finishCheckpoint' in message) checkpoint.get()
    else if ('giveBack' in message) database.exec(`PRAGMA incremental_vacuum(${pagesGivenBack})`)
    else close()
    return undefined
  }

  const obeyAll = (first: ToWriter): void => {
    for (let message: ToWriter | undefined = first; message; ) message = obey(message)
  }

  /** Does something; a failure is told, and is the last thing told. */
  const carefully = (act: () => void): void => {
    if (isBroken) return
    try {
      act()
    } catch (error) {
      isBroken = true
      clearInterval(guard)
      tell({ failed: describeError(error) })
    }
  }

  const guard = setInterval(() => carefully(assertSameFile), guardMs)
  port.on('message', (message: ToWriter) => carefully(() => obeyAll(message)))
  tell({ ready: true })
}

/** `writes` has two numbers for each. */
function isLone(batches: readonly Batch[]): boolean {
  return batches.length === 1 && batches[0]!.writes.length === 2
}
