import { crc32 } from 'node:zlib'
import {
  type ExecutionNumber,
  type FeedStretch,
  type FollowedFeed,
  type FrameWrite,
  type HistoryChunk,
  type KeptMapRun,
  type MapRunWrite,
  type Moved,
  noDeathMarks,
  type OwnedLane,
  type Store,
  type StoredTask,
  type StoredTimer,
  type TurnWrite,
  toldTo,
  type UntoldTurn,
  untold,
} from '@pasos/engine'
import { type Readers, readers } from './connection/readers.ts'
import { connector } from './connection/session.ts'
import { packedHistory } from './journal/history-chunks.ts'
import { homeLane } from './journal/numbers.ts'
import { formerlyNumbered, type Renumbered, renumbered } from './journal/renumbered.ts'
import { type RecordRow, recordColumns, summaryJoins, toRecord } from './journal/rows.ts'
import { joinPostgres, sayingWhy } from './open-postgres-store.ts'

/** All that a database keeps, with numbers as other stores count them; no node is at work meanwhile. */
export interface Everything extends Moved {
  /** Where task tokens that were given out before lead: what `formerNumbers` of the engine reads, in its space of the data store. */
  formerNumbers(): readonly { former: ExecutionNumber; number: ExecutionNumber }[]
  close(): Promise<void>
}

const pageSize = 20

/** Takes hold of a database, so that nobody serves it meanwhile. Rejects when a node is at work, or when there is nothing in it. */
export function everythingInPostgres(url: string): Promise<Everything> {
  return take(url).catch(sayingWhy)
}

async function take(url: string): Promise<Everything> {
  const node = await joinPostgres({
    url,
    packing: undefined,
    vacuum: undefined,
    onFatal(error) {
      throw error
    },
  })
  const reads = readers(connector(url), 4)
  try {
    const lanes: OwnedLane[] = []
    for (const { lane } of await node.seat.lanes()) lanes.push(await node.seat.takeWhenFree(lane))
    const home = lanes.find(({ lane }) => lane === homeLane)!
    if (home.epoch === 1) throw new Error('There is nothing in that database: no node has ever served it.')
    const store = await node.openLane(
      home,
      () => noDeathMarks,
      error => {
        throw error
      },
    )
    const numbers = await renumbered(reads)
    return {
      ...everythingOf(reads, store, numbers, await followedFeeds(reads)),
      async close() {
        await store.close()
        await reads.close()
        await node.leave()
      },
    }
  } catch (error) {
    await reads.close()
    await node.leave()
    throw error
  }
}

function everythingOf(
  reads: Readers,
  { data, contents, logs, journal }: Store,
  numbers: Renumbered,
  feeds: readonly FollowedFeed[],
): Omit<Everything, 'close'> {
  const formers: { former: ExecutionNumber; number: ExecutionNumber }[] = []
  const { rows } = reads
  const names = async (sql: string): Promise<string[]> => (await rows<{ name: string }>(sql)).map(({ name }) => name)
  return {
    store: {
      ...{ data, contents, logs },
      journal: {
        ...{ documents: journal.documents, secret: journal.secret },
        async deaths() {
          const found = await rows<{ number: number; event: number; count: number }>('SELECT execution AS number, event, count FROM deaths')
          return found.map(({ number, ...death }) => ({ number: numbers.of(number), ...death }))
        },
      },
    },
    async *executions() {
      for await (const write of writes(reads, numbers.of, new Map(feeds.map(feed => [feed.lane, toldTo(feed)])))) {
        // Somebody may hold the token of a task that it waits for.
        if (write.created?.status === 'RUNNING' && formerlyNumbered(write.former))
          formers.push({ former: write.former, number: write.number })
        const { former, ...turn } = write
        yield turn
      }
    },
    formerNumbers: () => formers,
    untold: () => untold(feeds, stretch => turnsIn(reads, numbers.of, stretch)),
    async *mapRuns() {
      for (const { number } of await rows<{ number: number }>('SELECT number FROM map_runs ORDER BY number'))
        yield await mapRunWrites(reads, (await journal.mapRun(number))!, numbers.of)
    },
    spaces: () => names('SELECT DISTINCT space AS name FROM data ORDER BY 1'),
    logGroups: () => names('SELECT DISTINCT log_group AS name FROM log_streams ORDER BY 1'),
  }
}

/** The home's followers follow every lane, each with a cursor whose name says of which; how far the home knows a lane is nobody's to be told. */
async function followedFeeds({ rows }: Readers): Promise<FollowedFeed[]> {
  const lanes = await rows<{ lane: number; feed: number }>('SELECT lane, feed FROM lanes ORDER BY lane')
  const cursors = await rows<{ name: string; lane: number; place: number }>(
    `SELECT split_part(substr(name, 6), '@', 1) AS name, coalesce(nullif(split_part(name, '@', 2), ''), '${homeLane}')::int AS lane,
       value::bigint AS place
     FROM settings WHERE name >= 'feed:' AND name < 'feed;' AND name NOT LIKE 'feed:news@%'`,
  )
  const of = Map.groupBy(cursors, ({ lane }) => lane)
  return lanes.map(({ lane, feed: end }) => ({
    ...{ lane, end },
    cursors: new Map(of.get(lane)?.map(({ name, place }) => [name, place])),
  }))
}

async function* turnsIn({ rows }: Readers, of: Renumbered['of'], { lane, after, upto }: FeedStretch): AsyncGenerator<UntoldTurn> {
  for (let from = after; ; ) {
    const page = await rows<HistoryRow>(
      `SELECT execution, first_id, last_id, next_frame, sum, lane, place, events FROM history
       WHERE lane = $1 AND place > $2 AND place <= $3 ORDER BY place LIMIT 100`,
      [lane, from, upto],
    )
    for (const row of page) yield { number: of(row.execution), chunk: toChunk(row), nextFrameId: row.next_frame }
    if (page.length === 0) return
    from = page.at(-1)!.place
  }
}

