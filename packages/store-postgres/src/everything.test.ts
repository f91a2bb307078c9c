import { crc32 } from 'node:zlib'
import { type MapRunWrite, noDeathMarks, type OwnedLane, type Store, type TurnWrite } from '@pasos/engine'
import { emptyWrite, record } from '@pasos/engine/contracts'
import { describe, expect, test } from 'vitest'
import { everythingInPostgres, joinPostgres, type PostgresNode, takeEverything } from './index.ts'
import { serverOfTests } from './testing/server-of-tests.ts'

const server = serverOfTests()

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const each of source) found.push(each)
  return found
}

const ignore = (): void => undefined

async function laneStore(node: PostgresNode, lane: number): Promise<Store> {
  return node.openLane((await node.seat.take(lane)) as OwnedLane, () => noDeathMarks, ignore)
}

function commit({ journal }: Store, write: Partial<TurnWrite> & { number: number }): Promise<void> {
  return new Promise((resolve, reject) => journal.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))
}

const definition = { id: 'd', text: '{}' }
const spec = { arn: 'mapRun', executionArn: 'parent', scope: 1, state: 'M', childType: 'STANDARD', items: { kind: 'listed', total: 4 } }
const event = { firstId: 1, lastId: 1, sum: 3_000_000_000, text: '[{"id":1,"previousEventId":0,"timestamp":0,"type":"PassStateEntered"}]' }

/** A first life of the database, as a server that has left it. */
async function serve(url: string, work: (home: Store, other: Store) => Promise<void>): Promise<void> {
  const node = await joinPostgres({ url, onFatal: ignore })
  const stores = [await laneStore(node, 0), await laneStore(node, 3)] as const
  await work(...stores)
  for (const store of stores) await store.close()
  await node.leave()
}

