import type { LaneState, OwnedLane } from '@pasos/engine'
import { expect, test } from 'vitest'
import { type SharedLanes, shareLanes } from './share-lanes.ts'

/** A database's view of the lanes, of which the home's is had by the first node. */
class Lanes {
  readonly states: LaneState[] = Array.from({ length: 8 }, (_, lane) => ({ lane, epoch: 0, feed: 0 }))
  readonly nodes = new Map<number, { sharing: SharedLanes; working: Set<number> }>()
  readonly leaving = new Set<number>()
  moves = 0
  /** A lane is had, and who has it does not hear of it. */
  losesAnswers = false
  /** A lane is to be given away, and the database does not hear of it. */
  losesGifts = false

  join(node: number, gained?: (owned: OwnedLane) => Promise<void>): void {
    const working = new Set<number>()
    const sharing = shareLanes({
      seat: {
        node,
        nodes: async () =>
          [...this.nodes.keys()].map(each => ({ node: each, name: `n:${each}`, url: 'http://n', isLeaving: this.leaving.has(each) })),
        take: async lane => {
          const state = this.states[lane]!
          if (state.node !== undefined && state.node !== node) return { node: state.node }
          state.node = node
          state.epoch++
          if (this.losesAnswers) throw new Error('the connection was lost')
          this.moves++
          return { lane, epoch: state.epoch, seq: 0 }
        },
        give: async lane => {
          expect(working.has(lane)).toBe(false)
          if (this.losesGifts) throw new Error('the connection was lost')
          if (this.states[lane]!.node === node) delete this.states[lane]!.node
        },
      },
      gained: async owned => {
        await gained?.(owned)
        working.add(owned.lane)
        return {
          close: async () => {
            await Promise.resolve()
            working.delete(owned.lane)
          },
        }
      },
      report: () => undefined,
    })
    this.nodes.set(node, { sharing, working })
    this.states[0]!.node ??= node
  }

  /** As a machine that is gone: what it had is nobody's, once the others see it. */
  die(node: number): void {
    this.nodes.delete(node)
    for (const state of this.states) if (state.node === node) delete state.node
    this.states[0]!.node ??= [...this.nodes.keys()][0]!
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 12; round++)
      await Promise.all([...this.nodes.values()].map(({ sharing }) => sharing.look(this.states.map(state => ({ ...state })))))
  }

  sizes(): number[] {
    return [...this.nodes.keys()].map(node => this.states.filter(state => state.node === node).length).sort()
  }
}

test('one node has all lanes; each that comes is handed some, until every one has its share', async () => {
  const lanes = new Lanes()
  const expected = [[8], [4, 4], [2, 3, 3], [2, 2, 2, 2]]
  for (const [at, sizes] of expected.entries()) {
    lanes.join(at + 1)
    await lanes.settle()
    expect(lanes.sizes()).toEqual(sizes)
    for (const [node, { working }] of lanes.nodes)
      expect([...working].sort()).toEqual(lanes.states.filter(each => each.node === node && each.lane > 0).map(({ lane }) => lane))
  }
  // What need not move stays where it is.
  const { moves } = lanes
  await lanes.settle()
  expect(lanes.moves).toBe(moves)
})

test('what a dead node had goes to the others, none of whom gets more than its share', async () => {
  const lanes = new Lanes()
  for (const node of [1, 2, 3]) lanes.join(node)
  await lanes.settle()
  lanes.die(1)
  await lanes.settle()
  expect(lanes.sizes()).toEqual([4, 4])
  lanes.die(3)
  await lanes.settle()
  expect(lanes.sizes()).toEqual([8])
})

test('more nodes than lanes leave some with nothing, and no lane without an owner', async () => {
  const lanes = new Lanes()
  for (let node = 1; node <= 20; node++) lanes.join(node)
  await lanes.settle()
  expect(Math.max(...lanes.sizes())).toBe(1)
  expect(lanes.states.every(({ node }) => node !== undefined)).toBe(true)
})

