import { shareLanes } from '@pasos/cluster'
import type { LaneState, OwnedLane } from '@pasos/engine'
import { type Machines, openMachines } from '../cluster/machines.ts'
import { settled } from '../simulate.ts'

/** What it took until every lane was worked on, each node with its share. */
export interface Movement {
  /** Until each lane had an owner who works on it. */
  servedMs: number
  /** Until no lane moved any more. */
  quietMs: number
  /** Attempts to take a lane, each with a connection and a transaction. */
  attempts: number
  /** How many of them were under way at a time. */
  mostAtOnce: number
  takes: number
  handOvers: number
  /** Lanes of the node that has most, of its fair part. */
  imbalance: number
  /** Rows of lanes that nodes have read, each second. */
  rowsReadPerSecond: number
}

const pollMs = 100
/** A connection and six statements; as measured, with the database beside it. */
const takeMs = 4
const giveMs = 1
const lookMs = 1
/** An engine opens, and reads what there is to do. */
const openMs = 60
const closeMs = 20
const quietAfterMs = 1_500

interface Node {
  isAlive: boolean
}

/**
 * A cell's nodes, sharing lanes by the real code over a database that answers at its usual pace. `size` nodes are at work; then some of them die at once, or come.
 */
export async function moveLanes(options: { seed: number; size: number; lanes: number; dying: number; coming: number }): Promise<Movement> {
  const machines = openMachines(options.seed)
  try {
    return await run(machines, options)
  } finally {
    machines.close()
  }
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one world with its parts, each short
async function run(
  machines: Machines,
  { size, lanes: laneCount, dying, coming }: { size: number; lanes: number; dying: number; coming: number },
): Promise<Movement> {
  const lanes: { node?: number; epoch: number; isWorkedOn: boolean }[] = Array.from({ length: laneCount }, () => ({
    epoch: 0,
    isWorkedOn: false,
  }))
  const nodes: Node[] = []
  const count = { attempts: 0, takes: 0, handOvers: 0, rows: 0, atOnce: 0, mostAtOnce: 0 }
  let lastMoveAt = machines.now()
  const after = (ms: number): Promise<void> => new Promise(resolve => machines.outside(ms, resolve))
  const ownerOf = (lane: number): number | undefined => {
    const { node } = lanes[lane]!
    return node !== undefined && nodes[node]!.isAlive ? node : undefined
  }

  const take = async (me: number, lane: number): Promise<OwnedLane | { node: number }> => {
    count.attempts++
    count.mostAtOnce = Math.max(count.mostAtOnce, ++count.atOnce)
    await after(takeMs)
    count.atOnce--
    const owner = ownerOf(lane)
    if (owner !== undefined && owner !== me) return { node: owner }
    const row = lanes[lane]!
    Object.assign(row, { node: me, epoch: row.epoch + 1, isWorkedOn: false })
    count.takes++
    lastMoveAt = machines.now()
    return { lane, epoch: row.epoch, seq: 0 }
  }

  const join = (): void => {
    const me = nodes.push({ isAlive: true }) - 1
    const node = nodes[me]!
    // The home is had by whoever was first, as far as sharing goes.
    if (ownerOf(0) === undefined) Object.assign(lanes[0]!, { node: me, isWorkedOn: true })
    const { look } = shareLanes({
      seat: {
        node: me,
        take: lane => take(me, lane),
        async give(lane) {
          await after(giveMs)
          if (lanes[lane]!.node === me) delete lanes[lane]!.node
          count.handOvers++
          lastMoveAt = machines.now()
        },
        async nodes() {
          await after(lookMs)
          return nodes.flatMap(({ isAlive }, at) => (isAlive ? { node: at, name: `n:${at}`, url: 'http://n', isLeaving: false } : []))
        },
      },
      async gained({ lane }) {
        await after(openMs)
        lanes[lane]!.isWorkedOn = true
        return {
          async close() {
            await after(closeMs)
            lanes[lane]!.isWorkedOn = false
          },
        }
      },
      report: (message, { error }) => {
        throw new Error(message, { cause: error })
      },
    })
    const poll = async (): Promise<void> => {
      while (node.isAlive) {
        await after(pollMs)
        await after(lookMs)
        count.rows += laneCount
        if (node.isAlive)
          await look(
            lanes.map(({ epoch }, lane): LaneState => {
              const owner = ownerOf(lane)
              return { lane, epoch, feed: 0, ...(owner !== undefined && { node: owner }) }
            }),
          )
      }
    }
    machines.outside(machines.ids.random() * pollMs, () => void poll())
  }

  const isServed = (): boolean => lanes.every(({ isWorkedOn }, lane) => isWorkedOn && ownerOf(lane) !== undefined)
  const until = async (isDone: () => boolean): Promise<void> => {
    while (!isDone() && machines.step()) await settled()
  }
  const isQuiet = (): boolean => isServed() && machines.now() - lastMoveAt > quietAfterMs

  for (let at = 0; at < size; at++) join()
  await until(isQuiet)
  Object.assign(count, { attempts: 0, takes: 0, handOvers: 0, rows: 0, mostAtOnce: 0 })
  const from = machines.now()
  // The first has the home, whose heir stands ready; the others' lanes are what is shared.
  for (const node of nodes.slice(nodes.length - dying)) node.isAlive = false
  for (let at = 0; at < coming; at++) join()
  lastMoveAt = from
  await until(isServed)
  const servedMs = machines.now() - from
  await until(isQuiet)
  const seconds = (machines.now() - from) / 1_000
  const alive = nodes.filter(({ isAlive }) => isAlive).length
  const had = Map.groupBy(lanes, ({ node }) => node)
  const most = Math.max(...[...had.values()].map(each => each.length))
  for (const node of nodes) node.isAlive = false
  return {
    ...{ servedMs: Math.round(servedMs), quietMs: Math.round(lastMoveAt - from), attempts: count.attempts, mostAtOnce: count.mostAtOnce },
    ...{ takes: count.takes, handOvers: count.handOvers, imbalance: Number((most / (laneCount / alive)).toFixed(2)) },
    rowsReadPerSecond: Math.round(count.rows / seconds),
  }
}