describe.runIf(server.isHere)('all that a database keeps', () => {
  test('is told with numbers that count from 1 in the order of starts, whatever lane had it, and all that refers to them', async () => {
    const url = await server.newDatabase()
    const former: number[] = []
    const waiting = [
      { id: 2, text: '{"id":2}', task: { task: 1, body: '"a"', submitted: '"s"' } },
      { id: 3, text: '{"id":3}' },
    ]
    await serve(url, async () => undefined)
    await serve(url, async (home, other) => {
      const old = { number: 7, created: record('old'), definition, history: [event] }
      await commit(home, { ...old, frames: [{ id: 1, text: '{"id":1}', task: { task: 3, body: '"old"' } }] })
      const [parent, mapRun] = [home.journal.allocate(), home.journal.allocate()]
      const state = { phase: 'running' } as never
      const items = [{ first: 0, text: '{"values":[1,2,3,4]}' }]
      const started: MapRunWrite = { type: 'started', number: mapRun, parent, child: 4, spec: spec as never, state, items }
      await commit(home, { number: parent, created: record('parent'), history: [event], mapRuns: [started] })
      const child = home.journal.allocate()
      const place = { number: mapRun, arn: 'mapRun', scope: 1, first: 2, count: 2 }
      await commit(home, { number: child, created: record('child', { mapRun: place }), history: [event] })
      const elsewhere = other.journal.allocate()
      await commit(other, {
        ...{ number: elsewhere, created: record('elsewhere'), definition, history: [event] },
        ...{ setTimers: [{ timer: '1/wait', at: 5 }], frames: waiting, nextFrameId: 9 },
      })
      other.journal.recordDeath(elsewhere, 1)
      await new Promise(resolve => other.journal.barrier(resolve))
      former.push(parent, mapRun, child, elsewhere)
    })
    const everything = await everythingInPostgres(url)
    const writes = await all(everything.executions())
    expect(writes.map(({ number, created }) => [number, created?.name, created?.mapRun?.number])).toEqual([
      ...[[7, 'old', undefined] as const, [8, 'parent', undefined] as const],
      ...[[10, 'child', 9] as const, [11, 'elsewhere', undefined] as const],
    ])
    expect(writes[0]).toMatchObject({ definition, frames: [{ id: 1, text: '{"id":1}', task: { task: 3, body: '"old"' } }] })
    expect(writes[3]).toMatchObject({
      ...{ history: [event], frames: waiting, nextFrameId: 9, setTimers: [{ timer: '1/wait', at: 5 }] },
    })
    expect(await all(everything.mapRuns())).toMatchObject([[{ type: 'started', number: 9, parent: 8, child: 4, spec }]])
    expect(await everything.store.journal.deaths()).toEqual([{ number: 11, event: 1, count: 1 }])
    // Tokens of the one that had its number before are good as they are.
    expect(everything.formerNumbers()).toEqual(
      [former[0]!, former[2]!, former[3]!].map((was, at) => ({ former: was, number: [8, 10, 11][at] })),
    )
    await everything.close()
  }, 180_000)

  test('goes on to be told in another one, to each follower from where it was in every lane', async () => {
    const [url, next] = [await server.newDatabase(), await server.newDatabase()]
    await serve(url, async () => undefined)
    await serve(url, async (home, other) => {
      const sum = crc32(event.text)
      const second = event.text.replace('"id":1', '"id":2')
      const start = async (store: Store, name: string): Promise<number> => {
        const number = store.journal.allocate()
        await commit(store, { number, created: record(name), definition, history: [{ ...event, sum }], nextFrameId: 2 })
        return number
      }
      const first = await start(home, 'a')
      await start(home, 'b')
      await commit(home, { number: first, history: [{ firstId: 2, lastId: 2, text: second, sum: crc32(second, sum) }], nextFrameId: 2 })
      await start(other, 'c')
      const long = await start(other, 'd')
      let sumOfAll = sum
      for (let id = 2; id <= 150; id++) {
        const text = event.text.replace('"id":1', `"id":${id}`)
        sumOfAll = crc32(text, sumOfAll)
        await commit(other, { number: long, history: [{ firstId: id, lastId: id, text, sum: sumOfAll }], nextFrameId: 2 })
      }
      home.journal.moveFeedCursor('logs', 2)
      home.journal.moveFeedCursor('old', 1)
      home.journal.moveFeedCursor('logs@3', 1)
      home.journal.moveFeedCursor('old@3', 151)
      home.journal.moveFeedCursor('news@3', 0)
      await new Promise(resolve => home.journal.barrier(resolve))
    })
    const from = await everythingInPostgres(url)
    await takeEverything(next, from, async () => undefined)
    await from.close()
    const node = await joinPostgres({ url: next, onFatal: ignore })
    const { journal, upkeep, close } = await laneStore(node, 0)
    const toBeTold = async (name: string) => {
      const { entries } = await journal.readFeed((await journal.feedCursor(name))!, 200)
      return [...new Set(entries.map(({ execution }) => execution.name))]
    }
    // One of them is further behind in one lane, and less in the other: it hears of that twice.
    expect(await toBeTold('old')).toEqual(['b', 'd', 'a'])
    expect(await toBeTold('logs')).toEqual(['d', 'a'])
    expect(await journal.feedCursor('news')).toBeUndefined()
    expect(await journal.feedEnd()).toBe(154)
    expect(await upkeep.verify()).toMatchObject({ executions: 4, damages: [] })
    await close()
    await node.leave()
  }, 180_000)

  test('is not to be had while a node is at work, nor from a database that is new', async () => {
    const url = await server.newDatabase()
    await expect(everythingInPostgres(url)).rejects.toThrow('There is nothing in that database')
    const busy = await server.newDatabase()
    const node = await joinPostgres({ url: busy, onFatal: ignore })
    await node.seat.take(3)
    await expect(everythingInPostgres(busy)).rejects.toThrow('is served by')
    await node.leave()
  }, 180_000)
})
