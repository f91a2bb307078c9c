import { setTimeout as wait } from 'node:timers/promises'
import type { LaneState } from '@pasos/engine'
import { homeLane, type Seat } from '../ports.ts'

/** What a death costs first of all. */
const pollMs = 50

/** Looks at the lanes again and again, and tells what it sees: all nodes learn so who owns what. */
export interface LaneWatch {
  /** Where the owner of a lane is reached; nothing while it has none. */
  urlOf(lane: number): string | undefined
  nodeOf(lane: number): number | undefined
  /** The lanes besides the home's. */
  readonly shared: readonly number[]
  /** Told after each look, one after the other; what it rejects with is reported, and the next look comes all the same. */
  onLook(told: (lanes: readonly LaneState[]) => Promise<void> | void): void
  /** Told once the lane is no longer reached there: a node that is cut off from the database answers nobody any more. Answers how to forget it. */
  onMove(lane: number, url: string, told: () => void): () => void
  close(): void
}

export async function watchLanes(
  seat: Pick<Seat, 'lanes'>,
  report: (message: string, details: { error: unknown }) => void,
): Promise<LaneWatch> {
  let seen = await seat.lanes()
  let isClosed = false
  let isBad = false
  const listeners: ((lanes: readonly LaneState[]) => Promise<void> | void)[] = []

  const moves = new Set<{ lane: number; url: string; told(): void }>()
  const urlOf = (lane: number): string | undefined => seen.find(each => each.lane === lane)?.url

  const look = async (): Promise<void> => {
    while (!isClosed) {
      await wait(pollMs)
      try {
        seen = await seat.lanes()
        for (const move of moves) if (urlOf(move.lane) !== move.url && moves.delete(move)) move.told()
        for (const told of listeners) if (!isClosed) await told(seen)
        isBad = false
      } catch (error) {
        // A database that is away is said elsewhere, and once.
        if (!isBad && !isClosed) report('the lanes of the cluster could not be looked at', { error })
        isBad = true
      }
    }
  }
  void look()

  return {
    urlOf,
    nodeOf: lane => seen.find(each => each.lane === lane)?.node,
    get shared() {
      return seen.map(({ lane }) => lane).filter(lane => lane !== homeLane)
    },
    onLook: told => void listeners.push(told),
    onMove(lane, url, told) {
      const move = { lane, url, told }
      moves.add(move)
      return () => moves.delete(move)
    },
    close() {
      isClosed = true
    },
  }
}
