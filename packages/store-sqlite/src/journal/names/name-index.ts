import type { DatabaseSync } from 'node:sqlite'
import type { ExecutionNumber } from '@pasos/engine'
import { encodeSetting } from '../../writer/encode-write.ts'
import { op } from '../../writer/operations.ts'
import type { WriterThread } from '../../writer/writer-thread.ts'
import { blockBits } from './name-block.ts'

/**
 * Keeps the table `names`: a block is made when numbers have gone well beyond it, and is made again when one of its executions is deleted or
 * written late. What is in no block yet is read from the executions themselves.
 */
export interface NameIndex {
  /** Appends what the index needs to the write of a new execution; children of Map Runs are in no list. */
  added(number: ExecutionNumber, isListed: boolean): void
  /** Appends what the index needs to the deletion of executions that were listed. */
  removed(numbers: readonly ExecutionNumber[]): void
  /** Makes blocks that are due, each a write of its own. */
  grow(): void
  /** The first execution that may be in no block. */
  end(): ExecutionNumber
}

/** So many blocks behind the newest execution: turns are written about in the order of their numbers. */
const LAG = 2
/** What a block weighs among what waits to be written. */
const BLOCK_BYTES = 50_000

export function openNameIndex(database: DatabaseSync, writer: WriterThread, lastNumber: ExecutionNumber): NameIndex {
  const row = database.prepare("SELECT value FROM settings WHERE name = 'names-upto'").get() as { value: string } | undefined
  /** The last block that is on disk, and the last that is at least on its way. */
  let kept = Number(row?.value ?? -1)
  let given = kept
  let highest = blockOf(lastNumber)
  /** What a former process has left, or one that made no blocks. */
  const unknown = highest
  const listed = new Set<number>()
  let isFilling = false

  /** Makes the next block, then the one after it, so that nobody waits for all of them. */
  const grow = (): void => {
    if (isFilling || given + LAG >= highest) return
    isFilling = true
    given++
    // Blocks of a Map Run's children hold no name.
    while (given > unknown && !listed.has(given) && given + LAG < highest) given++
    if (listed.delete(given) || given <= unknown) writer.operations.push(op.blockNames, given)
    encodeSetting(op.putSetting, 'names-upto', String(given), writer.operations)
    const block = given
    writer.queued(error => {
      if (error) return
      kept = block
      isFilling = false
      grow()
    }, BLOCK_BYTES)
  }

  const remake = (block: number): void => {
    if (block <= given) writer.operations.push(op.dropNames, block, op.blockNames, block)
  }

  grow()
  return {
    grow,
    added(number, isListed) {
      const block = blockOf(number)
      if (isListed && block <= given) remake(block)
      else if (isListed) listed.add(block)
      if (block > highest) highest = block
    },
    removed(numbers) {
      for (const block of new Set(numbers.map(blockOf))) remake(block)
    },
    end: () => (kept + 1) * 2 ** blockBits,
  }
}

const blockOf = (number: ExecutionNumber): number => Math.floor(number / 2 ** blockBits)
