import { noDeathMarks, type OwnedLane, type Store, type TurnWrite } from '@pasos/engine'
import { arn, emptyWrite, record } from '@pasos/engine/contracts'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { joinPostgres, laneOf, type PostgresNode } from './index.ts'
import { openNumbers } from './journal/numbers.ts'
import { serverOfTests } from './testing/server-of-tests.ts'
import { openStore } from './testing/store-on-server.ts'

const server = serverOfTests()

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Its lease, and the time in which it judges nobody, are longer than any test where they do not matter. */
async function nodeOf(url: string, fatal: Error[] = [], leaseMs = 60_000): Promise<PostgresNode> {
  return joinPostgres({ url, leaseMs, onFatal: error => fatal.push(error) })
}

/** Of one that judges others soon. */
const shortLeaseMs = 900

async function laneStore(node: PostgresNode, lane: number, fatal: Error[] = []): Promise<Store> {
  // Nobody is judged before some time has gone.
  let owned = await node.seat.take(lane)
  for (let round = 0; !('epoch' in owned) && round < 1_000; round++) {
    await pause(20)
    owned = await node.seat.take(lane)
  }
  expect(owned).toHaveProperty('epoch')
  return node.openLane(
    owned as OwnedLane,
    () => noDeathMarks,
    error => fatal.push(error),
  )
}

async function asDatabase(url: string, text: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(text)
  await client.end()
}

function commit(store: Store, write: Partial<TurnWrite> & { number: number }): Promise<void> {
  return new Promise((resolve, reject) => store.journal.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))
}

/** An execution with everything that there may be to do for one. */
async function begin(store: Store, name: string): Promise<number> {
  const number = store.journal.allocate()
  await commit(store, {
    ...{ number, created: record(name), definition: { id: 'd', text: '{}' } },
    ...{ frames: [{ id: 1, text: '{"id":1}', task: { task: 1, body: '{}' } }], setTimers: [{ timer: '1/wait', at: 5 }] },
    history: [{ firstId: 1, lastId: 1, sum: 0, text: '[{"id":1,"previousEventId":0,"timestamp":0,"type":"PassStateEntered"}]' }],
  })
  store.journal.recordDeath(number, 1)
  await new Promise(resolve => store.journal.barrier(resolve))
  return number
}

const toDo = async ({ journal }: Store) => ({
  timers: (await journal.timersBetween(0, 10)).map(({ number }) => number),
  tasks: (await journal.unfinishedTasks({ number: 0, frame: 0 }, 10)).map(({ number }) => number),
  deaths: (await journal.deaths()).map(({ number }) => number),
  running: (await journal.countsOfRunning()).map(({ count }) => count),
  feed: (await journal.readFeed(0, 10)).entries.map(({ execution }) => execution.executionArn),
})

