import type { LogEvent, LogQuery, LogStore, LogStreamSummary, StoredLogEvent } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'

/** AWS counts 26 bytes of overhead for each event. */
const eventOverhead = 26
const gatherMs = 50

interface Append {
  group: string
  stream: string
  events: readonly LogEvent[]
  ingestion: number
}

/** A line as it is sent; one without `m` only makes its stream. `o`: its place among those sent together. */
interface Line {
  g: string
  s: string
  i: number
  t?: number
  r?: string | undefined
  m?: string
}

interface EventRow {
  sequence: number
  stream: string
  timestamp: number
  ingestion: number
  request_id: string | null
  message: Buffer
}

export interface PostgresLogStore extends LogStore {
  close(): Promise<void>
}

const put = `
  WITH a AS (SELECT * FROM json_to_recordset($1) AS a(g text, s text, o int, t bigint, i bigint, r text, m text)),
  made AS (
    INSERT INTO log_streams AS x (log_group, name, creation_time, first_timestamp, last_timestamp, last_ingestion, bytes)
    SELECT g, s, min(i), min(t), max(t), max(i), coalesce(sum(length(decode(m, 'base64')) + ${eventOverhead}), 0) FROM a GROUP BY g, s ORDER BY g, s
    ON CONFLICT (log_group, name) DO UPDATE SET first_timestamp = least(x.first_timestamp, excluded.first_timestamp),
      last_timestamp = greatest(x.last_timestamp, excluded.last_timestamp),
      last_ingestion = greatest(x.last_ingestion, excluded.last_ingestion), bytes = x.bytes + excluded.bytes
    RETURNING id, log_group, name)
  INSERT INTO log_events (log_group, stream, timestamp, ingestion, request_id, message)
  SELECT g, id, t, i, r, decode(m, 'base64') FROM a JOIN made ON log_group = g AND name = s WHERE t IS NOT NULL ORDER BY o`

/** Log lines in tables of their own, over connections of their own: a talkative function never waits for, or delays, the journal. */
export function postgresLogStore({ rows, row, close }: Readers, onFatal: (error: Error) => void, now = Date.now): PostgresLogStore {
  let gathered: Append[] = []
  let timer: NodeJS.Timeout | undefined
  let written: Promise<void> = Promise.resolve()

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const appends = gathered
    gathered = []
    if (appends.length > 0) {
      const text = JSON.stringify(appends.flatMap(linesOf).map((line, o) => ({ ...line, o })))
      written = written.then(() => rows(put, [text])).then(() => undefined)
      written.catch(onFatal)
    }
    return written
  }

  const afterWrites = async <R>(text: string, values: readonly unknown[]): Promise<R[]> => {
    await flush()
    return rows<R>(text, values)
  }

  return {
    append(group, stream, events) {
      gathered.push({ group, stream, events, ingestion: now() })
      timer ??= setTimeout(flush, gatherMs)
    },
    written: flush,
    async createStream(group, stream) {
      const made = await afterWrites(
        'INSERT INTO log_streams (log_group, name, creation_time) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id',
        [group, stream, now()],
      )
      return made.length > 0
    },
    async deleteStream(group, stream) {
      const gone = await afterWrites<{ id: number }>('DELETE FROM log_streams WHERE log_group = $1 AND name = $2 RETURNING id', [
        group,
        stream,
      ])
      for (const { id } of gone) await rows('DELETE FROM log_events WHERE stream = $1', [id])
      return gone.length > 0
    },
    async deleteGroup(group) {
      await afterWrites('DELETE FROM log_events WHERE log_group = $1', [group])
      await rows('DELETE FROM log_streams WHERE log_group = $1', [group])
    },
    async streams(group) {
      return (await afterWrites<StreamRow>(streamsOfGroup, [group])).map(toSummary)
    },
    async query(group, query) {
      const { text, values } = eventsQuery(group, query)
      return (await afterWrites<EventRow>(text, values)).map(toEvent)
    },
    async expire(group, before) {
      const gone = await afterWrites('DELETE FROM log_events WHERE log_group = $1 AND timestamp < $2 RETURNING 1', [group, before])
      if (gone.length > 0) await rows(recount, [group, before])
    },
    async storedBytes(group) {
      await flush()
      return (await row<{ bytes: number }>('SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM log_streams WHERE log_group = $1', [
        group,
      ]))!.bytes
    },
    async close() {
      await flush().catch(() => undefined)
      await close()
    },
  }
}

