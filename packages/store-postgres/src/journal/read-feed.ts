import { type Feed, type FeedEntry, readEvents } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import type { BatchWriter } from '../writer/batch-writer.ts'
import { type SummaryRow, summaryColumns, summaryJoins, toSummary } from './rows.ts'

/** A page of large turns is short: so much text, some ten milliseconds of parsing, and at least one turn. */
const mostCharacters = 1024 * 1024

// The sum over the rows before says where a page ends; a turn that is larger than a page is a page.
const page = `
  SELECT h.place, h.events, ${summaryColumns} FROM (
    SELECT *, sum(length(events)) OVER (ORDER BY place) AS characters, row_number() OVER (ORDER BY place) AS nth
    FROM (SELECT execution, place, events FROM history WHERE lane = $1 AND place > $2 ORDER BY place LIMIT $3) p
  ) h LEFT JOIN executions e ON e.number = h.execution ${summaryJoins}
  WHERE h.nth = 1 OR h.characters <= ${mostCharacters} ORDER BY h.place`

type Row = { place: number; events: string } & (SummaryRow | { number: null })

/** A page of a lane's history in its order of writing. */
export async function readFeedPage(
  { rows, row }: Pick<Readers, 'rows' | 'row'>,
  lane: number,
  after: number,
  limit: number,
): Promise<{ entries: FeedEntry[]; last: number }> {
  // Asked first: up to there everything is on disk, and what is not found any more has been deleted.
  const end = await feedEndOf({ row }, lane)
  const found = await rows<Row>(page, [lane, after, limit])
  const entries: FeedEntry[] = []
  for (const each of found)
    if (each.number !== null && !each.is_express) entries.push({ execution: toSummary(each), events: readEvents(each.events).events })
  const isThrough = found.length === 0
  return { entries, last: isThrough ? Math.max(end, after) : found.at(-1)!.place }
}

async function feedEndOf({ row }: Pick<Readers, 'row'>, lane: number): Promise<number> {
  return (await row<{ feed: number }>('SELECT feed FROM lanes WHERE lane = $1', [lane]))!.feed
}

/** The lane's history, read as a log. */
export function readFeed({ rows, row }: Readers, writer: BatchWriter, lane: number): Feed {
  return {
    readFeed: (after, limit) => readFeedPage({ rows, row }, lane, after, limit),
    feedEnd: () => feedEndOf({ row }, lane),
    async feedCursor(name) {
      const found = await row<{ value: string }>('SELECT value FROM settings WHERE name = $1', [settingOf(name)])
      return found && Number(found.value)
    },
    moveFeedCursor(name, place) {
      writer.queued({ rare: [{ op: 'putSetting', name: settingOf(name), value: String(place) }] }, undefined, 100)
    },
  }
}

function settingOf(name: string): string {
  return `feed:${name}`
}
