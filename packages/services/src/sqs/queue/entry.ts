/** A message's place in its queue: what is in memory of it. */
export interface Entry {
  /** Grows with every message of the process's queues; its order is the order of sending. */
  sequence: number
  /** Epoch milliseconds. */
  sentAt: number
  /** From when on it can be received: it is delayed or in flight until then. */
  visibleAt: number
  receives: number
  firstReceivedAt?: number
  /** FIFO queues: the messages of a group are received in order. */
  group?: string
  /** The message is on disk apart from the entry, see `kept.ts`. */
  isApart: boolean
  /** It has changed since it was sent: on disk that stands beside it. */
  hasChanged: boolean
  /** No longer in the queue. */
  isGone: boolean
  /** What is on disk of it, while that is in memory, see `recent-messages.ts`. */
  recent: string | undefined
}

/** Its time has been set anew since, for which it has another place among those that wait, or it is gone. */
export function isStale({ isGone, visibleAt }: Entry, at: number): boolean {
  return isGone || visibleAt !== at
}

/** What the orders of standard and FIFO queues have in common. */
export interface Order {
  add(entry: Entry, now: number): void
  /** Takes at most this many that can be received now. The caller makes them invisible and says so. */
  take(limit: number, now: number): Entry[]
  /** `visibleAt` has changed, of one that was taken or, `wasHidden`, of one that could not be. */
  moved(entry: Entry, wasHidden: boolean): void
  /** The entry is gone. */
  removed(entry: Entry): void
  /** When something may become visible that is not now. */
  next(): number | undefined
}
