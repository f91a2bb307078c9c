import type { Store, TurnWrite } from '@pasos/engine'
import { arn, emptyWrite, record } from '@pasos/engine/contracts'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { connectPlanningOnce } from './connection/connect-planning-once.ts'
import { serverOfTests } from './testing/server-of-tests.ts'
import { openStore } from './testing/store-on-server.ts'

const server = serverOfTests()
const many = 40_000

const fill = `
  INSERT INTO executions SELECT n, md5(n::text)::uuid, n, 'm' || n % 7, NULL, NULL, 'd', false, NULL, NULL, NULL, NULL, 0, '{"executionArn":"a","roleArn":"r","name":"n"}', '{}'
    FROM generate_series(1000000, ${1_000_000 + many}) n;
  INSERT INTO live SELECT number, machine, NULL, NULL, false, NULL, NULL, 0, NULL FROM executions;
  INSERT INTO frames SELECT number, 1, 0, '{"id":1}', number % 2 = 0, nullif(1, number % 2), '{}' FROM executions;
  INSERT INTO history SELECT number, 1, 2, 2, 0, 1, number, '[]' FROM executions;
  INSERT INTO timers SELECT number, '1/wait', number FROM executions;
  SELECT keep_packed_day_v1(day) FROM generate_series(0, 9) day;
  INSERT INTO packed_history SELECT number, 1, 2, 2, 0, number % 10 * 86400000, 0, '' FROM executions;
  INSERT INTO ends SELECT number, 'other', NULL, NULL, NULL, NULL, 'SUCCEEDED', number % 10 * 86400000, 0, NULL, 0, '{}' FROM executions WHERE number % 17 = 1;
  DELETE FROM history WHERE execution % 17 = 1 OR execution = 1000002;
  INSERT INTO data SELECT 's', convert_to('k' || n, 'UTF8'), true, 'v' FROM generate_series(1, ${many}) n;`

interface Scanned {
  table: string
  /** Whole scans, and rows met on the way to those wanted. */
  scans: number
  read: number
}

async function scanned(client: pg.Client, store: Store): Promise<Map<string, Scanned>> {
  // A session hands its counters in at the end of a statement, and at most once a second: each is given one more when that has passed.
  await new Promise(resolve => setTimeout(resolve, 1_500))
  await store.data.commit([{ space: 'other', key: 'k', value: undefined }])
  await Promise.all(Array.from({ length: 8 }, () => store.journal.find(arn('nobody'))))
  await client.query('SELECT 1')
  const { rows } = await client.query<Scanned>(
    `SELECT t.relname AS table, seq_scan::int AS scans, coalesce(sum(i.idx_tup_read), 0)::int AS read
     FROM pg_stat_user_tables t LEFT JOIN pg_stat_user_indexes i ON i.relid = t.relid GROUP BY t.relid, t.relname, t.seq_scan`,
  )
  return new Map(rows.map(row => [row.table, row]))
}

const tables = [
  'executions',
  'live',
  'ends',
  'history',
  'packed_history_19700101',
  'packed_history_19700110',
  'frames',
  'timers',
  'data',
  'definitions',
]

