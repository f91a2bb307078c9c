import { BrokenOff, TryAgain } from '@pasos/cluster'
import type { Life, Machines } from './machines.ts'

/** A way that can be cut: what is sent over it meanwhile comes through once it is mended, or never. */
export interface Cuttable {
  readonly isCut: boolean
  cut(): void
  mend(): void
  /** From now on everything takes so much longer. */
  slow(byMs: number): void
  /** What is lost never comes. The same sender's messages come in their order. */
  send(order: { last: number }, deliver: () => void, to?: Life): void
}

export function cuttableWay(machines: Machines): Cuttable {
  let isCut = false
  const held: (() => void)[] = []
  let slowMs = 0
  const send: Cuttable['send'] = (order, deliver, to) => {
    if (isCut) return void held.push(() => send(order, deliver, to))
    // Now and then a packet gets lost and is sent again.
    const delayMs = machines.chance(0.02) ? machines.between(20, 250) : 0.1 + machines.ids.random() * 2
    const tripMs = delayMs + (slowMs > 0 ? machines.between(0, slowMs) : 0)
    order.last = Math.max(order.last, machines.now() + tripMs)
    machines.outside(order.last - machines.now(), deliver, to)
  }
  return {
    get isCut() {
      return isCut
    },
    cut() {
      isCut = true
    },
    mend() {
      isCut = false
      for (const again of held.splice(0)) again()
    },
    slow(byMs) {
      slowMs = byMs
    },
    send,
  }
}

export type NodeCalls = Readonly<Record<string, (body: unknown) => Promise<unknown>>>

/** How nodes, and clients, call nodes. */
export interface Network {
  /** From now on calls to this address come to that life. */
  listen(url: string, life: Life, calls: () => NodeCalls): void
  /** Of a node; without `from` of a client. Rejects as the real client of nodes does. */
  call<T>(from: Life | undefined, url: string, name: string, body: object): Promise<T>
  /** The way between a machine and all others. */
  wayOf(name: string): Cuttable
}

export function simulatedNetwork(machines: Machines): Network {
  const listeners = new Map<string, { life: Life; calls: () => NodeCalls }>()
  const ways = new Map<string, Cuttable>()
  const wayOf = (name: string): Cuttable => {
    const way = ways.get(name) ?? cuttableWay(machines)
    ways.set(name, way)
    return way
  }
  /** Over the ways of both ends. */
  const travel = (from: Life | undefined, to: Life | undefined, deliver: () => void): void => {
    const first = wayOf(from?.name ?? 'clients')
    if (to) first.send({ last: 0 }, () => wayOf(to.name).send({ last: 0 }, deliver, to))
    else first.send({ last: 0 }, deliver)
  }

  return {
    wayOf,
    listen(url, life, calls) {
      listeners.set(url, { life, calls })
      life.onDeath(() => listeners.delete(url))
    },
    call<T>(from: Life | undefined, url: string, name: string, body: object): Promise<T> {
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      const text = JSON.stringify(body)
      const told = (answer: () => void, to: Life | undefined): void => travel(to, from, answer)
      const target = listeners.get(url)
      if (!target) {
        machines.outside(1, () => reject(new TryAgain('nobody is there')), from)
        return promise
      }
      // Its kernel says so, where the way is there.
      target.life.onDeath(() => travel(undefined, from, () => reject(new BrokenOff('the node has died'))))
      travel(from, target.life, () => {
        const call = target.calls()[name]
        if (!call) return told(() => reject(new TryAgain('nobody is there yet')), target.life)
        call(JSON.parse(text)).then(
          result => {
            const answer = JSON.stringify({ result })
            told(() => resolve((JSON.parse(answer) as { result: T }).result), target.life)
          },
          (error: Error) => told(() => reject(carried(error)), target.life),
        )
      })
      return promise
    },
  }
}

/** What is left of an error on the way from one node to another. */
function carried(error: Error): Error {
  if (error instanceof TryAgain) return new TryAgain(error.message)
  return error instanceof BrokenOff ? new BrokenOff(error.message) : new Error(error.message)
}
