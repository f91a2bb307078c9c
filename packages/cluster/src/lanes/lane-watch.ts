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
  /**
   * Told after each look, unless it is not through with a former one: nobody waits for anybody, as who owns what must be known in the meantime. What it
   * rejects with is reported, once until it goes well again. Answers how to take it back.
   */
  onLook(told: (lanes: readonly LaneState[]) => Promise<void> | void): () => void
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
  const listeners = new Set<(lanes: readonly LaneState[]) => void>()

  const moves = new Set<{ lane: number; url: string; told(): void }>()
  const urlOf = (lane: number): string | undefined => seen.find(each => each.lane === lane)?.url

  const look = async (): Promise<void> => {
    while (!isClosed) {
      await wait(pollMs)
      try {
        seen = await seat.lanes()
        for (const move of moves) if (urlOf(move.lane) !== move.url && moves.delete(move)) move.told()
        for (const told of listeners) if (!isClosed) told(seen)
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
    onLook(told) {
      const isOver = (): boolean => isClosed || !listeners.has(listener)
      const tell = (error: unknown): void => {
        if (!isOver()) report('what was seen of the lanes could not be acted on', { error })
      }
      const listener = oneAtATime(told, tell)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
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

/** Leaves out what comes while it is at work; of failures in a row the first is told. */
function oneAtATime<T>(act: (given: T) => Promise<void> | void, tell: (error: unknown) => void): (given: T) => void {
  let isAtWork = false
  let isBad = false
  const once = async (given: T): Promise<void> => {
    try {
      await act(given)
      isBad = false
    } catch (error) {
      if (!isBad) tell(error)
      isBad = true
    }
    isAtWork = false
  }
  return given => {
    if (isAtWork) return
    isAtWork = true
    void once(given)
  }
}