describe.runIf(server.isHere)('lanes', () => {
  test('are had by several nodes at once, and each owner finds to do what is its lane’s, and by name what is anybody’s', async () => {
    const url = await server.newDatabase()
    const [one, other] = [await nodeOf(url), await nodeOf(url)]
    const stores = [await laneStore(one, 0), await laneStore(one, 3), await laneStore(other, 5)]
    const numbers: number[] = []
    for (const [at, store] of stores.entries()) numbers.push(await begin(store, `e${at}`))
    expect(numbers.map(laneOf)).toEqual([0, 3, 5])
    for (const [at, store] of stores.entries()) {
      const [number] = [numbers[at]!]
      const feed = [arn(`e${at}`)]
      expect(await toDo(store)).toEqual({ timers: [number], tasks: [number], deaths: [number], running: [1], feed })
      for (const [of, each] of numbers.entries()) {
        expect((await store.journal.find(arn(`e${of}`)))?.number).toBe(each)
        // Taken up by two, an execution would be numbered twice.
        expect((await store.journal.load(each)) !== undefined).toBe(of === at)
      }
      expect(() => store.journal.commit({ ...emptyWrite, number: numbers[(at + 1) % 3]! }, () => undefined)).toThrow('none of lane')
    }
    expect(await one.shared.runningBeside(0)).toEqual([{ stateMachineArn: record('e').stateMachineArn, count: 2 }])
    const states = await other.seat.lanes()
    expect(states.map(({ node }) => node)).toEqual(states.map(({ lane }) => ({ 0: one, 3: one, 5: other })[lane]?.seat.node))
    for (const store of stores) await store.close()
    for (const node of [one, other]) await node.leave()
  }, 180_000)

  test('are listed newest first, whoever has them, and numbers go on where the clock was set back', async () => {
    const url = await server.newDatabase()
    const node = await nodeOf(url)
    const stores = [await laneStore(node, 6), await laneStore(node, 1), await laneStore(node, 4)]
    const names = ['a', 'b', 'c']
    for (const [at, store] of stores.entries()) {
      await begin(store, names[at]!)
      await pause(3)
    }
    const filter = { by: 'machine', arn: record('a').stateMachineArn, limit: 10 } as const
    const { executions } = await stores[0]!.journal.list(filter)
    expect(executions.map(({ name }) => name)).toEqual(['c', 'b', 'a'])
    const row = async () => ({ highest: stores[2]!.journal.allocate() }) as never
    const allocate = await openNumbers({ row } as never, 2, () => 0)
    const [first, second] = [allocate(), allocate()]
    expect(first).toBeGreaterThan((await stores[0]!.journal.find(arn('c')))!.number)
    expect(second).toBeGreaterThan(first)
    expect([first, second].map(laneOf)).toEqual([2, 2])
    for (const store of stores) await store.close()
    await node.leave()
  }, 180_000)

  test('given away are had by another at once; of one that dies, when its lease is over, and it is fenced', async () => {
    const url = await server.newDatabase()
    const fatal: Error[] = []
    // The first renews so seldom that what follows is not made good meanwhile.
    const [one, other] = [await nodeOf(url, fatal), await nodeOf(url, [], shortLeaseMs)]
    const given = await laneStore(one, 1)
    await given.close()
    expect(await other.seat.take(2)).toHaveProperty('epoch')
    await one.seat.give(1)
    const had = await laneStore(other, 1)
    const kept = await laneStore(one, 7, fatal)
    const number = await begin(kept, 'kept')
    expect(await other.seat.take(7)).toMatchObject({ node: one.seat.node, isDead: false })
    const states = await other.seat.lanes()
    expect(states.filter(({ node }) => node === other.seat.node).map(({ lane }) => lane)).toEqual([1, 2])
    // As a machine that has vanished: its lease is over, and nobody renews it.
    await asDatabase(url, `UPDATE nodes SET until = clock_timestamp() - interval '1 second' WHERE node = ${one.seat.node}`)
    const taken = await laneStore(other, 7)
    expect((await toDo(taken)).tasks).toEqual([number])
    await expect(commit(kept, { number })).rejects.toThrow('taken over')
    expect(fatal.map(({ name }) => name)).toContain('Fenced')
    for (const store of [kept, had, taken]) await store.close()
    for (const node of [one, other]) await node.leave()
  }, 180_000)
})

describe.runIf(server.isHere)('a node', () => {
  test('is one of those that live until its connection is gone, though its lease still holds', async () => {
    const url = await server.newDatabase()
    const one = await nodeOf(url, [], shortLeaseMs)
    // As a process that dies leaves them: a row whose lease holds, and nobody who has its lock.
    const client = new pg.Client(url)
    await client.connect()
    const { rows } = await client.query(
      "INSERT INTO nodes (name, until) VALUES ('dead:1', clock_timestamp() + interval '1 hour') RETURNING node",
    )
    const dead = Number(rows[0].node)
    await client.query('UPDATE lanes SET node = $1 WHERE lane = 5', [dead])
    await client.query('SELECT pg_advisory_lock(7777, $1)', [dead])
    await pause(1_500)
    expect((await one.seat.nodes()).map(({ node }) => node)).toEqual([one.seat.node, dead])
    expect((await one.seat.lanes())[5]!.node).toBe(dead)
    await client.end()
    await expect.poll(async () => (await one.seat.nodes()).map(({ node }) => node), { timeout: 30_000 }).toEqual([one.seat.node])
    // Another that looks at this moment does not seem to be the one that lives.
    const looking = new pg.Client(url)
    await looking.connect()
    await looking.query(`BEGIN; SELECT pg_try_advisory_xact_lock_shared(7777, ${dead})`)
    await expect.poll(async () => (await one.seat.lanes())[5]!.node, { timeout: 30_000 }).toBeUndefined()
    await expect.poll(() => one.seat.take(5), { timeout: 30_000 }).toHaveProperty('epoch')
    await looking.end()
    await one.leave()
  }, 180_000)
})

describe.runIf(server.isHere)('a lane that a node was given', () => {
  test('without hearing of it is taken anew by that node, which goes on living', async () => {
    const url = await server.newDatabase()
    const fatal: Error[] = []
    const one = await nodeOf(url, fatal)
    const first = await one.seat.take(5)
    const again = await one.seat.take(5)
    expect(again).toEqual({ ...first, epoch: (first as OwnedLane).epoch + 1 })
    // So is what it waits for: it would wait for itself for ever.
    expect(await one.seat.takeWhenFree(5, () => undefined)).toMatchObject({ lane: 5 })
    expect((await one.seat.nodes()).map(({ node }) => node)).toEqual([one.seat.node])
    expect(fatal).toEqual([])
    await one.leave()
  }, 180_000)
})

