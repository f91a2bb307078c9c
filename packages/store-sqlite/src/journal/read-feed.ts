import type { DatabaseSync } from 'node:sqlite'
import { type Feed, type FeedEntry, readEvents } from '@pasos/engine'
import { encodeSetting } from '../writer/encode-write.ts'
import { op } from '../writer/operations.ts'
import type { WriterThread } from '../writer/writer-thread.ts'
import { type SummaryRow, summaryColumns, toSummary } from './rows.ts'

/** A page of large turns is short: so much text, some ten milliseconds of parsing, and at least one turn. */
const mostCharacters = 1024 * 1024

// The outer join keeps the last turn of an execution that has been deleted: without its row the feed would count anew.
const page = `
  SELECT sequence, events, ${summaryColumns}
  FROM history LEFT JOIN executions ON executions.number = execution WHERE sequence > ? ORDER BY sequence LIMIT ?`

type Row = { sequence: number; events: string } & (SummaryRow | { number: null })

/** The history's own order of writing, read as a log. */
export function readFeed(database: DatabaseSync, writer: WriterThread): Feed {
  const rows = database.prepare(page)
  const end = database.prepare('SELECT coalesce(max(sequence), 0) AS sequence FROM history')
  const cursor = database.prepare('SELECT value FROM settings WHERE name = ?')
  return {
    async readFeed(after, limit) {
      const entries: FeedEntry[] = []
      let last = after
      let characters = 0
      for (const row of rows.iterate(after, limit) as Iterable<Row>) {
        if (last > after && characters + row.events.length > mostCharacters) break
        last = row.sequence
        if (row.number === null || row.type === 'EXPRESS') continue
        const read = readEvents(writer.vault.openText(row.events))
        characters += read.characters
        entries.push({ execution: toSummary(row), events: read.events })
      }
      return { entries, last }
    },
    feedEnd: async () => (end.get() as { sequence: number }).sequence,
    async feedCursor(name) {
      const row = cursor.get(settingOf(name)) as { value: string } | undefined
      return row && Number(row.value)
    },
    moveFeedCursor(name, place) {
      encodeSetting(op.putSetting, settingOf(name), String(place), writer.operations)
      writer.queued(undefined, 100)
    },
  }
}

function settingOf(name: string): string {
  return `feed:${name}`
}
