import { ChangeMessageVisibilityCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs'
import type { DataStore } from '@pasos/engine'
import { expect, test } from 'vitest'
import { type QueueRecord, queueKey } from '../records/queue-record.ts'
import { sqsWorld } from '../testing/sqs-world.ts'
import type { Entry } from './entry.ts'
import { loadEntries, loadMessage, putBoth, putChange } from './kept.ts'

const account = '123456789012'
const spaces = ['sqs.entry', 'sqs.message', 'sqs.change']

async function rowsOf(data: DataStore): Promise<Record<string, number>> {
  const counts = spaces.map(async space => [space, (await data.scan(space, { limit: 99 })).length] as const)
  return Object.fromEntries(await Promise.all(counts))
}

test('a message is one row until it is received, another one then, and none once it is deleted', async () => {
  const { world, queue, send, receive, remove } = sqsWorld()
  const url = await queue()
  await send(url, 'short')
  const { data } = world.ports
  expect(await rowsOf(data)).toEqual({ 'sqs.entry': 1, 'sqs.message': 0, 'sqs.change': 0 })
  const [message] = await receive(url)
  expect(await rowsOf(data)).toEqual({ 'sqs.entry': 1, 'sqs.message': 0, 'sqs.change': 1 })
  await remove(url, message)
  expect(await rowsOf(data)).toEqual({ 'sqs.entry': 0, 'sqs.message': 0, 'sqs.change': 0 })
})

test('a short message that is received soon stays one row, in flight after a restart, and what changes later stands beside it', async () => {
  const { world, clock, queue, send, receive, attributes } = sqsWorld()
  const url = await queue()
  // Of a queue that somebody reads, messages are at hand.
  await receive(url)
  await send(url, 'short')
  await send(url, 'x'.repeat(1_500))
  const { data } = world.ports
  const [first] = await receive(url, { MaxNumberOfMessages: 1, VisibilityTimeout: 60 })
  expect([first?.Body, await rowsOf(data)]).toEqual(['short', { 'sqs.entry': 2, 'sqs.message': 0, 'sqs.change': 0 }])
  const [second] = await receive(url, { MaxNumberOfMessages: 1, VisibilityTimeout: 60 })
  expect([second?.Body?.length, await rowsOf(data)]).toEqual([1_500, { 'sqs.entry': 2, 'sqs.message': 0, 'sqs.change': 1 }])
  expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '2' })

  const after = sqsWorld(world)
  expect(await after.attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '2' })
  await after.client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: first!.ReceiptHandle, VisibilityTimeout: 90 }))
  expect(await rowsOf(data)).toEqual({ 'sqs.entry': 2, 'sqs.message': 0, 'sqs.change': 2 })
  clock.advance(61_000)
  const names = { MessageSystemAttributeNames: ['All' as const] }
  const [again, ...others] = await after.receive(url, names)
  expect([again?.Body?.length, again?.Attributes?.ApproximateReceiveCount, others.length]).toEqual([1_500, '2', 0])
  clock.advance(30_000)
  const last = sqsWorld(world)
  const messages = await last.receive(url, names)
  expect(messages.map(({ Body, Attributes }) => `${Body?.length} ${Attributes?.ApproximateReceiveCount}`).sort()).toEqual(['1500 3', '5 2'])
  for (const message of messages) await last.remove(url, message)
  expect(await rowsOf(data)).toEqual({ 'sqs.entry': 0, 'sqs.message': 0, 'sqs.change': 0 })
})

test('an entry that is written anew keeps its message and its group, whatever these are called', async () => {
  const { world } = sqsWorld()
  const { data } = world.ports
  const group = ',"message":{"id":"other"},'
  const message = { id: 'id', body: 'a ,"message": b', attributes: {}, senderId: 's', groupId: group }
  const entry: Entry = {
    ...{ sequence: 7, sentAt: 1, visibleAt: 1, receives: 0, group, isApart: false, hasChanged: false, isGone: false, recent: undefined },
  }
  const { writes, text } = putBoth('q', entry, message)
  await data.commit(writes)
  const received = { ...entry, receives: 1, visibleAt: 30, firstReceivedAt: 2 }
  await data.commit([putChange('q', { ...received, recent: text })])
  const loaded: Entry[] = []
  for await (const one of loadEntries(data, 'q')) loaded.push(one)
  expect(loaded).toEqual([received])
  expect(await loadMessage(data, 'q', entry)).toEqual(message)
})

test('the body of a long message is apart from its entry, so that a queue comes into memory without it', async () => {
  const { world, queue, send } = sqsWorld()
  const url = await queue()
  const long = 'x'.repeat(100_000)
  await send(url, long)
  const { data } = world.ports
  expect(await rowsOf(data)).toEqual({ 'sqs.entry': 1, 'sqs.message': 1, 'sqs.change': 0 })
  const [entry] = await data.scan('sqs.entry', { limit: 1 })
  expect(String(entry?.value).length).toBeLessThan(200)
  const after = sqsWorld(world)
  const [message] = await after.receive(url)
  expect(message?.Body).toBe(long)
  await after.remove(url, message)
  expect(await rowsOf(data)).toEqual({ 'sqs.entry': 0, 'sqs.message': 0, 'sqs.change': 0 })
})

