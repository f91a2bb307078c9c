import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { openForWriting } from '../database.ts'
import { operationRunner, type Primitive } from './operations.ts'

/**
 * The writer thread: the only connection that writes. It takes batches of operations, runs all that have arrived as one
 * transaction, and answers with the highest batch that is on disk. Any error ends it: after a failed sync nobody knows what the
 * disk holds, so nothing is retried (a restart reads what is really there).
 */
export interface WriterSettings {
  file: string
  port: MessagePort
}

export type ToWriter = { batch: number; operations: Primitive[] } | { finishCheckpoint: true } | { close: true }
export type FromWriter = { committed: number } | { failed: string } | { ready: true } | { closed: true }

const { file, port } = workerData as WriterSettings
const tell = (message: FromWriter): void => port.postMessage(message)

try {
  serve()
} catch (error) {
  tell({ failed: describe(error) })
}

function serve(): void {
  const database = openForWriting(file)
  const write = operationRunner(database)
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  let broken = false

  const commitFrom = (first: { batch: number; operations: Primitive[] }): ToWriter | undefined => {
    begin.run()
    write(first.operations)
    let last = first.batch
    let other: ToWriter | undefined
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port)) {
      const message = more.message as ToWriter
      if (!('batch' in message)) {
        other = message
        break
      }
      write(message.operations)
      last = message.batch
    }
    commit.run()
    tell({ committed: last })
    return other
  }

  const obey = (message: ToWriter): void => {
    if ('batch' in message) {
      const other = commitFrom(message)
      if (other) obey(other)
    } else if ('finishCheckpoint' in message) {
      checkpoint.get()
    } else {
      // After a clean end the journal is one file, which can be copied as it is.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
      tell({ closed: true })
      port.close()
    }
  }

  port.on('message', (message: ToWriter) => {
    if (broken) return
    try {
      obey(message)
    } catch (error) {
      broken = true
      tell({ failed: describe(error) })
    }
  })
  tell({ ready: true })
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { errstr } = error as Error & { errstr?: string }
  return errstr && errstr !== error.message ? `${error.message} (${errstr})` : error.message
}
