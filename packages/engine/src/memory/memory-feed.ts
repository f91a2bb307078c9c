import { readEvents } from '../history-text/history-text.ts'
import type { Feed } from '../ports/feed.ts'
import type { HistoryChunk } from '../ports/journal.ts'
import { summaryOf } from './memory-index.ts'
import type { Kept } from './memory-journal.ts'

export interface MemoryFeed extends Feed {
  /** A chunk was committed. */
  add(number: number, chunk: HistoryChunk): void
}

export function memoryFeed(executions: ReadonlyMap<number, Kept>, enqueue: (apply: () => void) => void): MemoryFeed {
  const chunks: { number: number; text: string }[] = []
  const cursors = new Map<string, number>()
  return {
    add: (number, { text }) => void chunks.push({ number, text }),
    async readFeed(after, limit) {
      const page = chunks.slice(after, after + limit)
      const entries = page.flatMap(({ number, text }) => {
        const record = executions.get(number)?.record
        return record?.type === 'STANDARD' ? [{ execution: summaryOf(record), events: readEvents(text).events }] : []
      })
      return { entries, last: after + page.length }
    },
    feedEnd: async () => chunks.length,
    feedCursor: async name => cursors.get(name),
    moveFeedCursor: (name, place) => enqueue(() => cursors.set(name, place)),
  }
}