/** Executions as they stand but for what is untold of their lane, in the order of their numbers. */
async function* writes(
  reads: Readers,
  of: Renumbered['of'],
  told: ReadonlyMap<number, number>,
): AsyncGenerator<TurnWrite & { former: ExecutionNumber }> {
  const written = new Set<string>()
  for (let after = 0; ; ) {
    const page = await pageOf(reads, after, told)
    for (const { number: former, record, ...rest } of page) {
      const definition = written.has(record.definitionId) ? undefined : await definitionOf(reads, record.definitionId)
      written.add(record.definitionId)
      const { mapRun } = record
      yield {
        ...{ former, number: of(former), ...rest },
        created: mapRun === undefined ? record : { ...record, mapRun: { ...mapRun, number: of(mapRun.number) } },
        ...(definition === undefined ? {} : { definition }),
        ...{ removedFrames: [], clearedTimers: [] },
      }
    }
    if (page.length < pageSize) return
    after = page.at(-1)!.number
  }
}

async function definitionOf({ row }: Readers, id: string): Promise<{ id: string; text: string }> {
  const found = await row<{ text: string }>('SELECT body AS text FROM definitions WHERE id = $1', [id])
  if (found === undefined) throw new Error(`The definition ${id} is missing.`)
  return { id, text: found.text }
}

async function pageOf(reads: Readers, after: ExecutionNumber, told: ReadonlyMap<number, number>) {
  const { rows } = reads
  const found = await rows<RecordRow>(
    `SELECT ${recordColumns} FROM executions e ${summaryJoins} WHERE e.number > $1 ORDER BY e.number LIMIT ${pageSize}`,
    [after],
  )
  const all = found.map(({ number }) => number)
  const isTold = ({ lane, place }: HistoryRow): boolean => place <= told.get(lane)!
  const of = <R extends { execution: number }>(sql: string): Promise<Map<number, R[]>> =>
    rows<R>(sql, [all]).then(each => Map.groupBy(each, ({ execution }) => execution))
  const [histories, frames, timers] = await Promise.all([
    of<HistoryRow>(
      'SELECT execution, first_id, last_id, next_frame, sum, lane, place, events FROM history WHERE execution = ANY ($1) ORDER BY execution, first_id',
    ),
    of<FrameRow>('SELECT execution, frame, body, task, command, submitted FROM frames WHERE execution = ANY ($1) ORDER BY frame'),
    of<{ execution: number } & Omit<StoredTimer, 'number'>>('SELECT execution, timer, at FROM timers WHERE execution = ANY ($1)'),
  ])
  // Rows are the rest of what is packed, or all.
  const packed = new Map<ExecutionNumber, PackedHistory>()
  for (const number of all) if (histories.get(number)?.[0]?.first_id !== 1) packed.set(number, await packedHistory(reads, number))
  return found.map(row => {
    const kept = frames.get(row.number) ?? []
    const history = histories.get(row.number) ?? []
    const before = packed.get(row.number)
    return {
      ...{
        number: row.number,
        record: toRecord(row),
        history: [...(before ? summed(before) : []), ...history.filter(isTold).map(toChunk)],
      },
      // Frame 0 says it where a turn has changed it without writing history.
      nextFrameId: Math.max(
        history.at(-1)?.next_frame ?? before?.nextFrameId ?? 0,
        ...kept.filter(({ frame }) => frame === 0).map(({ body }) => Number(body)),
      ),
      frames: kept.filter(({ frame }) => frame > 0).map(toFrameWrite),
      setTimers: (timers.get(row.number) ?? []).map(({ timer, at }) => ({ timer, at })),
    }
  })
}

interface FrameRow {
  execution: number
  frame: number
  body: string
  task: number | null
  command: string | null
  submitted: string | null
}

function toFrameWrite({ frame: id, body: text, task, command, submitted }: FrameRow): FrameWrite {
  if (task === null) return { id, text }
  const stored: StoredTask = { task, body: command! }
  return { id, text, task: submitted === null ? stored : { ...stored, submitted } }
}

type PackedHistory = Awaited<ReturnType<typeof packedHistory>>

/** What is packed begins with the first event, and the chain of checksums with it. */
function summed({ chunks }: PackedHistory): HistoryChunk[] {
  let sum = 0
  return chunks.map(({ firstId, lastId, events: text }) => {
    sum = crc32(text, sum)
    return { firstId, lastId, text, sum }
  })
}

interface HistoryRow {
  execution: number
  first_id: number
  last_id: number
  next_frame: number
  sum: number
  lane: number
  place: number
  events: string
}

/** Sums have no sign elsewhere. */
function toChunk({ first_id: firstId, last_id: lastId, events: text, sum }: HistoryRow): HistoryChunk {
  return { firstId, lastId, text, sum: sum >>> 0 }
}

async function mapRunWrites({ rows }: Readers, kept: KeptMapRun, of: Renumbered['of']): Promise<MapRunWrite[]> {
  const { child, spec, state, asked, outcome } = kept
  const number = of(kept.number)
  const parent = of(kept.parent)
  const items = await rows<{ first: number; text: string }>('SELECT first, body AS text FROM map_items WHERE map_run = $1 ORDER BY first', [
    kept.number,
  ])
  const writes: MapRunWrite[] = [{ type: 'started', number, parent, child, spec, state, items }]
  if (outcome !== undefined) writes.push({ type: 'changed', number, state, outcome })
  if (asked !== undefined) writes.push({ type: 'asked', parent, child, asked })
  return writes
}