test('lanes that wait for an owner are taken up at once, none behind another', async () => {
  const lanes = new Lanes()
  const begun = new Set<number>()
  const all = Promise.withResolvers<void>()
  lanes.join(1, async ({ lane }) => {
    begun.add(lane)
    if (begun.size === 7) all.resolve()
    await all.promise
  })
  await lanes.settle()
  expect(lanes.sizes()).toEqual([8])
})

test('a node that leaves ends its work before it gives a lane away', async () => {
  const lanes = new Lanes()
  for (const node of [1, 2]) lanes.join(node)
  await lanes.settle()
  const { sharing, working } = lanes.nodes.get(2)!
  await sharing.close()
  expect(working.size).toBe(0)
  lanes.nodes.delete(2)
  await lanes.settle()
  expect(lanes.sizes()).toEqual([8])
})

test('a lane that can’t be taken up is given back, and tried again', async () => {
  const lanes = new Lanes()
  let fails = 3
  lanes.join(1, async () => {
    if (fails-- > 0) throw new Error('a damaged row')
  })
  await lanes.settle()
  expect(lanes.sizes()).toEqual([8])
})

test('a lane that a node was given without hearing of it is taken up by that node, as nobody else may', async () => {
  const lanes = new Lanes()
  lanes.join(1)
  lanes.join(2)
  lanes.losesAnswers = true
  await lanes.settle()
  expect([...lanes.nodes.values()].map(({ working }) => working.size)).toEqual([0, 0])
  expect(lanes.states.some(({ lane, node }) => lane > 0 && node !== undefined)).toBe(true)
  lanes.losesAnswers = false
  await lanes.settle()
  expect(lanes.sizes()).toEqual([4, 4])
  expect([...lanes.nodes.values()].map(({ working }) => working.size)).toEqual([3, 4])
})

test('a lane that could not be given away is given later, even to a node that has its share', async () => {
  const lanes = new Lanes()
  lanes.join(1)
  await lanes.settle()
  lanes.losesGifts = true
  lanes.join(2)
  await lanes.settle()
  lanes.losesGifts = false
  await lanes.settle()
  expect([...lanes.nodes.values()].map(({ working }) => working.size)).toEqual([3, 4])
})

test('what a node has that leaves is taken by the others, which reckon without it before it has gone', async () => {
  const lanes = new Lanes()
  for (const node of [1, 2, 3]) lanes.join(node)
  await lanes.settle()
  lanes.leaving.add(3)
  await lanes.nodes.get(3)!.sharing.close()
  await lanes.settle()
  expect(lanes.sizes()).toEqual([0, 4, 4])
})

test('a lane that is taken up slowly keeps none waiting that becomes free meanwhile, and is not taken twice', async () => {
  const lanes = new Lanes()
  const slow = Promise.withResolvers<void>()
  const begun: number[] = []
  lanes.join(1, async ({ lane }) => {
    begun.push(lane)
    if (lane < 7) await slow.promise
  })
  const { sharing, working } = lanes.nodes.get(1)!
  lanes.states[7]!.node = 2
  const first = sharing.look(lanes.states)
  await expect.poll(() => begun.length).toBe(6)
  delete lanes.states[7]!.node
  await sharing.look(lanes.states)
  expect([...working]).toEqual([7])
  slow.resolve()
  await first
  expect(begun.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(working.size).toBe(7)
})

test('a lane that is still being taken up when the node leaves is given away too', async () => {
  const lanes = new Lanes()
  const begun = Promise.withResolvers<void>()
  lanes.join(1, () => begun.promise)
  const { sharing } = lanes.nodes.get(1)!
  const looked = sharing.look(lanes.states.map(state => ({ ...state })))
  await expect.poll(() => lanes.moves).toBe(7)
  const closed = sharing.close()
  begun.resolve()
  await Promise.all([closed, looked])
  expect(lanes.states.filter(({ node }) => node !== undefined).map(({ lane }) => lane)).toEqual([0])
})
