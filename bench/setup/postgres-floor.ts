import { binaryArray, type Element, type ElementType } from '@pasos/store-postgres/binary-arrays'
import pg from 'pg'

/** What the turns of a machine write, in bytes of text: a row of history each, a frame that is changed in its place, a row for the execution. */
export interface TurnShape {
  turnsEach: number
  historyBytes: number
  frameBytes: number
  executionBytes: number
  /** Executions that take turns. */
  inFlight: number
  turnsPerBatch: number
}

export interface PostgresFloor {
  /** Of what serves it. */
  pid: number
  /** Answers how many turns were written. */
  run(shape: TurnShape, seconds: number): Promise<number>
  close(): Promise<void>
}

const tables = `
  CREATE TABLE floor_history (execution bigint, first_id int, events text, PRIMARY KEY (execution, first_id));
  CREATE TABLE floor_frames (execution bigint, frame int, body text, PRIMARY KEY (execution, frame)) WITH (fillfactor = 60);
  CREATE TABLE floor_executions (number bigint PRIMARY KEY, body text)`

const types: readonly ElementType[] = ['int8', 'int4', 'text', 'int8', 'int4', 'text', 'int8', 'text', 'int8']
const commit = `
  WITH history AS (INSERT INTO floor_history SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[])),
    frames AS (INSERT INTO floor_frames SELECT * FROM unnest($4::bigint[], $5::int[], $6::text[])
      ON CONFLICT (execution, frame) DO UPDATE SET body = excluded.body),
    executions AS (INSERT INTO floor_executions SELECT * FROM unnest($7::bigint[], $8::text[]))
  DELETE FROM floor_frames WHERE ctid = ANY (ARRAY(SELECT x.c FROM unnest($9::bigint[]) d(e),
    LATERAL (SELECT ctid AS c FROM floor_frames WHERE execution = d.e OFFSET 0) x))`

/**
 * The bare floor of turns on a PostgreSQL: a plain loop, without an engine, commits the same bytes in as many rows, so many turns to a statement, and
 * two statements on their way; no lists, no seals, no feed, nobody who owns anything. The tables are made on the first use.
 */
export async function openPostgresFloor(url: string): Promise<PostgresFloor> {
  const client = new pg.Client({ connectionString: url, pipeline: true } as pg.ClientConfig)
  await client.connect()
  await client.query(
    'SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off',
  )
  await client.query(tables)
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  let first = 1
  return {
    pid: rows[0]!.pid,
    async run(shape, seconds) {
      const next = batches(shape, first)
      const end = performance.now() + seconds * 1_000
      let turns = 0
      const lane = async (): Promise<void> => {
        while (performance.now() < end) {
          const { values, count, highest } = next()
          first = highest + 1
          await client.query({ name: 'floor', text: commit, values: values.map((each, at) => binaryArray(types[at]!, each)) })
          turns += count
        }
      }
      await Promise.all([lane(), lane()])
      return turns
    },
    close: () => client.end(),
  }
}

/** The columns of one batch after the other; executions take turns, and who has ended is followed by a new one. */
function batches({ turnsEach, historyBytes, frameBytes, executionBytes, inFlight, turnsPerBatch }: TurnShape, first: number) {
  const [events, body, facts] = [historyBytes, frameBytes, executionBytes].map(bytes => 'x'.repeat(Math.round(bytes))) as [
    string,
    string,
    string,
  ]
  const running = Array.from({ length: inFlight }, (_, at) => ({ number: first + at, turn: Math.floor((at * turnsEach) / inFlight) }))
  let highest = first + inFlight - 1
  let at = 0
  return (): { values: Element[][]; count: number; highest: number } => {
    const values: Element[][] = types.map(() => [])
    const [execution, firstId, texts, ofFrame, frame, bodies, started, records, ended] = values as [Element[], ...Element[][]] & Element[][]
    const count = Math.max(1, Math.min(inFlight, Math.round(turnsPerBatch)))
    for (let each = 0; each < count; each++) {
      const run = running[at++ % inFlight]!
      execution.push(run.number)
      firstId!.push(run.turn)
      texts!.push(events)
      if (run.turn === 0) {
        started!.push(run.number)
        records!.push(facts)
      }
      if (++run.turn < turnsEach) {
        ofFrame!.push(run.number)
        frame!.push(1)
        bodies!.push(body)
      } else {
        ended!.push(run.number)
        Object.assign(run, { number: ++highest, turn: 0 })
      }
    }
    return { values, count, highest }
  }
}
