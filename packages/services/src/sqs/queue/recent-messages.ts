import type { StoredMessage } from '../records/message.ts'
import type { Entry } from './entry.ts'

/** So many messages, each short enough to stand in its entry on disk: some megabytes at most. */
const mostMessages = 2_048

/**
 * Messages of late, of all queues: whoever receives one soon reads nothing from disk. A message goes from here when it is received, as few
 * are received twice.
 */
export interface RecentMessages {
  keep(entry: Entry, message: StoredMessage): void
  /** Once. */
  take(entry: Entry): StoredMessage | undefined
}

export function recentMessages(most = mostMessages): RecentMessages {
  const ring: (Entry | undefined)[] = []
  let next = 0
  return {
    keep(entry, message) {
      if (entry.isApart) return
      const oldest = ring[next]
      if (oldest) oldest.recent = undefined
      ring[next] = entry
      entry.recent = message
      next = (next + 1) % most
    },
    take(entry) {
      const message = entry.recent
      if (message) entry.recent = undefined
      return message
    },
  }
}
