import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { noDeathMarks, type OwnedLane, type Store, type TurnWrite } from '@pasos/engine'
import { arn, ended, historiesToPack, record, upTo } from '@pasos/engine/contracts'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { everythingInPostgres, joinPostgres, type PostgresStoreOptions, verifyPostgres } from '../index.ts'
import { findPostgres } from '../testing/postgres-server.ts'
import { serverOfTests } from '../testing/server-of-tests.ts'
import { openStore } from '../testing/store-on-server.ts'

const server = serverOfTests()
const atOnce = { everyMs: 5, settleMs: 0 }
const dayMs = 86_400_000

let url: string
let store: Store
let client: pg.Client

async function opened(options: Partial<PostgresStoreOptions> = {}): Promise<void> {
  store = await openStore(url, { packing: atOnce, ...options })
}

const { commit, rows, execution, idsOf, sums } = historiesToPack(() => store.journal)

async function count(table: string, number: number): Promise<number> {
  const { rows: found } = await client.query(`SELECT count(*)::int AS count FROM ${table} WHERE execution = $1`, [number])
  return found[0].count
}

const packs = (number: number) => count('packed_history', number)
const plainRows = (number: number) => count('history', number)

async function until(condition: () => Promise<boolean>): Promise<void> {
  const patience = Date.now() + 20_000
  while (!(await condition())) {
    if (Date.now() > patience) throw new Error('It has not come about.')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/** Long enough for whoever packs to look, who is not to be seen where there is nothing to do. */
const looks = () => new Promise(resolve => setTimeout(resolve, 100))

const lookedUpTo = (place: number) =>
  until(async () => (await client.query("SELECT value FROM settings WHERE name = 'packed:0'")).rows[0]?.value === String(place))

const packed = (number: number, parts = 1) => until(async () => (await packs(number)) === parts)

async function days(): Promise<string[]> {
  const { rows: found } = await client.query<{ name: string }>(
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'packed_history'::regclass ORDER BY 1",
  )
  return found.map(({ name }) => name.replace('packed_history_', ''))
}

/** Every page until the end of the walk. */
async function expire(before: number): Promise<void> {
  for (let after: number | undefined = 0; after !== undefined; ) after = await store.upkeep.expire(before, after, 100)
}

describe.runIf(server.isHere)('a packed history in PostgreSQL', () => {
  beforeEach(async () => {
    url = await server.newDatabase()
    client = new pg.Client(url)
    await client.connect()
    await opened()
  })
  afterEach(async () => {
    await store.close()
    await client.end()
  })

  test('is read as before, forwards and backwards, in pages of any size', async () => {
    const number = await execution('a', [2, 3, 1, 4])
    const before = await store.journal.load(number)
    await packed(number)
    expect(await plainRows(number)).toBe(0)
    for (const limit of [1, 3, 100]) {
      expect(await idsOf(number, false, limit)).toEqual(upTo(10))
      expect(await idsOf(number, true, limit)).toEqual(upTo(10).reverse())
    }
    expect((await store.journal.history(number, { reverse: false, after: 10, limit: 5 })).events).toEqual([])
    expect(await store.journal.load(number)).toEqual(before)
    expect((await store.journal.find(arn('a')))?.record).toEqual(record('a', ended))
    expect(await verifyPostgres(url)).toEqual({ executions: 1, events: 10, damages: [] })
  })

  test('that is large is packed in parts, and a page reads no more than it needs', async () => {
    const number = await execution('large', Array(40).fill(5), { filler: 'x'.repeat(20_000) })
    await packed(number, 4)
    expect(await idsOf(number, false, 50)).toEqual(upTo(200))
    expect(await idsOf(number, true, 50)).toEqual(upTo(200).reverse())
    expect((await store.journal.history(number, { reverse: false, after: 120, limit: 2 })).events.map(({ id }) => id)).toEqual([121, 122])
    expect((await verifyPostgres(url)).damages).toEqual([])
  })

  test('is made of an execution that has ended, once all followers of the feed have passed it', async () => {
    const number = store.journal.allocate()
    await commit({ number, created: record('runs'), definition: { id: 'd', text: 'd' }, history: rows(number, 1, [2]) })
    const other = await execution('other', [1])
    await packed(other)
    expect([await packs(number), await plainRows(number)]).toEqual([0, 1])
    store.journal.moveFeedCursor('slow', 2)
    await commit({ number, changed: record('runs', ended), history: rows(number, 3, [2]) })
    const last = await execution('last', [1])
    await looks()
    expect([await packs(number), await plainRows(number)]).toEqual([0, 2])
    store.journal.moveFeedCursor('slow', 3)
    await packed(number)
    await lookedUpTo(3)
    expect([await packs(last), await plainRows(last)]).toEqual([0, 1])
    expect((await store.journal.readFeed(3, 9)).entries.map(({ execution: { name } }) => name)).toEqual(['last'])
    store.journal.moveFeedCursor('slow', await store.journal.feedEnd())
    await packed(last)
    expect(await store.journal.feedEnd()).toBe(4)
    expect(await idsOf(number, false, 3)).toEqual(upTo(4))
  })

  test('is not made of an execution that has rows which a follower has yet to be told, though it has passed others', async () => {
    store.journal.moveFeedCursor('slow', 0)
    const number = store.journal.allocate()
    await commit({ number, created: record('a'), definition: { id: 'd', text: 'd' }, history: rows(number, 1, [1]) })
    await commit({ number, changed: record('a', ended), history: rows(number, 2, [1]) })
    store.journal.moveFeedCursor('slow', 1)
    await execution('b', [1])
    await lookedUpTo(1)
    expect([await packs(number), await plainRows(number)]).toEqual([0, 2])
    expect((await store.journal.readFeed(1, 9)).entries.map(({ execution: { name } }) => name)).toEqual(['a', 'b'])
    store.journal.moveFeedCursor('slow', await store.journal.feedEnd())
    await packed(number)
  })

  test('of an execution that is redriven goes on in rows, and its new end is packed too', async () => {
    const number = await execution('again', [2, 2])
    await packed(number)
    expect(await store.journal.load(number)).toMatchObject({ lastEventId: 4, nextFrameId: 7, sum: sums.get(number) })
    const redriven = { redriveCount: 1, redriveDate: 20 }
    await commit({ number, changed: record('again', redriven), history: rows(number, 5, [1]), nextFrameId: 9 })
    expect(await store.journal.load(number)).toMatchObject({ lastEventId: 5, nextFrameId: 9 })
    for (const limit of [2, 100]) {
      expect(await idsOf(number, false, limit)).toEqual(upTo(5))
      expect(await idsOf(number, true, limit)).toEqual(upTo(5).reverse())
    }
    expect((await verifyPostgres(url)).damages).toEqual([])
    await commit({
      number,
      changed: record('again', { ...ended, ...redriven, stopDate: 3 * dayMs }),
      history: rows(number, 6, [3]),
      nextFrameId: 9,
    })
    await packed(number, 2)
    expect(await days()).toEqual(['19700101', '19700104'])
    for (const limit of [3, 100]) {
      expect(await idsOf(number, false, limit)).toEqual(upTo(8))
      expect(await idsOf(number, true, limit)).toEqual(upTo(8).reverse())
    }
    expect(await verifyPostgres(url)).toMatchObject({ events: 8, damages: [] })
  })

  test('goes with its day, whole; what was redriven since stays, and a day with somebody who is still needed waits', async () => {
    const old = await execution('old', [2])
    const redriven = await execution('redriven', [2])
    const runs = await execution('runs again', [2])
    const later = await execution('later', [2], { stopDate: 3 * dayMs })
    for (const number of [old, redriven, runs, later]) await packed(number)
    await client.query('SELECT drop_packed_days_v1($1, $2)', [2 * dayMs, Date.now()])
    expect(await idsOf(old, false, 9)).toEqual(upTo(2))
    const again = { redriveCount: 1, redriveDate: 20 }
    await commit({
      number: redriven,
      changed: record('redriven', { ...ended, ...again, stopDate: 2 * dayMs }),
      history: rows(redriven, 3, [1]),
    })
    await commit({ number: runs, changed: record('runs again', again), history: rows(runs, 3, [1]) })
    await packed(redriven, 2)
    await expire(dayMs - 1)
    expect(await days()).toEqual(['19700101', '19700103', '19700104'])
    expect(await idsOf(old, false, 9)).toEqual([])
    await expire(2 * dayMs)
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
    expect(await days()).toEqual(['19700103', '19700104', today])
    expect(await packs(old)).toBe(0)
    expect(await count('packed_history_19700103', redriven)).toBe(2)
    for (const [number, events] of [
      [redriven, 3],
      [runs, 3],
      [later, 2],
    ] as const)
      expect([await idsOf(number, false, 9), await idsOf(number, true, 9)]).toEqual([upTo(events), upTo(events).reverse()])
    expect(await verifyPostgres(url)).toEqual({ executions: 3, events: 8, damages: [] })
  })

  test('is no reason to wait for who reads for long, such as a backup: its day goes the next time', async () => {
    const number = await execution('old', [2])
    await packed(number)
    await client.query('BEGIN; SELECT count(*) FROM packed_history')
    await expire(2 * dayMs)
    await client.query('COMMIT')
    expect(await days()).toEqual(['19700101'])
    await expire(2 * dayMs)
    expect(await days()).toEqual([])
  })

  test('is not made while a node lives whose version could not read it', async () => {
    await store.close()
    await client.query("INSERT INTO nodes (name, until, protocol) VALUES ('older', clock_timestamp() + interval '1 hour', 2)")
    await opened()
    const number = await execution('a', [1])
    await looks()
    expect(await packs(number)).toBe(0)
    await client.query("DELETE FROM nodes WHERE name = 'older'")
    await packed(number)
  })

  test('in another lane waits for the home to say how far it knows the lane', async () => {
    const node = await joinPostgres({ url, packing: atOnce, onFatal: () => undefined })
    const lane = await node.openLane(
      (await node.seat.take(3)) as OwnedLane,
      () => noDeathMarks,
      () => undefined,
    )
    const number = lane.journal.allocate()
    await commit(
      { number, created: record('there', ended), definition: { id: 'd', text: 'd' }, history: rows(number, 1, [2]) },
      lane.journal,
    )
    const here = await execution('here', [1])
    await packed(here)
    expect(await packs(number)).toBe(0)
    store.journal.moveFeedCursor('news@3', 1)
    await packed(number)
    expect(await idsOf(number, false, 9)).toEqual(upTo(2))
    await lane.close()
    await node.leave()
  })

  test('that is damaged is found and never served', async () => {
    const number = await execution('damaged', [2, 2])
    const whole = await execution('whole', [1])
    await Promise.all([packed(number), packed(whole)])
    await client.query(
      'UPDATE packed_history SET pack = set_byte(pack, length(pack) - 5, get_byte(pack, length(pack) - 5) # 1) WHERE execution = $1',
      [number],
    )
    expect((await verifyPostgres(url)).damages).toEqual([
      { executionArn: arn('damaged'), eventId: 1, what: 'The history is damaged from event 1 on.' },
    ])
    await expect(store.journal.history(number, { reverse: false, limit: 9 })).rejects.toThrow('damaged')
    expect(await idsOf(whole, false, 9)).toEqual([1])
  })

  test('is moved to another store as if it had never been packed', async () => {
    const number = await execution('moved', [2, 3])
    await packed(number)
    const sumOfPacked = sums.get(number)
    await commit({ number, changed: record('moved', { redriveCount: 1, redriveDate: 20 }), history: rows(number, 6, [1]), nextFrameId: 9 })
    const whole = await execution('whole', [2])
    await packed(whole)
    await store.close()
    const everything = await everythingInPostgres(url)
    const found: TurnWrite[] = []
    for await (const write of everything.executions()) found.push(write)
    await everything.close()
    expect(found.map(({ history }) => history.map(({ firstId, lastId }) => [firstId, lastId]))).toEqual([
      [
        [1, 2],
        [3, 5],
        [6, 6],
      ],
      [[1, 2]],
    ])
    expect(found.map(({ history, nextFrameId }) => [history.at(-1)!.sum, nextFrameId])).toEqual([
      [sums.get(number), 9],
      [sums.get(whole), 7],
    ])
    expect(found[0]!.history[1]!.sum).toBe(sumOfPacked)
    await opened()
  })

  const dump = join(findPostgres() ?? '', 'pg_dump')
  test.runIf(existsSync(dump))('is in a backup by pg_dump, which is a database as whole as the first', async () => {
    const number = await execution('kept', [2, 3])
    await packed(number)
    const made = spawnSync(dump, ['--no-owner', url], { encoding: 'utf8' })
    expect(made.stderr).toBe('')
    const copy = await server.newDatabase()
    expect(
      spawnSync(join(findPostgres()!, 'psql'), ['-q', '-v', 'ON_ERROR_STOP=1', copy], { input: made.stdout, encoding: 'utf8' }).stderr,
    ).toBe('')
    expect(await verifyPostgres(copy)).toEqual({ executions: 1, events: 5, damages: [] })
    await store.close()
    await client.end()
    url = copy
    client = new pg.Client(url)
    await client.connect()
    await opened()
    expect(await idsOf(number, true, 2)).toEqual(upTo(5).reverse())
    const next = await execution('next', [1], { stopDate: 5 * dayMs })
    await packed(next)
  })
})
