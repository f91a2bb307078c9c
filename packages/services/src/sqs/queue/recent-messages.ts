import type { Entry } from './entry.ts'

/** So many messages, each short enough to stand in its entry on disk: 8 MB at most, twice that of other scripts than Latin. */
const mostMessages = 2_048

/**
 * Messages of late, of all queues: whoever receives one soon reads nothing from disk. A message goes from here when it is received, as few
 * are received twice. Kept is the text that is on disk: it is what would be read, and nothing else stays in memory with it, as the rest of
 * an input would of which the message's body is a part.
 */
export interface RecentMessages {
  keep(entry: Entry, text: string): void
  /** Once. */
  take(entry: Entry): string | undefined
}

export function recentMessages(most = mostMessages): RecentMessages {
  const ring: (Entry | undefined)[] = []
  let next = 0
  return {
    keep(entry, text) {
      const oldest = ring[next]
      if (oldest) oldest.recent = undefined
      ring[next] = entry
      entry.recent = text
      next = (next + 1) % most
    },
    take(entry) {
      const text = entry.recent
      entry.recent = undefined
      return text
    },
  }
}
