import type { DataWrite } from '@pasos/engine'
import { putSent, type SentBefore } from './kept.ts'

/** AWS: five minutes. */
const rememberedMs = 300_000

interface Remembered extends SentBefore {
  /** Settles with the first sending: a repetition must not be answered before that is on disk. */
  committed: Promise<void>
}

/** What a FIFO queue remembers of the messages it has taken, so that sending one again changes nothing. */
export interface SentMessages {
  find(id: string, now: number): Remembered | undefined
  /** Remembers it from now on; answers the write that makes it last. */
  remember(id: string, sent: SentBefore, committed: Promise<void>): DataWrite
  forget(id: string): void
  /** Drops what is too old; answers the writes for it. */
  expire(now: number): DataWrite[]
}

export function sentMessages(queueId: string, kept: Iterable<[id: string, sent: SentBefore]>): SentMessages {
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
      return putSent(queueId, id, before)
    },
    forget: id => void sent.delete(id),
    expire(now) {
      const writes: DataWrite[] = []
      for (const [id, { at }] of sent) {
        if (at + rememberedMs > now) break
        sent.delete(id)
        writes.push(putSent(queueId, id, undefined))
      }
      return writes
    },
  }
}
