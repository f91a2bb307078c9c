import type { DatabaseSync } from 'node:sqlite'
import { encodeSetting } from '../writer/encode-write.ts'
import { op } from '../writer/operations.ts'
import { rowSum } from '../writer/sums.ts'
import type { WriterThread } from '../writer/writer-thread.ts'

const position = 'packed-upto'
/** Rows of the history that are looked at together. */
const sliceRows = 512
/** So many turns since the last look: others have work to do, and packing can wait. */
const busyTurns = 200
const firstLookMs = 100
/** Free pages that are left to be written on; beyond them they go back to the file system. */
const pagesKept = 1_000

/**
 * Packs the histories of executions that have ended, and gives back the pages that become free: as fast as it goes while nobody else
 * works, and a slice at a time otherwise. Only rows that all followers of the feed have passed are packed.
 */
export function packEnded(
  { database, writer }: { database: DatabaseSync; writer: WriterThread },
  everyMs: number,
): { stop: () => Promise<void> } {
  const end = database.prepare('SELECT coalesce(max(sequence), 0) AS sequence FROM history')
  const slowest = database.prepare("SELECT min(CAST(value AS INTEGER)) AS sequence FROM settings WHERE name GLOB 'feed:*'")
  const kept = database.prepare('SELECT CAST(value AS INTEGER) AS sequence FROM settings WHERE name = ?').get(position)
  const free = database.prepare('PRAGMA freelist_count')
  const number = (row: unknown): number | null | undefined => (row as { sequence: number | null } | undefined)?.sequence
  let after = number(kept) ?? 0
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let work: Promise<void> = Promise.resolve()
  let lastEnd = number(end.get())!

  const packSlice = async (): Promise<boolean> => {
    // The newest row stays where it is: without it the feed would count anew.
    const upto = Math.min(number(slowest.get()) ?? Number.MAX_SAFE_INTEGER, number(end.get())! - 1)
    if (upto <= after) return true
    const { executions, last, isThrough } = await writer.pack({ after, upto, most: sliceRows })
    if (isStopped) return true
    for (const { number, lastId, packs } of executions) {
      for (const { firstId, lastId, nextFrame, sum, packSum, pack } of packs)
        writer.operations.push(
          op.putPack,
          number,
          firstId,
          lastId,
          nextFrame,
          sum,
          packSum,
          pack,
          rowSum(number, firstId, lastId, nextFrame, sum, packSum),
          number,
        )
      writer.operations.push(op.dropPackedRows, number, lastId)
    }
    encodeSetting(op.putSetting, position, String(last), writer.operations)
    await new Promise<void>((resolve, reject) =>
      writer.queued(error => (error ? reject(error) : resolve()), 1_000 * (executions.length + 1)),
    )
    after = last
    return isThrough
  }

  const look = async (): Promise<void> => {
    for (;;) {
      const isThrough = await packSlice()
      const now = number(end.get())!
      const isBusy = now - lastEnd > busyTurns
      lastEnd = now
      if (isStopped || isBusy) return
      if (isThrough) break
    }
    while (!isStopped && (free.get() as { freelist_count: number }).freelist_count > pagesKept) await writer.giveBack()
  }

  const lookAfter = (ms: number): void => {
    timer = setTimeout(() => {
      // What can't be packed stays as it is; a journal that can't be written any more has said so itself.
      work = look().then(
        () => (isStopped ? undefined : lookAfter(everyMs)),
        () => undefined,
      )
    }, ms).unref()
  }
  lookAfter(Math.min(everyMs, firstLookMs))

  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
      return work
    },
  }
}
