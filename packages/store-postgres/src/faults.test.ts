import { crc32 } from 'node:zlib'
import type { Store, TurnWrite } from '@pasos/engine'
import { emptyWrite, record } from '@pasos/engine/contracts'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isLost } from './connection/lost.ts'
import { type Connect, connector, type Session } from './connection/session.ts'
import { takeSeat } from './lane/seat.ts'
import { openWay, startPostgres, type Way } from './testing/postgres-server.ts'
import { serverOfTests } from './testing/server-of-tests.ts'
import { openStore } from './testing/store-on-server.ts'

const server = serverOfTests()

function commit(store: Store, write: Partial<TurnWrite> & { number: number }): Promise<void> {
  return new Promise((resolve, reject) => store.journal.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))
}

function chunk(id: number, sumBefore: number) {
  const text = JSON.stringify([{ id, previousEventId: id - 1, timestamp: 0, type: 'PassStateEntered' }])
  return { firstId: id, lastId: id, text, sum: crc32(text, sumBefore) }
}

/** An execution that takes turn after turn, each after the one before was acknowledged; `stop` answers how many were. */
async function walk(store: Store, name: string) {
  const number = store.journal.allocate()
  let sum = 0
  let turns = 0
  let isStopped = false
  const turn = async (created: boolean): Promise<void> => {
    const next = chunk(turns + 1, sum)
    const task = { task: turns + 1, body: '{}' }
    const frames = [{ id: 1, text: `{"id":1,"at":${turns}}`, task, ...(!created && { hadTask: true }) }]
    const definition = { id: 'd', text: '{}' }
    await commit(store, {
      number,
      history: [next],
      frames,
      nextFrameId: 2,
      ...(created && { created: record(name), definition }),
    })
    sum = next.sum
    turns++
  }
  await turn(true)
  const going = (async () => {
    while (!isStopped) await turn(false)
  })()
  return {
    number,
    async stop() {
      isStopped = true
      await going
      return turns
    },
  }
}

/** Every acknowledged turn is there once: histories without gaps, and the one task that the last turn began. */
async function expectAll(store: Store, walks: { number: number; turns: number }[]): Promise<void> {
  const { events, damages } = await store.upkeep.verify()
  expect({ events, damages }).toEqual({ events: walks.reduce((sum, { turns }) => sum + turns, 0), damages: [] })
  const unfinished = await store.journal.unfinishedTasks({ number: 0, frame: 0 }, 1_000)
  expect(unfinished.map(({ number, task }) => ({ number, turns: task }))).toEqual(walks)
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

describe.runIf(server.isHere)('a store whose connections are lost', () => {
  const wandering = async (url: string, disturb: () => Promise<void>): Promise<void> => {
    const store = await openStore(url)
    const walks = await Promise.all(Array.from({ length: 20 }, (_, at) => walk(store, `e${at}`)))
    await disturb()
    const found: { number: number; turns: number }[] = []
    for (const each of walks) found.push({ number: each.number, turns: await each.stop() })
    await expectAll(store, found)
    await store.close()
    const again = await openStore(url)
    await expectAll(again, found)
    await again.close()
  }

  test('by the database’s hand writes every turn once all the same, and nobody hears of it', async () => {
    const url = await server.newDatabase()
    await wandering(url, async () => {
      const other = new pg.Client(url)
      await other.connect()
      for (let round = 0; round < 15; round++) {
        await pause(40)
        await other.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        )
      }
      await other.end()
    })
  }, 180_000)

  test('as the server dies and comes back goes on where it was', async () => {
    const own = await startPostgres()
    onTestFinished(own.stop)
    await wandering(await own.newDatabase(), async () => {
      for (let round = 0; round < 3; round++) {
        await pause(150)
        await own.kill()
        await pause(100)
        await own.start()
      }
      await pause(300)
    })
  }, 120_000)
})