test('what was received before a restart stays in flight after it, with its count', async () => {
  const { world, clock, queue, send, receive } = sqsWorld()
  const url = await queue()
  for (const body of ['a', 'b', 'c']) await send(url, body)
  const [first] = await receive(url, { MaxNumberOfMessages: 1, VisibilityTimeout: 60 })
  expect(first?.Body).toBe('a')
  const after = sqsWorld(world)
  expect(await after.attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' })
  clock.advance(61_000)
  const again = await after.receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
  const counts = again.map(({ Body, Attributes }) => `${Body} ${Attributes?.ApproximateReceiveCount}`)
  expect(counts.sort()).toEqual(['a 2', 'b 1', 'c 1'])
})

test('messages that were kept as before, with an entry that changes beside them, are received, counted on and deleted', async () => {
  const { world, queue } = sqsWorld()
  const url = await queue()
  const { data, catalog } = world.ports
  const { id } = catalog.get<QueueRecord>('queue', queueKey({ accountId: account, region: 'us-east-1', name: 'q' }))!
  const now = Date.now()
  const old = (sequence: number, state: object, body: string) => {
    const key = `${id}/${String(sequence).padStart(16, '0')}`
    return [
      { space: 'sqs.entry', key, value: JSON.stringify({ sentAt: now - 1_000, visibleAt: now - 1_000, ...state }) },
      { space: 'sqs.message', key, value: JSON.stringify({ id: `id-${sequence}`, body, attributes: {}, senderId: 's' }) },
    ]
  }
  await data.commit([...old(1, { receives: 0 }, 'new'), ...old(2, { receives: 3, firstReceivedAt: now - 500 }, 'received')])

  const second = sqsWorld(world)
  const names = { MessageSystemAttributeNames: ['ApproximateReceiveCount' as const] }
  const count = (messages: Awaited<ReturnType<typeof second.receive>>) =>
    messages.map(({ Body, Attributes }) => `${Body} ${Attributes?.ApproximateReceiveCount}`).sort()
  expect(count(await second.receive(url, { ...names, VisibilityTimeout: 0 }))).toEqual(['new 1', 'received 4'])
  const third = sqsWorld(world)
  const messages = await third.receive(url, names)
  expect(count(messages)).toEqual(['new 2', 'received 5'])
  for (const message of messages) await third.remove(url, message)
  expect(await rowsOf(data)).toEqual({ 'sqs.entry': 0, 'sqs.message': 0, 'sqs.change': 0 })
})

test.each(['before', 'after'])(
  'a message that a purge meets on its way, and that comes to the disk %s it, is gone from memory and disk',
  async when => {
    const { world, client, queue, send, receive, attributes } = sqsWorld()
    const url = await queue()
    await send(url, 'there')
    const { data } = world.ports
    const commit = data.commit.bind(data)
    const [underWay, purged] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    data.commit = async writes => {
      data.commit = commit
      if (when === 'before') await commit(writes)
      underWay.resolve()
      await purged.promise
      if (when === 'after') await commit(writes)
    }
    const sending = send(url, 'under way')
    await underWay.promise
    await client.send(new PurgeQueueCommand({ QueueUrl: url }))
    purged.resolve()
    await sending
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' })
    await expect.poll(() => rowsOf(data)).toEqual({ 'sqs.entry': 0, 'sqs.message': 0, 'sqs.change': 0 })
    await send(url, 'later')
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(['later'])
  },
)

test('keys are in the order of their numbers, whatever their length', () => {
  const sequences = [0, 5, 99_999_999, 100_000_000, 100_000_001, 1_764_271_234_567_891, Number.MAX_SAFE_INTEGER]
  const entry = { sentAt: 0, visibleAt: 0, receives: 0, isApart: false, hasChanged: false, isGone: false, recent: undefined }
  const keys = sequences.map(sequence => putChange('q', { ...entry, sequence })).map(write => ('key' in write ? write.key : ''))
  expect(keys).toEqual(sequences.map(sequence => `q/${String(sequence).padStart(16, '0')}`))
})

test('a repetition is answered once the first sending is on disk', async () => {
  const { world, queue, send, attributes } = sqsWorld()
  const url = await queue('q.fifo', { FifoQueue: 'true' })
  const { data } = world.ports
  const commit = data.commit.bind(data)
  const [underWay, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  data.commit = async writes => {
    underWay.resolve()
    await released.promise
    await commit(writes)
  }
  const sending = () => send(url, 'body', { MessageGroupId: 'g', MessageDeduplicationId: '1' })
  let isAnswered = false
  const first = sending()
  await underWay.promise
  const second = sending().then(answer => {
    isAnswered = true
    return answer
  })
  // Time enough for a few answers that wait for nothing.
  for (let times = 0; times < 10; times++) expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '0' })
  expect(isAnswered).toBe(false)
  released.resolve()
  expect((await second).MessageId).toBe((await first).MessageId)
})

test('the keys of a queue’s rows are in the order of its sequences, and of no other queue, however far apart', () => {
  const entry = { sentAt: 1, visibleAt: 1, receives: 0, isApart: false, hasChanged: false, isGone: false, recent: undefined }
  const message = { id: 'm', body: 'b', attributes: {}, senderId: 's' }
  const keyOf = ([queueId, sequence]: readonly [string, number]) => {
    const [write] = putBoth(queueId, { ...entry, sequence }, message).writes
    return write && 'key' in write ? write.key : undefined
  }
  const places = [
    ['q', 7],
    ['q', 99_999_999],
    ['q', 100_000_000],
    ['p', 100_000_001],
    ['q', 1_234_567_890_123_456],
    ['q', 8],
  ] as const
  expect(places.map(keyOf)).toEqual([
    'q/0000000000000007',
    'q/0000000099999999',
    'q/0000000100000000',
    'p/0000000100000001',
    'q/1234567890123456',
    'q/0000000000000008',
  ])
})
