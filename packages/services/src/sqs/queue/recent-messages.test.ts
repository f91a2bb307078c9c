import type { DataWrite } from '@pasos/engine'
import { expect, it } from 'vitest'
import { memoryPorts } from '../../declaration/testing/memory-ports.ts'
import { type QueueRecord, queueArn, queueKey, queueKind } from '../records/queue-record.ts'
import type { Entry } from './entry.ts'
import { openQueues } from './open-queues.ts'
import { recentMessages } from './recent-messages.ts'

const entryOf = (sequence: number): Entry => ({
  ...{ sequence, sentAt: 0, visibleAt: 0, receives: 0, isApart: false, hasChanged: false, isGone: false, recent: undefined },
})

it('keeps as many as there is room for, each until it is taken', () => {
  const recent = recentMessages(2)
  const [a, b, c] = [entryOf(1), entryOf(2), entryOf(3)]
  recent.keep(a, 'a')
  recent.keep(b, 'b')
  expect(recent.take(a)).toBe('a')
  expect([recent.take(a), a.recent]).toEqual([undefined, undefined])
  recent.keep(c, 'c')
  recent.keep(a, 'again')
  expect([a, b, c].map(entry => recent.take(entry))).toEqual(['again', undefined, 'c'])
})

const place = { accountId: '123456789012', region: 'us-east-1', name: 'q' }
const record: QueueRecord = { ...place, id: 'q', arn: queueArn(place), attributes: {}, createdAt: 0, modifiedAt: 0, tags: [] }

/** A queue, how often something is read from disk, and commits that may fail. */
async function world() {
  const ports = memoryPorts()
  const state = { reads: 0, isFull: false, read: Promise.resolve() }
  const data = {
    ...ports.data,
    get: async (space: string, key: string) => {
      state.reads++
      await state.read
      return ports.data.get(space, key)
    },
    commit: (writes: readonly DataWrite[]) => (state.isFull ? Promise.reject(new Error('full')) : ports.data.commit(writes)),
  }
  const metrics = { sent: () => undefined, received: () => undefined, deleted: () => undefined }
  const queues = openQueues({ ...ports, data, metrics })
  await ports.catalog.update<QueueRecord, void>(queueKind, queueKey(place), () => ({ next: record, result: undefined }))
  const send = (...all: string[]) =>
    queues.send(
      record,
      all.map(body => ({ body, attributes: {}, senderId: 's' })),
    )
  const receive = () => queues.receive(record, { limit: 10, visibilitySeconds: 0, signal: new AbortController().signal })
  const bodies = async () => (await receive()).map(({ message }) => message.body)
  return { state, data, queues, send, receive, bodies, queue: await queues.open(record) }
}

it('a message is received without reading it, and again from disk; one that was taken out leaves nothing behind', async () => {
  const { state, queue, send, receive, bodies } = await world()
  // Nobody has asked for one yet.
  await send('a')
  expect([await bodies(), state.reads]).toEqual([['a'], 1])
  await send('b', 'x'.repeat(5_000))
  // A long one is not kept.
  const first = await receive()
  expect([first.map(({ message }) => message.body.length), state.reads]).toEqual([[1, 1, 5_000], 3])
  const again = await receive()
  expect(state.reads).toBe(6)
  expect(again.map(({ message }) => message)).toEqual(first.map(({ message }) => message))
  await send('c', 'd')
  const [c, d] = queue.oldest(5).slice(-2)
  expect([c?.recent, d?.recent]).toEqual([expect.stringContaining('"body":"c"'), expect.stringContaining('"body":"d"')])
  queue.remove([c!])
  expect([c?.recent, d?.recent]).toEqual([undefined, expect.anything()])
  queue.clear('messages')
  expect(d?.recent).toBeUndefined()
})

it('of a queue that nobody reads any more, messages are soon no longer kept', async () => {
  const { queue, send, bodies } = await world()
  await bodies()
  for (let at = 0; at < 1_001; at += 11) await send(...Array<string>(11).fill('m'))
  const kept = queue.oldest(2_000).map(({ recent }) => recent !== undefined)
  expect([kept.length, kept.filter(Boolean).length, kept[999], kept[1_000]]).toEqual([1_001, 1_000, true, false])
})

it('what did not come to the disk is in no memory, and what could not be taken is received later', async () => {
  const { state, queue, send, bodies } = await world()
  await bodies()
  await send('a')
  state.isFull = true
  await expect(send('b')).rejects.toThrow('full')
  await expect(bodies()).rejects.toThrow('full')
  state.isFull = false
  expect(queue.oldest(9).map(({ recent }) => recent)).toEqual([undefined])
  expect(await bodies()).toEqual(['a'])
})

it('what is read from disk is told as it was received, whatever has become of it meanwhile', async () => {
  const { state, data, queue, send, receive } = await world()
  await send('a', 'b')
  const { promise, resolve } = Promise.withResolvers<void>()
  state.read = promise
  const receptions = [receive(), receive()]
  await expect.poll(() => state.reads).toBe(4)
  const [, b] = queue.oldest(2)
  await data.commit(queue.remove([b!]))
  resolve()
  const told = (await Promise.all(receptions)).map(all => all.map(({ entry, message }) => `${message.body} ${entry.receives}`))
  expect(told).toEqual([['a 1'], ['a 2']])
})
