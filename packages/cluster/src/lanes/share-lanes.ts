import type { LaneState, OwnedLane } from '@pasos/engine'
import { homeLane, type Seat } from '../ports.ts'

/** What works on a lane, while this node has it. */
export interface LaneWork {
  /** Ends the work; everything is written when it resolves. */
  close(): Promise<void>
}

export interface SharingOptions {
  seat: Pick<Seat, 'node' | 'take' | 'give' | 'nodes'>
  /** Takes up what there is to do in a lane: at a start, after another's death and after a hand-over alike. */
  gained(owned: OwnedLane): Promise<LaneWork>
  report(message: string, details: { error: unknown }): void
}

/** The lanes that this node has. */
export interface SharedLanes {
  /** Acts on what was seen: takes lanes that are nobody's up to its share, and gives away what is beyond it. */
  look(lanes: readonly LaneState[]): Promise<void>
  /** Gives all away, for others to take. */
  close(): Promise<void>
}

/**
 * Shares the lanes among the nodes that live, the home's counted with its owner's: none has more than its share, rounded up. A lane changes hands
 * by being ended, given away, and taken by one that has fewer.
 */
export function shareLanes({ seat, gained, report }: SharingOptions): SharedLanes {
  const had = new Map<number, LaneWork>()
  let isClosed = false
  let busy: Promise<void> = Promise.resolve()

  const take = async (lane: number): Promise<void> => {
    const owned = await seat.take(lane)
    if (!('epoch' in owned)) return
    try {
      had.set(lane, await gained(owned))
    } catch (error) {
      await seat.give(lane).catch(() => undefined)
      throw error
    }
  }

  const giveAway = async (lane: number): Promise<void> => {
    const work = had.get(lane)
    had.delete(lane)
    await work?.close()
    await seat.give(lane)
  }

  const act = async (lanes: readonly LaneState[]): Promise<void> => {
    if (isClosed) return
    const nodes = (await seat.nodes()).filter(({ node, url }) => url !== null || node === seat.node)
    const isHome = lanes.some(({ lane, node }) => lane === homeLane && node === seat.node)
    const share = Math.ceil(lanes.length / Math.max(1, nodes.length)) - (isHome ? 1 : 0)
    // One that is this node's without its knowing was taken, and the answer has got lost: nobody else would ever take it.
    const isFree = (node: number | undefined): boolean => node === undefined || node === seat.node
    const free = lanes.filter(({ lane, node }) => lane !== homeLane && isFree(node) && !had.has(lane)).map(({ lane }) => lane)
    // Each begins elsewhere, so that they do not all reach for the same.
    const order = free.toSorted((a, b) => ((a + seat.node) % lanes.length) - ((b + seat.node) % lanes.length))
    // At once, as every lane waits for its owner.
    const takings = await Promise.allSettled(order.slice(0, Math.max(0, share - had.size)).map(take))
    for (const taking of takings) if (taking.status === 'rejected') throw taking.reason
    if (had.size > share && !isClosed) await giveAway([...had.keys()].at(-1)!)
  }

  return {
    look(lanes) {
      busy = busy.then(() => act(lanes)).catch(error => report('lanes could not be shared out', { error }))
      return busy
    },
    async close() {
      isClosed = true
      await busy
      await Promise.all([...had.keys()].map(giveAway))
    },
  }
}
