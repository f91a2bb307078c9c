import type { Store } from '@pasos/engine'
import { emptyWrite, record } from '@pasos/engine/contracts'
import { describe, expect, test } from 'vitest'
import { connectPlanningOnce } from '../connection/connect-planning-once.ts'
import type { Session } from '../connection/session.ts'
import { serverOfTests } from '../testing/server-of-tests.ts'
import { openStore } from '../testing/store-on-server.ts'
import { batchWriter } from './batch-writer.ts'
import { commitFewOf, commitOf } from './columns.ts'
import { encodeBatch } from './merge-batch.ts'

const server = serverOfTests()

/** The turn of an execution that goes from one task to the next, and of a second one that begins to wait for none. */
function turns(number: number, at: number) {
  const history = [{ firstId: 2 * at + 1, lastId: 2 * at + 2, sum: at, text: `["${at} ñ"]` }]
  const task = { task: at, body: `{"task":${at}}`, ...(at === 2 ? {} : { submitted: `{"id":${at}}` }) }
  return [
    { turn: { ...emptyWrite, number, nextFrameId: 4, history, frames: [{ id: 1, text: `{"at":${at}}`, task }] } },
    { turn: { ...emptyWrite, number: number + 8, nextFrameId: 2, history, frames: [{ id: 3, text: `{"at":"${at} ñ"}` }] } },
  ]
}

const committed = (store: Store, number: number): Promise<void> =>
  new Promise((resolve, reject) =>
    store.journal.commit({ ...emptyWrite, number, created: record(`e${number}`), definition: { id: 'd', text: '{}' } }, error =>
      error ? reject(error) : resolve(),
    ),
  )

/** A database with two executions, a connection as writers have it, and where its home lane stands. */
async function world(): Promise<{ session: Session; number: number; epoch: number; seq: number; tables(): Promise<unknown> }> {
  const url = await server.newDatabase()
  const store = await openStore(url, { packing: undefined, vacuum: undefined })
  for (const number of [8, 16]) await committed(store, number)
  await store.close()
  const session = await connectPlanningOnce(url, 'SET synchronous_commit = on')()
  const [lane] = await session.rows<{ epoch: number; seq: number }>('SELECT epoch, seq FROM lanes WHERE lane = 0')
  const tables = async () => [
    await session.rows('SELECT * FROM history ORDER BY execution, first_id'),
    await session.rows('SELECT * FROM frames ORDER BY execution, frame'),
    await session.rows('SELECT lane, seq, feed FROM lanes ORDER BY lane'),
  ]
  return { session, number: 8, ...lane!, tables }
}

const statements: [string, typeof commitOf][] = [
  ['few', parameters => commitFewOf(parameters)!],
  ['the function', commitOf],
]

describe.runIf(server.isHere)('a few turns in PostgreSQL', () => {
  test('are written by their own statement as by the function', async () => {
    const written: unknown[] = []
    for (const [, statement] of statements) {
      const { session, number, epoch, seq, tables } = await world()
      for (let at = 1; at < 4; at++)
        expect(await session.rows(...statement([0, epoch, seq + at, ...encodeBatch(turns(number, at))]))).toHaveLength(1)
      written.push(await tables())
      await session.end()
    }
    expect(written[0]).toEqual(written[1])
    const [history, frames] = written[0] as [{ place: number }[], { execution: number; submitted: string | null }[]]
    expect(history.map(({ place }) => place)).toEqual([1, 3, 5, 2, 4, 6])
    expect(frames.map(({ execution }) => execution)).toEqual([8, 16])
  })

  test.each([
    ['sent again', { seq: 0, epoch: 0 }],
    ['that comes before its turn', { seq: 2, epoch: 0 }],
    ['of an owner who has lost the lane', { seq: 1, epoch: -1 }],
  ])('are not written by a batch %s', async (_, off) => {
    const { session, number, epoch, seq, tables } = await world()
    const before = await tables()
    const [text, values] = commitFewOf([0, epoch + off.epoch, seq + off.seq, ...encodeBatch(turns(number, 1))])!
    expect(await session.rows(text, values)).toEqual([])
    expect(await tables()).toEqual(before)
    await session.end()
  })
})

test('a batch that was not written by the statement for a few turns is told why by the function', async () => {
  const asked: string[] = []
  const rows = async (text: string): Promise<unknown[]> => {
    asked.push(text)
    if (text.includes('commit_batch')) throw Object.assign(new Error('another node has taken over'), { code: 'PS001' })
    return []
  }
  const session = { rows, end: async () => undefined } as unknown as Session
  const told = new Promise<Error>(resolve => {
    const writer = batchWriter(async () => session, session, { lane: 0, epoch: 1, seq: 1 }, resolve)
    writer.queued(turns(8, 1)[0], undefined, 1, 8)
  })
  expect((await told).name).toBe('Fenced')
  expect(asked.map(text => text.includes('commit_batch'))).toEqual([false, true])
})
