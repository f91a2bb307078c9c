import { expect, it } from 'vitest'
import { memoryPorts } from '../../declaration/testing/memory-ports.ts'
import { type QueueRecord, queueArn, queueKey, queueKind } from '../records/queue-record.ts'
import type { Entry } from './entry.ts'
import { openQueues } from './open-queues.ts'
import { recentMessages } from './recent-messages.ts'

const entryOf = (sequence: number, isApart = false): Entry => ({
  ...{ sequence, sentAt: 0, visibleAt: 0, receives: 0, isApart, hasChanged: false, isGone: false, recent: undefined },
})
const stored = (id: string) => ({ id, body: id, attributes: {}, senderId: 's' })

it('keeps as many as there is room for, each until it is taken', () => {
  const recent = recentMessages(2)
  const [a, b, c, long] = [entryOf(1), entryOf(2), entryOf(3), entryOf(4, true)]
  recent.keep(a, stored('a'))
  recent.keep(b, stored('b'))
  recent.keep(long, stored('long'))
  expect(recent.take(long)).toBeUndefined()
  expect(recent.take(a)?.id).toBe('a')
  expect([recent.take(a), a.recent]).toEqual([undefined, undefined])
  recent.keep(c, stored('c'))
  recent.keep(a, stored('again'))
  expect([a, b, c].map(entry => recent.take(entry)?.id)).toEqual(['again', undefined, 'c'])
})

it('a message is received without reading it, and again from disk; one that was taken out leaves nothing behind', async () => {
  const ports = memoryPorts()
  let reads = 0
  const data = {
    ...ports.data,
    get: (space: string, key: string) => {
      reads++
      return ports.data.get(space, key)
    },
  }
  const metrics = { sent: () => undefined, received: () => undefined, deleted: () => undefined }
  const queues = openQueues({ ...ports, data, metrics })
  const place = { accountId: '123456789012', region: 'us-east-1', name: 'q' }
  const record: QueueRecord = { ...place, id: 'q', arn: queueArn(place), attributes: {}, createdAt: 0, modifiedAt: 0, tags: [] }
  await ports.catalog.update<QueueRecord, void>(queueKind, queueKey(place), () => ({ next: record, result: undefined }))
  const send = (...all: string[]) =>
    queues.send(
      record,
      all.map(body => ({ body, attributes: {}, senderId: 's' })),
    )
  const receive = () => queues.receive(record, { limit: 10, visibilitySeconds: 0, signal: new AbortController().signal })
  const bodies = async () => (await receive()).map(({ message }) => message.body)
  // Nobody has asked for one yet.
  await send('a')
  expect([await bodies(), reads]).toEqual([['a'], 1])
  await send('b')
  expect([await bodies(), reads]).toEqual([['a', 'b'], 2])
  expect([await bodies(), reads]).toEqual([['a', 'b'], 4])
  await send('c')
  const queue = await queues.open(record)
  const [last] = queue.oldest(3).slice(-1)
  expect(last?.recent?.body).toBe('c')
  queue.clear('messages')
  expect(last?.recent).toBeUndefined()
})
