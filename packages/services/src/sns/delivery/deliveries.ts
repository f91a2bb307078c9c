import { type Clock, type DataStore, type DataWrite, entriesOf } from '@pasos/engine'
import { delayBefore, type RetryPolicy } from './retry-policy.ts'

const space = 'sns.delivery'
const mostAtOnce = 64

/** A message on its way to a function or an HTTP endpoint: on disk until it has arrived or was given up. */
export interface Delivery {
  id: string
  subscriptionArn: string
  topicArn: string
  protocol: 'lambda' | 'http' | 'https'
  endpoint: string
  type: 'Notification' | 'SubscriptionConfirmation'
  messageId: string
  isRaw: boolean
  body: string
  retries: number
}

export type Attempt = 'arrived' | { failed: string; isFinal: boolean }

export interface Deliveries {
  put(delivery: Delivery): DataWrite
  /** Begins with what has been put and is on disk. */
  begin(delivery: Delivery): void
  /** Takes up what a former process left. */
  resume(): Promise<void>
  close(): void
}

interface DeliveryOptions {
  data: DataStore
  clock: Clock
  attempt(delivery: Delivery): Promise<Attempt>
  policyOf(delivery: Delivery): RetryPolicy
  /** Writes for a delivery that is given up: its dead letter. */
  giveUp(delivery: Delivery, reason: string): Promise<{ writes: DataWrite[]; settle(committed: boolean): void }>
  logger: { error(message: string, details: Record<string, unknown>): void }
}

export function deliveries({ data, clock, attempt, policyOf, giveUp, logger }: DeliveryOptions): Deliveries {
  const waiting: Delivery[] = []
  const timers = new Set<() => void>()
  let running = 0
  let isClosed = false

  const put = (delivery: Delivery): DataWrite => ({ space, key: delivery.id, value: JSON.stringify(delivery) })
  const gone = ({ id }: Delivery): DataWrite => ({ space, key: id, value: undefined })

  async function deliver(delivery: Delivery): Promise<void> {
    const result = await attempt(delivery)
    if (isClosed) return
    if (result === 'arrived') return data.commit([gone(delivery)])
    const delay = result.isFinal ? undefined : delayBefore(policyOf(delivery), delivery.retries)
    if (delay !== undefined) return later({ ...delivery, retries: delivery.retries + 1 }, delay)
    const { writes, settle } = await giveUp(delivery, result.failed)
    await data.commit([gone(delivery), ...writes])
    settle(true)
  }

  async function later(delivery: Delivery, delayMs: number): Promise<void> {
    await data.commit([put(delivery)])
    const cancel = clock.at(clock.now() + delayMs, () => {
      timers.delete(cancel)
      begin(delivery)
    })
    timers.add(cancel)
  }

  function begin(delivery: Delivery): void {
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
        .catch(error => logger.error('a delivery failed', { error, subscription: delivery.subscriptionArn }))
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
      for await (const { value } of entriesOf(data, space)) begin(JSON.parse(String(value)) as Delivery)
    },
    close() {
      isClosed = true
      for (const cancel of timers) cancel()
    },
  }
}

/** Whether a former process left any. */
export async function hasDeliveries(data: DataStore): Promise<boolean> {
  return (await data.scan(space, { limit: 1 })).length > 0
}