describe.runIf(server.isHere)('a way to the server', () => {
  const over = async (url: string): Promise<{ way: Way; url: string }> => {
    const way = await openWay(server.port)
    const over = new URL(url)
    over.port = String(way.port)
    return { way, url: over.href }
  }

  test('over which nothing comes any more is given up after a lease: what was under way goes on over new connections', async () => {
    const { way, url } = await over(await server.newDatabase())
    const away: boolean[] = []
    const store = await openStore(url, { leaseMs: 600, onAway: is => away.push(is) })
    const { number, stop } = await walk(store, 'a')
    // As a machine that vanishes, and another that is there in its place: nobody says that the connections are gone.
    way.forget()
    const later = await walk(store, 'b')
    const found = [
      { number, turns: await stop() },
      { number: later.number, turns: await later.stop() },
    ]
    await expectAll(store, found)
    expect(away.slice(0, 2)).toEqual([true, false])
    await store.close()
    await way.close()
  }, 180_000)

  test('that is lost just before a node leaves does not keep what it had from the next one', async () => {
    const url = await server.newDatabase()
    await (await openStore(url)).close()
    const other = new pg.Client(url)
    await other.connect()
    for (let round = 0; round < 25; round++) {
      const seat = await takeSeat(connector(url), { leaseMs: 60_000, onFenced: () => undefined })
      // Without anybody told to wait it rejects when the lane is had.
      await seat.takeWhenFree(0)
      await other.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      )
      await pause(round)
      await seat.leave()
      expect((await other.query('SELECT 1 FROM nodes')).rowCount).toBe(0)
    }
    await other.end()
  }, 180_000)

  test('of a node that stands still in the middle of taking a lane is given up before long, so that another can have it', async () => {
    const url = await server.newDatabase()
    await (await openStore(url)).close()
    const [stands, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    // Once it has the row in hand, which others wait for.
    const standing: Connect = async onLost => {
      const session = await connector(url)(onLost)
      const rows = async <R>(text: string, values?: readonly unknown[]): Promise<R[]> => {
        const found = await session.rows<R>(text, values)
        if (!text.includes('FROM lanes WHERE lane = $1 FOR UPDATE')) return found
        stands.resolve()
        await goesOn.promise
        return found
      }
      return Object.assign(Object.create(session) as Session, { rows })
    }
    const [one, other] = await Promise.all(
      [standing, connector(url)].map(connect => takeSeat(connect, { leaseMs: 600, onFenced: () => undefined })),
    )
    const taking = one!.take(3).catch(isLost)
    await stands.promise
    expect(await Promise.race([other!.take(3), pause(15_000)])).toMatchObject({ lane: 3, epoch: 1 })
    goesOn.resolve()
    // As of any connection that is lost: who waits for the lane asks again.
    expect(await taking).toBe(true)
    await Promise.all([one!.leave(), other!.leave()])
  }, 180_000)

  test('is given up by the server, with what was under way over it, when nobody is heard of any more', async () => {
    const session = await connector(await server.newDatabase())()
    const names = [
      'idle_in_transaction_session_timeout',
      'tcp_keepalives_idle',
      'tcp_keepalives_interval',
      'tcp_keepalives_count',
      'tcp_user_timeout',
    ]
    const settings = await session.rows<{ value: string }>('SELECT current_setting(name) AS value FROM unnest($1::text[]) name', [names])
    // What the kernel says of the connection, besides the first.
    expect(settings.map(({ value }) => value)).toEqual(['30s', '10', '5', '4', '30000'])
    await session.end()
  })

  test('that is cut makes the node unsure of what it has, until it is mended or another has it', async () => {
    const direct = await server.newDatabase()
    await (await openStore(direct)).close()
    const { way, url } = await over(direct)
    const fatal: Error[] = []
    const seat = await takeSeat(connector(url), { leaseMs: 600, onFenced: error => fatal.push(error) })
    await seat.takeWhenFree(0)
    await expect.poll(() => seat.isCurrent(), { timeout: 20_000 }).toBe(true)
    way.cut()
    await expect.poll(() => seat.isCurrent(), { timeout: 20_000 }).toBe(false)
    way.mend(true)
    await expect.poll(() => seat.isCurrent(), { timeout: 20_000 }).toBe(true)
    way.cut()
    const other = await takeSeat(connector(direct), { leaseMs: 600, onFenced: error => fatal.push(error) })
    expect(await other.takeWhenFree(0, () => undefined)).toMatchObject({ epoch: 3 })
    expect(seat.isCurrent()).toBe(false)
    way.mend(false)
    await expect.poll(() => fatal.map(({ name }) => name), { timeout: 20_000 }).toEqual(['Fenced'])
    await seat.leave()
    await other.leave()
    await way.close()
  }, 180_000)
})

