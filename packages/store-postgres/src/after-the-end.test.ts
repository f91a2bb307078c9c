import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readers } from './connection/readers.ts'
import type { Connect, Session } from './connection/session.ts'
import { takeSeat } from './lane/seat.ts'
import { batchWriter } from './writer/batch-writer.ts'

const lost = () => Object.assign(new Error('the connection was lost'), { code: '08006' })

/** A database that is only connections: which of them stand, and what is said to each. `answer` is asked for every statement. */
function connections(answer: (text: string, connection: number) => Promise<unknown[]> | unknown[]) {
  const standing = new Set<number>()
  let made = 0
  const connect: Connect = async onLost => {
    const connection = ++made
    standing.add(connection)
    let isLost = false
    const session: Session = {
      async rows<R>(text: string) {
        if (!standing.has(connection)) throw lost()
        return (await answer(text, connection)) as R[]
      },
      run: async text => void (await answer(text, connection)),
      get isLost() {
        return isLost
      },
      end: async () => void standing.delete(connection),
      drop() {
        standing.delete(connection)
        if (!isLost) onLost?.(lost())
        isLost = true
      },
    }
    return session
  }
  return { connect, standing, made: () => made }
}

const turn = { data: [{ space: 's', key: 'k', value: 'v' }] }

test('a read that is to be asked again as the readers close makes no connection any more', async () => {
  const { connect, standing } = connections(() => Promise.reject(lost()))
  const reads = readers(connect, 1)
  const asked = reads.rows('SELECT 1').catch((error: Error) => error.message)
  await wait(20)
  await reads.close()
  standing.clear()
  expect(await asked).toMatch(/closed/)
  await expect(reads.rows('SELECT 1')).rejects.toThrow(/closed/)
  expect([...standing]).toEqual([])
})

test('what is given to a writer that has closed is refused, and goes out over no new connection', async () => {
  const { connect, standing, made } = connections(() => [])
  const fatal: Error[] = []
  const writer = batchWriter(connect, await connect(), { lane: 1, epoch: 1, seq: 0 }, error => fatal.push(error))
  const written = () => new Promise<Error | undefined>(resolve => writer.queued(turn, resolve, 10))
  expect(await written()).toBeUndefined()
  await writer.close()
  expect(await written()).toMatchObject({ name: 'StoreFailed' })
  expect([made(), [...standing], fatal]).toEqual([1, [], []])
})

test('a node whose renewal breaks off as it leaves comes back over no new connection, and is not told that it is fenced', async () => {
  for (const how of ['lost', 'gone'] as const) {
    const renewal = Promise.withResolvers<unknown[]>()
    let isAsked = false
    const { connect, standing } = connections((text, connection) => {
      if (text.startsWith('UPDATE nodes SET until') && connection === 1) {
        isAsked = true
        return renewal.promise
      }
      if (text.includes('pg_postmaster_start_time')) return [{ ms: 60_000 }]
      return [{ node: 3, pid: 1, start: 'then', protocol: null, others: 0 }]
    })
    const fenced: Error[] = []
    const seat = await takeSeat(connect, { leaseMs: 150, onFenced: error => fenced.push(error) })
    while (!isAsked) await wait(5)
    await seat.leave()
    if (how === 'lost') renewal.reject(lost())
    else renewal.resolve([])
    await wait(100)
    expect([[...standing], fenced]).toEqual([[], []])
  }
})
