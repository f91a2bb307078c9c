import { type Clock, type DataStore, type DataWrite, entriesOf } from '@pasos/engine'

const mostAtOnce = 64

/** A message on its way to a target: on disk until it has arrived or was given up. */
export interface Delivery {
  id: string
  retries: number
}

/** `arrived`: with what it takes to have arrived, when that is still to be written. */
export type Attempt = 'arrived' | { arrived: Arrival } | { failed: string; isFinal: boolean }

export interface Arrival {
  writes: readonly DataWrite[]
  settle(committed: boolean): void
}

export interface Deliveries<D extends Delivery> {
  put(delivery: D): DataWrite
  /** Begins with what has been put and is on disk. */
  begin(delivery: D): void
  /** Takes up what a former process left. */
  resume(): Promise<void>
  close(): void
}

interface DeliveryOptions<D extends Delivery> {
  /** Where they are in the data store. */
  space: string
  data: DataStore
  clock: Clock
  attempt(delivery: D): Promise<Attempt>
  /** Milliseconds before the next try of what has failed; nothing when there is none. */
  delayOf(delivery: D): number | undefined
  /** Writes for a delivery that is given up: its dead letter. */
  giveUp(delivery: D, reason: string): Promise<{ writes: DataWrite[]; settle(committed: boolean): void }>
  logger: { error(message: string, details: Record<string, unknown>): void }
}

export function retriedDeliveries<D extends Delivery>(options: DeliveryOptions<D>): Deliveries<D> {
  const { space, data, clock, attempt, delayOf, giveUp, logger } = options
  const waiting: D[] = []
  const timers = new Set<() => void>()
  let running = 0
  let isClosed = false

  const put = (delivery: D): DataWrite => ({ space, key: delivery.id, value: JSON.stringify(delivery) })
  const gone = ({ id }: D): DataWrite => ({ space, key: id, value: undefined })

  async function deliver(delivery: D): Promise<void> {
    const result = await attempt(delivery)
    if (isClosed) return
    if (result === 'arrived') return data.commit([gone(delivery)])
    if ('arrived' in result) {
      await data.commit([gone(delivery), ...result.arrived.writes])
      return result.arrived.settle(true)
    }
    const delay = result.isFinal ? undefined : delayOf(delivery)
    if (delay !== undefined) return later({ ...delivery, retries: delivery.retries + 1 }, delay)
    const { writes, settle } = await giveUp(delivery, result.failed)
    await data.commit([gone(delivery), ...writes])
    settle(true)
  }

  async function later(delivery: D, delayMs: number): Promise<void> {
    await data.commit([put(delivery)])
    const cancel = clock.at(clock.now() + delayMs, () => {
      timers.delete(cancel)
      begin(delivery)
    })
    timers.add(cancel)
  }

  function begin(delivery: D): void {
    waiting.push(delivery)
    next()
  }

  function next(): void {
    while (running < mostAtOnce && !isClosed) {
      const delivery = waiting.shift()
      if (!delivery) return
      running++
      deliver(delivery)
        // It stays on disk, and is tried again after the next start.
        .catch(error => logger.error('a delivery failed', { error, space, id: delivery.id }))
        .finally(() => {
          running--
          next()
        })
    }
  }

  return {
    put,
    begin,
    async resume() {
      for await (const { value } of entriesOf(data, space)) begin(JSON.parse(String(value)) as D)
    },
    close() {
      isClosed = true
      for (const cancel of timers) cancel()
    },
  }
}

/** Whether a former process left any. */
export async function hasDeliveries(data: DataStore, space: string): Promise<boolean> {
  return (await data.scan(space, { limit: 1 })).length > 0
}