describe.runIf(server.isHere)('what PostgreSQL itself refuses', () => {
  test('is refused alone: neither the turns beside it nor those behind it are touched', async () => {
    const store = await openStore(await server.newDatabase())
    const [bad, good, other] = [store.journal.allocate(), store.journal.allocate(), store.journal.allocate()]
    const start = (number: number, name: string, input = '{}') =>
      commit(store, { number, created: record(name, { input }), history: [chunk(1, 0)], definition: { id: 'd', text: '{}' } }).then(
        () => 'taken',
        (error: Error) => error.name,
      )
    const more = (number: number) =>
      commit(store, { number, history: [chunk(2, chunk(1, 0).sum)] }).then(
        () => 'taken',
        (error: Error) => error.name,
      )
    // Text that is no JSON, as nothing of ours would write it: PostgreSQL keeps no zero in a text.
    const all = [start(good, 'good'), start(bad, 'bad', '"\u0000"'), more(bad), more(good), start(other, 'other')]
    expect(await Promise.all(all)).toEqual(['taken', 'WriteRefused', 'WriteRefused', 'taken', 'taken'])
    expect(await store.journal.load(bad)).toBeUndefined()
    expect(await store.journal.load(good)).toMatchObject({ lastEventId: 2 })
    store.journal.mend(bad)
    expect(await start(bad, 'bad')).toBe('taken')
    expect(await start(store.journal.allocate(), 'bad')).toBe('WriteRefused')
    expect((await store.upkeep.verify()).damages).toEqual([])
    await store.close()
  })
})

describe.runIf(server.isHere)('what stands in the way of another', () => {
  /** Holds one row that a batch wants after its first, and then wants the first. Answers whether it was the batch that was undone for it. */
  async function inTheWay(store: Store, url: string, round: number): Promise<boolean> {
    const other = new pg.Client(url)
    await other.connect()
    const [first, second] = [`${round}-first`, `${round}-second`]
    const put = (id: string) => other.query("INSERT INTO definitions VALUES ($1, '{}')", [id])
    await other.query('BEGIN')
    await put(second)
    const numbers = [first, second].map(() => store.journal.allocate())
    const starts = [first, second].map((id, at) =>
      commit(store, {
        ...{ number: numbers[at]!, created: record(id, { definitionId: id }), definition: { id, text: '{}' } },
        history: [chunk(1, 0)],
      }),
    )
    const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
    while ((await other.query(waiting)).rows.length === 0) await pause(5)
    // What is behind it has been sent before it is undone.
    const behind = commit(store, { number: numbers[0]!, history: [chunk(2, chunk(1, 0).sum)] })
    // Who has waited longer is undone, which is the batch, unless all this has taken more than a second.
    const isThrough = await put(first).then(
      () => true,
      () => false,
    )
    await other.query('ROLLBACK')
    await other.end()
    await Promise.all([...starts, behind])
    return isThrough
  }

  test('is written all the same, with what was sent behind it, and once', async () => {
    const url = await server.newDatabase()
    const store = await openStore(url)
    let rounds = 1
    while (!(await inTheWay(store, url, rounds))) rounds++
    const { executions, events, damages } = await store.upkeep.verify()
    expect({ executions, events, damages }).toEqual({ executions: 2 * rounds, events: 3 * rounds, damages: [] })
    await store.close()
  }, 180_000)
})