describe.runIf(server.isHere)('a node that is about to leave', () => {
  test('says so to the others, and keeps what it has until it gives it away', async () => {
    const url = await server.newDatabase()
    const [one, two] = [await nodeOf(url), await nodeOf(url)]
    await one.seat.take(5)
    await one.seat.sayLeaving()
    const told = (await two.seat.nodes()).map(({ node, isLeaving }) => [node, isLeaving])
    expect(told).toEqual([
      [one.seat.node, true],
      [two.seat.node, false],
    ])
    expect(await two.seat.take(5)).toMatchObject({ node: one.seat.node })
    // A renewal says it again.
    await one.seat.publish('http://n')
    expect((await two.seat.nodes())[0]).toMatchObject({ url: 'http://n', isLeaving: true })
    await one.leave()
    await two.leave()
  }, 180_000)
})

describe.runIf(server.isHere)('nodes of two versions', () => {
  const formOf = (url: string, protocol: number, fatal: Error[] = []) =>
    joinPostgres({ url, protocol, leaseMs: 900, onFatal: error => fatal.push(error) })

  test('work beside each other where they keep their data in one form, and otherwise only after each other', async () => {
    const url = await server.newDatabase()
    const [one, same] = [await formOf(url, 7), await formOf(url, 7)]
    await expect(formOf(url, 8)).rejects.toThrow('end all such nodes first')
    await one.leave()
    await expect(formOf(url, 6)).rejects.toThrow('another form (7, this one 6)')
    await same.leave()
    await (await formOf(url, 8)).leave()
  }, 180_000)

  test('do not wait for one that is dead', async () => {
    const url = await server.newDatabase()
    await (await formOf(url, 7)).leave()
    await asDatabase(url, "INSERT INTO nodes (name, until, protocol) VALUES ('dead:1', clock_timestamp() + interval '1 hour', 7)")
    await (await formOf(url, 8)).leave()
  }, 180_000)

  test('of one form go on as the newer one adds to the tables, and the older may not come back', async () => {
    const url = await server.newDatabase()
    const fatal: Error[] = []
    const older = await nodeOf(url, fatal)
    const store = await laneStore(older, 3, fatal)
    const look = async (number: number) => {
      expect((await store.journal.load(number))?.lastEventId).toBe(1)
      expect(await store.journal.mapRunsOf(number)).toEqual([])
      await store.logs.createStream('g', String(number))
      expect((await store.logs.streams('g')).length).toBeGreaterThan(0)
      expect((await older.seat.nodes()).length).toBe(1)
    }
    await look(await begin(store, 'before'))
    // What a migration of a newer version does.
    const tables = ['executions', 'live', 'ends', 'history', 'frames', 'tasks', 'timers', 'map_runs', 'map_items', 'documents', 'data']
    const more = [...tables, 'definitions', 'lanes', 'nodes', 'log_streams', 'log_events', 'contents', 'settings']
    await asDatabase(url, more.map(table => `ALTER TABLE ${table} ADD COLUMN newer int;`).join(''))
    await asDatabase(url, 'UPDATE schema_version SET version = version + 1')
    await look(await begin(store, 'after'))
    await expect(nodeOf(url)).rejects.toThrow('from a newer version of Pasos')
    expect(fatal).toEqual([])
    await store.close()
    await older.leave()
  }, 180_000)
})

describe.runIf(server.isHere)('what nodes keep a copy of', () => {
  test('is read as it changes, in the order of the changes, also where something is deleted', async () => {
    const url = await server.newDatabase()
    const [home, other] = [await openStore(url), await nodeOf(url)]
    const put = (key: string, body: string | undefined): Promise<void> =>
      new Promise(resolve => home.journal.putDocument('k', key, body, () => resolve()))
    await put('a', '1')
    await put('b', '2')
    const { revision, changes } = await other.shared.changedDocuments(0)
    expect(changes).toEqual([
      { kind: 'k', key: 'a', body: '1' },
      { kind: 'k', key: 'b', body: '2' },
    ])
    expect(await other.shared.documentRevision()).toBe(revision)
    await put('a', '3')
    await put('b', undefined)
    const later = await other.shared.changedDocuments(revision)
    expect(later.changes).toEqual([
      { kind: 'k', key: 'a', body: '3' },
      { kind: 'k', key: 'b' },
    ])
    expect(await other.shared.changedDocuments(later.revision)).toEqual({ revision: later.revision, changes: [] })
    expect((await other.shared.secret()).equals(await other.shared.secret())).toBe(true)
    await home.close()
    await other.leave()
  }, 180_000)
})
