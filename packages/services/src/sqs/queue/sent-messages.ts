import type { DataWrite } from '@pasos/engine'

/** AWS: five minutes. */
const rememberedMs = 300_000
/** What was sent within it is forgotten together. */
const slotMs = 60_000
/** So many are dropped with a message that is sent: more than come with it, and too few to be noticed. */
const mostDropped = 100

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
  /** Its write is on disk: what waited for it is let go of. */
  settled(id: string): void
  forget(id: string): void
  /** Drops some of what is too old; answers the writes for it. */
  expire(now: number): DataWrite[]
}

interface Slot {
  /** Epoch milliseconds. */
  from: number
  sent: Map<string, Remembered>
}

/**
 * `put` makes the write that keeps an entry, or deletes it.
 *
 * A map for each minute, which goes as a whole: from one map for all V8 frees what is deleted only in a full collection, see `NumberMap`.
 */
export function sentMessages(
  put: (id: string, sent: SentBefore | undefined) => DataWrite,
  kept: Iterable<[id: string, sent: SentBefore]>,
): SentMessages {
  const onDisk = Promise.resolve()
  /** The oldest first. */
  const slots: Slot[] = []
  /** Of a slot that is too old, those that are on disk still. */
  let leaving: Iterator<string> | undefined

  // An id that comes again after its time stands in two slots; the newer one counts.
  const slotOf = (id: string): Slot | undefined => slots.findLast(({ sent }) => sent.has(id))

  function keep(id: string, remembered: Remembered): void {
    let slot = slots.at(-1)
    if (!slot || remembered.at >= slot.from + slotMs) {
      slot = { from: remembered.at, sent: new Map() }
      slots.push(slot)
    }
    slot.sent.set(id, remembered)
  }

  for (const [id, before] of [...kept].sort(([, a], [, b]) => a.at - b.at)) keep(id, { ...before, committed: onDisk })

  return {
    find(id, now) {
      const found = slotOf(id)?.sent.get(id)
      return found !== undefined && found.at + rememberedMs > now ? found : undefined
    },
    remember(id, before, committed) {
      keep(id, { ...before, committed })
      return put(id, before)
    },
    settled(id) {
      const found = slotOf(id)?.sent.get(id)
      if (found) found.committed = onDisk
    },
    forget: id => void slotOf(id)?.sent.delete(id),
    expire(now) {
      const writes: DataWrite[] = []
      while (writes.length < mostDropped) {
        const oldest = slots[0]
        if (!leaving) {
          if (!oldest || oldest.from + slotMs + rememberedMs > now) break
          leaving = slots.shift()!.sent.keys()
        }
        const next = leaving.next()
        if (next.done) leaving = undefined
        else if (!slotOf(next.value)) writes.push(put(next.value, undefined))
      }
      return writes
    },
  }
}