/** Everything that a batch and a reader usually do, for a hundred executions. */
async function work(store: Store): Promise<void> {
  const commit = (write: Partial<TurnWrite> & { number: number }): Promise<void> =>
    new Promise((resolve, reject) => store.journal.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))
  const numbers = Array.from({ length: 100 }, (_, at) => 1_000_000 + at * 17)
  const definition = { id: 'd', text: '{}' }
  const setTimers = [{ timer: '2/wait', at: 1 }]
  await Promise.all(
    numbers.map(number =>
      commit({
        number,
        clearedTimers: ['1/wait'],
        setTimers,
        frames: [{ id: 2, text: '{"id":2}', task: { task: 2, body: '{}' } }],
        removedFrames: [1],
      }),
    ),
  )
  const submitted = { ...{ id: 2, text: '{"id":2}', hadTask: true }, task: { task: 2, submitted: '1' } } as const
  await Promise.all(numbers.map(number => commit({ number, frames: [submitted] })))
  expect(await store.journal.unfinishedTasks({ number: 1_000_100, frame: 0 }, 10)).toHaveLength(10)
  await Promise.all(numbers.slice(50).map(number => commit({ number, clear: 'work' })))
  const ended = { ...record('x'), status: 'SUCCEEDED', stopDate: 2, output: '1' } as const
  await Promise.all(numbers.map(number => commit({ number, changed: { ...ended, executionArn: arn(String(number)) }, clear: 'all' })))
  const created = store.journal.allocate()
  await commit({ number: created, created: record('new'), definition, frames: [{ id: 1, text: '{"id":1}' }] })
  await store.data.commit([
    { space: 's', key: 'k7', value: undefined },
    { space: 's', from: 'k8', before: 'k80' },
  ])
  for (const number of numbers.slice(0, 10)) await store.journal.load(number)
  await store.journal.find(arn('new'))
  await store.journal.list({ by: 'machine', arn: 'm3', limit: 10 })
  await store.journal.list({ by: 'machine', arn: 'machine', status: 'SUCCEEDED', limit: 10 })
  await store.journal.list({ by: 'machine', arn: 'm3', status: 'RUNNING', limit: 10 })
  await store.journal.history(numbers[0]!, { reverse: true, limit: 10 })
  // Packed: of those that have ended in the day of that, and of one that runs again in any.
  const packed = Array.from({ length: 10 }, (_, at) => 1_000_001 + ((17 - (1_000_001 % 17) + 1) % 17) + at * 17)
  for (const number of [...packed, 1_000_002]) await expect(store.journal.history(number, { reverse: true, limit: 10 })).rejects.toThrow()
  await store.journal.timersBetween(0, 10)
  await store.data.scan('s', { from: 'k1', limit: 10 })
}

describe.runIf(server.isHere)('plans', () => {
  test('of what is read are made once', async () => {
    const session = await connectPlanningOnce(await server.newDatabase(), 'SET synchronous_commit = on')()
    const find = () => session.rows("SELECT relname FROM pg_class WHERE oid = ANY ($1::oid[]) OR relname = 'none'", [[1259]])
    for (let round = 0; round < 7; round++) expect(await find()).toEqual([{ relname: 'pg_class' }])
    const plans = await session.rows(
      "SELECT custom_plans::int, generic_plans::int FROM pg_prepared_statements WHERE statement LIKE '%none%'",
    )
    expect(plans).toContainEqual({ custom_plans: 0, generic_plans: 7 })
    await session.end()
  })

  test('of a batch are made once: for one with few rows another plan than for any would seem cheaper, and be made anew each time', async () => {
    const url = await server.newDatabase()
    const store = await openStore(url)
    const client = new pg.Client(url)
    await client.connect()
    // Planned inside the function, where nobody can look: told by what its connection says of itself, and by no setting of the function.
    const write =
      "CREATE FUNCTION planning() RETURNS text LANGUAGE sql RETURN current_setting('plan_cache_mode') || current_setting('enable_seqscan')"
    await client.query(write)
    await client.query('ALTER TABLE data ADD COLUMN planning text DEFAULT planning()')
    await store.data.commit([{ space: 's', key: 'k', value: 'v' }])
    const { rows } = await client.query('SELECT planning FROM data')
    expect(rows).toEqual([{ planning: 'force_generic_planoff' }])
    await store.close()
    await client.end()
  })

  test.each(['empty', 'full', 'never'])(
    'look up the rows wanted and no others, when the tables were analysed %s',
    async when => {
      const url = await server.newDatabase()
      const store = await openStore(url)
      const client = new pg.Client(url)
      await client.connect()
      if (when === 'empty') {
        await client.query('ANALYZE')
        // Prepared statements settle on a plan after their fifth run: with the tables as empty as they are.
        for (let round = 0; round < 6; round++) await store.data.commit([{ space: 'other', key: 'k', value: undefined }])
      }
      await client.query(fill)
      if (when === 'full') await client.query('ANALYZE')
      const before = await scanned(client, store)
      await work(store)
      const after = await scanned(client, store)
      for (const table of tables) {
        const [was, is] = [before.get(table)!, after.get(table)!]
        expect({ table, scans: is.scans - was.scans }).toEqual({ table, scans: 0 })
        expect(is.read - was.read, table).toBeLessThan(2_000)
      }
      await client.end()
      await store.close()
    },
    60_000,
  )
})