/** A message may hold any character, a text of PostgreSQL no zero. */
function linesOf({ group: g, stream: s, events, ingestion: i }: Append): Line[] {
  if (events.length === 0) return [{ g, s, i }]
  return events.map(({ timestamp: t, requestId: r, message }) => ({ g, s, i, t, r, m: Buffer.from(message).toString('base64') }))
}

const recount = `
  UPDATE log_streams SET (first_timestamp, last_timestamp, bytes) =
    (SELECT min(timestamp), max(timestamp), coalesce(sum(length(message) + ${eventOverhead}), 0) FROM log_events WHERE stream = id)
  WHERE log_group = $1 AND first_timestamp < $2`

/** One stream is read along its own index, anything else along the group's. */
function eventsQuery(group: string, query: LogQuery): { text: string; values: unknown[] } {
  const values: unknown[] = [group, query.limit]
  const conditions = ['e.log_group = $1']
  const add = (condition: (place: string) => string, value: unknown): void => {
    values.push(value)
    conditions.push(condition(`$${values.length}`))
  }
  if (query.streams)
    add(place => `e.stream IN (SELECT id FROM log_streams WHERE log_group = $1 AND name = ANY (${place}::text[]))`, query.streams)
  else if (query.streamPrefix !== undefined)
    add(place => `e.stream IN (SELECT id FROM log_streams WHERE log_group = $1 AND starts_with(name, ${place}))`, query.streamPrefix)
  if (query.startTime !== undefined) add(place => `e.timestamp >= ${place}`, query.startTime)
  if (query.endTime !== undefined) add(place => `e.timestamp < ${place}`, query.endTime)
  if (query.requestId !== undefined) add(place => `e.request_id = ${place}`, query.requestId)
  if (query.after) {
    values.push(query.after.timestamp, query.after.sequence)
    conditions.push(`(e.timestamp, e.sequence) ${query.backward ? '<' : '>'} ($${values.length - 1}::bigint, $${values.length}::bigint)`)
  }
  const order = query.backward ? 'e.timestamp DESC, e.sequence DESC' : 'e.timestamp, e.sequence'
  return {
    text: `SELECT e.sequence, s.name AS stream, e.timestamp, e.ingestion, e.request_id, e.message
      FROM log_events e JOIN log_streams s ON s.id = e.stream WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT $2`,
    values,
  }
}

function toEvent({ sequence, stream, timestamp, ingestion, request_id, message }: EventRow): StoredLogEvent {
  const event = { sequence, stream, timestamp, ingestionTime: ingestion, message: message.toString() }
  return request_id === null ? event : { ...event, requestId: request_id }
}

const streamsOfGroup = `
  SELECT name, creation_time, first_timestamp, last_timestamp, last_ingestion, bytes FROM log_streams WHERE log_group = $1 ORDER BY id`

interface StreamRow {
  name: string
  creation_time: number
  first_timestamp: number | null
  last_timestamp: number | null
  last_ingestion: number | null
  bytes: number
}

function toSummary(row: StreamRow): LogStreamSummary {
  return {
    ...{ name: row.name, creationTime: row.creation_time },
    ...(row.first_timestamp === null ? {} : { firstEventTimestamp: row.first_timestamp }),
    ...(row.last_timestamp === null ? {} : { lastEventTimestamp: row.last_timestamp }),
    ...(row.last_ingestion === null ? {} : { lastIngestionTime: row.last_ingestion }),
    storedBytes: row.bytes,
  }
}
