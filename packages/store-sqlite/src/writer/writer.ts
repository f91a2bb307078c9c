import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { openForWriting } from '../database.ts'
import { describeError, isContentError } from './content-error.ts'
import { fileGuard } from './file-guard.ts'
import { operationRunner, type Primitive } from './operations.ts'

/**
 * The writer thread: the only connection that writes. It takes batches of operations, runs all that have arrived as one
 * transaction, and answers with the highest batch that is on disk. A write that is refused for its content is left out, with the
 * later ones of its owner. Any other error ends the thread: after a failed sync nobody knows what the disk holds, so nothing is
 * retried (a restart reads what is really there).
 */
export interface WriterSettings {
  file: string
  port: MessagePort
}

/**
 * `writes`: for each write its owner and the place in `operations` where it ends. An owner of 0 stands for itself only; a negative
 * one lifts the refusal of the positive.
 */
export interface Batch {
  batch: number
  operations: Primitive[]
  writes: number[]
}

export interface Refusal {
  batch: number
  /** Which of the batch's writes. */
  index: number
  reason: string
}

export type ToWriter = Batch | { finishCheckpoint: true } | { close: true }
export type FromWriter = { committed: number; refused?: Refusal[] } | { failed: string } | { ready: true } | { closed: true }

const guardMs = 1_000

const { file, port } = workerData as WriterSettings
const tell = (message: FromWriter): void => port.postMessage(message)

try {
  serve()
} catch (error) {
  tell({ failed: describeError(error) })
}

function serve(): void {
  const database = openForWriting(file)
  const write = operationRunner(database)
  const assertSameFile = fileGuard(file)
  const statement = {
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
    rollback: database.prepare('ROLLBACK'),
    checkpoint: database.prepare('PRAGMA wal_checkpoint(PASSIVE)'),
    mark: database.prepare('SAVEPOINT one'),
    keep: database.prepare('RELEASE one'),
    undo: database.prepare('ROLLBACK TO one'),
  }
  const refusedOwners = new Set<number>()
  let isBroken = false

  /** Takes what has arrived besides; answers the message that is no batch, if one came. */
  const gather = (batches: Batch[]): ToWriter | undefined => {
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port)) {
      const message = more.message as ToWriter
      if (!('batch' in message)) return message
      batches.push(message)
    }
    return undefined
  }

  const writeTogether = (batches: readonly Batch[]): boolean => {
    try {
      for (const { operations } of batches) write(operations)
      return true
    } catch (error) {
      if (!isContentError(error)) throw error
      statement.rollback.run()
      statement.begin.run()
      return false
    }
  }

  const commitFrom = (first: Batch): ToWriter | undefined => {
    const batches = [first]
    statement.begin.run()
    const other = gather(batches)
    const isWhole = refusedOwners.size === 0 && writeTogether(batches)
    const refused = isWhole ? [] : batches.flatMap(writeOneByOne)
    statement.commit.run()
    assertSameFile()
    tell({ committed: batches.at(-1)!.batch, ...(refused.length > 0 && { refused }) })
    return other
  }

  const writeOneByOne = ({ batch, operations, writes }: Batch): Refusal[] => {
    const refused: Refusal[] = []
    let from = 0
    for (let at = 0; at < writes.length; at += 2) {
      const owner = writes[at]!
      const to = writes[at + 1]!
      if (owner < 0) refusedOwners.delete(-owner)
      const reason = refusedOwners.has(owner) ? 'a former write of the execution was refused' : tryOne(operations, from, to)
      if (reason !== undefined) {
        refused.push({ batch, index: at / 2, reason })
        if (owner > 0) refusedOwners.add(owner)
      }
      from = to
    }
    return refused
  }

  const tryOne = (operations: readonly Primitive[], from: number, to: number): string | undefined => {
    statement.mark.run()
    try {
      write(operations, from, to)
    } catch (error) {
      if (!isContentError(error)) throw error
      statement.undo.run()
      return describeError(error)
    } finally {
      if (database.isTransaction) statement.keep.run()
    }
    return undefined
  }

  const obey = (message: ToWriter): void => {
    if ('batch' in message) {
      const other = commitFrom(message)
      if (other) obey(other)
    } else if ('finishCheckpoint' in message) {
      statement.checkpoint.get()
    } else {
      clearInterval(guard)
      // After a clean end the journal is one file, which can be copied as it is.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
      tell({ closed: true })
      port.close()
    }
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
  port.on('message', (message: ToWriter) => carefully(() => obey(message)))
  tell({ ready: true })
}
