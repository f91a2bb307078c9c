import type { DataWrite } from '@pasos/engine'

/** AWS: five minutes. */
const rememberedMs = 300_000

/** What is answered to a message that was taken already. */
export interface SentBefore {
  messageId: string
  sequence: number
  /** Epoch milliseconds. */
  at: number
}

interface Remembered extends SentBefore {
  /** Settles with the first sending: a repetition must not be answered before that is on disk. */
  committed: Promise<void>
}

/** What a FIFO queue or topic remembers of the messages it has taken, so that sending one again changes nothing. */
export interface SentMessages {
  find(id: string, now: number): Remembered | undefined
  /** Remembers it from now on; answers the write that makes it last. */
  remember(id: string, sent: SentBefore, committed: Promise<void>): DataWrite
  forget(id: string): void
  /** Drops what is too old; answers the writes for it. */
  expire(now: number): DataWrite[]
}

/** `put` makes the write that keeps an entry, or deletes it. */
export function sentMessages(
  put: (id: string, sent: SentBefore | undefined) => DataWrite,
  kept: Iterable<[id: string, sent: SentBefore]>,
): SentMessages {
  const committed = Promise.resolve()
  const sent = new Map<string, Remembered>([...kept].map(([id, before]) => [id, { ...before, committed }]))

  return {
    find(id, now) {
      const found = sent.get(id)
      return found !== undefined && found.at + rememberedMs > now ? found : undefined
    },
    remember(id, before, whenCommitted) {
      // At the end, so that the oldest is always first.
      sent.delete(id)
      sent.set(id, { ...before, committed: whenCommitted })
      return put(id, before)
    },
    forget: id => void sent.delete(id),
    expire(now) {
      const writes: DataWrite[] = []
      for (const [id, { at }] of sent) {
        if (at + rememberedMs > now) break
        sent.delete(id)
        writes.push(put(id, undefined))
      }
      return writes
    },
  }
}
