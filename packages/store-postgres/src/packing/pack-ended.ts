import { setTimeout as wait } from 'node:timers/promises'
import type { Readers } from '../connection/readers.ts'
import { homeLane } from '../journal/numbers.ts'
import { packSlice } from './pack-slice.ts'

export interface PackingOptions {
  /** Between two looks, when there was nothing left to do. */
  everyMs: number
  /** So long after its end an execution is left as it is: it may be redriven, and is looked at most. */
  settleMs: number
}

/**
 * When others have worked since the last slice, so much longer than one took is waited before the next: who works alone too, whose commits would wait
 * for what packing leaves in the log, a hundred times what a turn does after a checkpoint.
 */
const pauses = 9
/** The schema that came with packs. */
const schemaOfPacks = 5

interface State {
  feed: number
  /** Up to where it is packed. */
  packed: number
  /** How far the slowest follower of the lane's feed has got; null when nobody ever said. */
  told: number | null
  isBesideOlder: boolean
}

// Followers of other lanes are the home's, and their cursors have the lane behind an @. A node that has just gone may come back.
const stateOf = `
  SELECT l.feed, coalesce((SELECT value::bigint FROM settings WHERE name = 'packed:' || $1::int), 0) AS packed,
    (SELECT min(value::bigint) FROM settings
      WHERE name >= 'feed:' AND name < 'feed;' AND split_part(name, '@', 2) = CASE WHEN $1::int = ${homeLane} THEN '' ELSE $1::int::text END) AS told,
    EXISTS (SELECT 1 FROM nodes WHERE schema < ${schemaOfPacks} AND until > clock_timestamp() - interval '1 minute') AS "isBesideOlder"
  FROM lanes l WHERE l.lane = $1::int`

/**
 * Packs the histories of a lane's executions that have ended: as fast as it goes while nobody else works, and with pauses otherwise. Only rows that
 * all followers of the feed have passed are packed, and nothing while a node lives that could not read it. Whoever packs: rows of a history never
 * change, so that it does not matter whether the node still owns the lane.
 */
export function packEnded(reads: Readers, lane: number, { everyMs, settleMs }: PackingOptions): { stop(): void } {
  const stopped = new AbortController()
  const { signal } = stopped
  let lastFeed: number | undefined

  const look = async (): Promise<void> => {
    while (!signal.aborted) {
      const { feed, packed, told, isBesideOlder } = (await reads.row<State>(stateOf, [lane]))!
      const isBusy = feed !== (lastFeed ?? feed)
      lastFeed = feed
      // The home says of every other lane how far it knows it.
      const upto = told === null ? (lane === homeLane ? feed : 0) : Math.min(told, feed)
      if (isBesideOlder || upto <= packed) return
      const began = performance.now()
      const { isThrough } = await packSlice(reads, { lane, after: packed, upto, endedBefore: Date.now() - settleMs })
      if (isThrough) return
      if (isBusy) await wait(pauses * (performance.now() - began), undefined, { ref: false, signal })
    }
  }

  void (async (): Promise<void> => {
    while (!signal.aborted) {
      // What can't be packed now stays as it is until the next look.
      await look().catch(() => undefined)
      await wait(everyMs, undefined, { ref: false, signal }).catch(() => undefined)
    }
  })()

  return { stop: () => stopped.abort() }
}