describe.runIf(server.isHere)('a database that one node serves', () => {
  test('is refused to another that does not want to wait, and told who has it', async () => {
    const url = await server.newDatabase()
    const store = await openStore(url)
    await expect(openStore(url)).rejects.toThrow(new RegExp(`served by .*:${process.pid}`))
    await store.close()
    await (await openStore(url)).close()
  })

  test('goes to the one that waits as soon as it is given away, with all that is in it', async () => {
    const url = await server.newDatabase()
    const first = await openStore(url)
    const { number, stop } = await walk(first, 'a')
    const told: string[] = []
    const second = openStore(url, { onWaiting: owner => told.push(owner) })
    await expect.poll(() => told.length, { timeout: 30_000 }).toBe(1)
    const turns = await stop()
    await first.close()
    await expectAll(await second, [{ number, turns }])
    expect(told).toHaveLength(1)
    await (await second).close()
  })

  test('goes to the one that waits when the lease is over, and the former owner is fenced: its writes are refused and it must end', async () => {
    const url = await server.newDatabase()
    const fatal: Error[] = []
    // It renews so seldom that what follows is not made good meanwhile.
    const first = await openStore(url, { leaseMs: 60_000 }, error => fatal.push(error))
    const { number } = await walk(first, 'a').then(async each => ({ number: each.number, turns: await each.stop() }))
    const owned = await connector(url)().then(async session => {
      // As if the owner had been paused: its lease is over, though its connection still stands.
      await session.rows("UPDATE nodes SET until = clock_timestamp() - interval '1 second'")
      await session.end()
      const seat = await takeSeat(connector(url), { leaseMs: 600, onFenced: error => fatal.push(error) })
      return { seat, ...(await seat.takeWhenFree(0)) }
    })
    const refused = { name: 'StoreFailed', message: expect.stringContaining('taken over') }
    for (let round = 0; round < 2; round++) await expect(commit(first, { number, history: [chunk(99, 0)] })).rejects.toMatchObject(refused)
    expect(fatal.map(({ name }) => name)).toContain('Fenced')
    await first.close()
    await owned.seat.leave()
    const after = await openStore(url)
    expect((await after.upkeep.verify()).damages).toEqual([])
    await after.close()
  })
})

describe.runIf(server.isHere)('opening', () => {
  test('is refused by a database of a newer version, and left as it is', async () => {
    const url = await server.newDatabase()
    await (await openStore(url)).close()
    const client = new pg.Client(url)
    await client.connect()
    await client.query('UPDATE schema_version SET version = 999')
    await client.end()
    await expect(openStore(url)).rejects.toThrow('newer version of Pasos')
  })

  test('is refused by a server that does not sync what it acknowledges', async () => {
    const careless = await startPostgres(['fsync=off'])
    onTestFinished(careless.stop)
    await expect(openStore(await careless.newDatabase())).rejects.toThrow('fsync is off')
  }, 180_000)

  test('says where PostgreSQL was looked for, and never the password', async () => {
    const failure = await openStore('postgres://me:geheim@127.0.0.1:1,127.0.0.1:2/x').catch((error: Error) => error.message)
    expect(failure).toContain('postgres://me@127.0.0.1:1,127.0.0.1:2/x')
    expect(failure).not.toContain('geheim')
  })

  test('of two at once makes the tables once, and gives them to one', async () => {
    const url = await server.newDatabase()
    const both = await Promise.allSettled([openStore(url), openStore(url)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const each of both) if (each.status === 'fulfilled') await each.value.close()
  })
})
