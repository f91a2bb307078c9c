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
  /** Acts on what was seen: takes lanes that are nobody's up to its share, and gives away what is beyond it. Resolves when that is done. */
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
  /** Lanes that are being taken up or given away. */
  const moving = new Map<number, 'taken' | 'given'>()
  const underway = new Set<Promise<void>>()
  let isClosed = false
  let isDeciding = false

  const move = async (lane: number, how: 'taken' | 'given', work: () => Promise<void>): Promise<void> => {
    moving.set(lane, how)
    const moved = work().finally(() => {
      moving.delete(lane)
      underway.delete(moved)
    })
    underway.add(moved)
    return moved
  }

  const take = (lane: number): Promise<void> =>
    move(lane, 'taken', async () => {
      const owned = await seat.take(lane)
      if (!('epoch' in owned)) return
      try {
        had.set(lane, await gained(owned))
      } catch (error) {
        await seat.give(lane).catch(() => undefined)
        throw error
      }
    })

  const giveAway = (lane: number): Promise<void> =>
    move(lane, 'given', async () => {
      const work = had.get(lane)
      had.delete(lane)
      await work?.close()
      await seat.give(lane)
    })

  const countOf = (how: 'taken' | 'given'): number => [...moving.values()].filter(each => each === how).length

  /** Begins what is to be done, all at once: every lane waits for its owner, and none for another's. */
  const decide = async (lanes: readonly LaneState[]): Promise<Promise<void>[]> => {
    // One that leaves keeps none of what it has, so it is reckoned with no more.
    const nodes = (await seat.nodes()).filter(({ node, url, isLeaving }) => node === seat.node || (url !== null && !isLeaving))
    if (isClosed) return []
    const isHome = lanes.some(({ lane, node }) => lane === homeLane && node === seat.node)
    const share = Math.ceil(lanes.length / Math.max(1, nodes.length)) - (isHome ? 1 : 0)
    const others = lanes.filter(({ lane }) => lane !== homeLane && !had.has(lane) && !moving.has(lane))
    // One that is this node's without its being worked on was taken or given, and the answer has got lost: nobody else would ever take it.
    const free = others.filter(({ node }) => node === undefined || node === seat.node).map(({ lane }) => lane)
    // Each begins elsewhere, so that they do not all reach for the same.
    const order = free.toSorted((a, b) => ((a + seat.node) % lanes.length) - ((b + seat.node) % lanes.length))
    const own = Math.max(0, share - had.size - countOf('taken'))
    const begun = order.slice(0, own).map(take)
    const left = new Set(order.slice(own))
    for (const { lane, node } of others) if (left.has(lane) && node === seat.node) begun.push(giveAway(lane))
    if (had.size > share && countOf('given') === 0) begun.push(giveAway([...had.keys()].at(-1)!))
    return begun
  }

  return {
    async look(lanes) {
      if (isClosed || isDeciding) return
      isDeciding = true
      try {
        await Promise.all(
          await decide(lanes).finally(() => {
            isDeciding = false
          }),
        )
      } catch (error) {
        report('lanes could not be shared out', { error })
      }
    },
    async close() {
      isClosed = true
      await Promise.allSettled(underway)
      await Promise.all([...had.keys()].map(giveAway))
    },
  }
}
