import type { DatabaseSync } from 'node:sqlite'
import { describeError, isContentError } from './content-error.ts'
import { operationRunner, type Primitive } from './operations.ts'

/**
 * `writes`: for each write its owner and the place in `operations` where it ends. An owner of 0 stands for itself only; a negative
 * one lifts the refusal of the positive.
 */
export interface Batch {
  batch: number
  operations: Primitive[]
  writes: number[]
  /** What long texts of the operations are in; it goes back when they are on disk. */
  buffer?: ArrayBuffer
}

export interface Refusal {
  batch: number
  /** Which of the batch's writes. */
  index: number
  reason: string
}

/**
 * Runs batches within the transaction that the caller has begun, and answers which writes were refused for their content: those are
 * left out, with the later ones of their owner until it is mended. Usually there are none, and everything is run as it comes.
 */
export function batchWriter(database: DatabaseSync): (batches: readonly Batch[]) => Refusal[] {
  const write = operationRunner(database)
  const mark = database.prepare('SAVEPOINT one')
  const keep = database.prepare('RELEASE one')
  const undo = database.prepare('ROLLBACK TO one')
  const refusedOwners = new Set<number>()

  const writeTogether = (batches: readonly Batch[]): boolean => {
    mark.run()
    try {
      for (const { operations } of batches) write(operations)
      keep.run()
      return true
    } catch (error) {
      if (!isContentError(error)) throw error
      undo.run()
      keep.run()
      return false
    }
  }

  const tryOne = (operations: readonly Primitive[], from: number, to: number): string | undefined => {
    mark.run()
    try {
      write(operations, from, to)
      keep.run()
      return undefined
    } catch (error) {
      if (!isContentError(error)) throw error
      undo.run()
      keep.run()
      return describeError(error)
    }
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

  return batches => (refusedOwners.size === 0 && writeTogether(batches) ? [] : batches.flatMap(writeOneByOne))
}
