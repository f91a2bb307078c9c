import type { FeedEntry } from '../ports/feed.ts'

/** Turns that a follower has yet to be told of, and how much memory they keep. */
export interface PendingEntries {
  readonly length: number
  /** They are so large together that they should not wait for others. */
  readonly isUrgent: boolean
  readonly isFull: boolean
  add(entry: FeedEntry): void
  take(): FeedEntry[]
  keep(isKept: (entry: FeedEntry) => boolean): void
}

/** With payloads of 50 kB each, the turns that gather in 50 ms would be 15 MB. */
const urgentBytes = 512 * 1024

export function pendingEntries({ most, mostBytes }: { most: number; mostBytes: number }): PendingEntries {
  let entries: FeedEntry[] = []
  let bytes = 0
  const replace = (others: FeedEntry[]): FeedEntry[] => {
    const former = entries
    entries = others
    bytes = others.reduce((sum, entry) => sum + bytesOf(entry), 0)
    return former
  }
  return {
    get length() {
      return entries.length
    },
    get isUrgent() {
      return bytes > urgentBytes
    },
    get isFull() {
      return entries.length >= most || bytes >= mostBytes
    },
    add(entry) {
      entries.push(entry)
      bytes += bytesOf(entry)
    },
    take: () => replace([]),
    keep: isKept => void replace(entries.filter(isKept)),
  }
}

/** About how much text an entry keeps in memory: what its events carry. */
function bytesOf({ events }: FeedEntry): number {
  let bytes = 0
  for (const event of events)
    for (const details of Object.values(event))
      if (typeof details === 'object') for (const value of Object.values(details)) if (typeof value === 'string') bytes += value.length
  return bytes
}
