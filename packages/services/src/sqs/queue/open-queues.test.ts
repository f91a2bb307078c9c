import type { DataWrite, FakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { memoryPorts } from '../../declaration/testing/memory-ports.ts'
import { type QueueRecord, queueArn, queueKey, queueKind } from '../records/queue-record.ts'
import { type OpenQueues, openQueues } from './open-queues.ts'

let ports: ReturnType<typeof memoryPorts>
let queues: OpenQueues
let whenSent: (bytes: number) => void

beforeEach(() => {
  ports = memoryPorts()
  whenSent = () => undefined
  const metrics = { sent: (_record: QueueRecord, bytes: number) => whenSent(bytes), received: () => undefined, deleted: () => undefined }
  queues = openQueues({ ...ports, metrics })
})

async function queue(name: string, attributes: Record<string, string> = {}): Promise<QueueRecord> {
  const place = { accountId: '123456789012', region: 'us-east-1', name }
  const record = { ...place, id: name, arn: queueArn(place), attributes, createdAt: 0, modifiedAt: 0, tags: [] }
  await ports.catalog.update<QueueRecord, void>(queueKind, queueKey(place), () => ({ next: record, result: undefined }))
  return record
}

const message = (body: string) => ({ body, attributes: {}, senderId: 's' })
const forever = new AbortController().signal
const waiting = (record: QueueRecord, signal: AbortSignal) => queues.receive(record, { limit: 10, waitSeconds: 20, signal })
const bodiesOf = (received: { message: { body: string } }[]) => received.map(({ message: { body } }) => body)

it('a receiver that has gone takes nothing, and what woke it wakes the next one', async () => {
  const record = await queue('q')
  const gone = new AbortController()
  const [first, second] = [waiting(record, gone.signal), waiting(record, forever)]
  // Until both wait.
  await new Promise(resolve => setTimeout(resolve, 30))
  // It has been woken, but has not looked yet.
  whenSent = () => gone.abort()
  await queues.send(record, [message('m')])
  expect([bodiesOf(await first), bodiesOf(await second)]).toEqual([[], ['m']])
  expect(bodiesOf(await waiting(record, AbortSignal.abort()))).toEqual([])
})

it('a message that is deleted while others are moved stays deleted', async () => {
  const [from, to] = [await queue('from'), await queue('to')]
  await queues.send(from, [message('a'), message('b')])
  const source = await queues.open(from)
  const handles = (await queues.receive(from, { limit: 10, signal: forever })).map(({ handle }) => handle)
  const get = ports.data.get.bind(ports.data)
  let reads = 0
  ports.data.get = async (space, key) => {
    // Between the reading of the first and that of the second.
    if (++reads === 2) await ports.data.commit(source.delete(from, handles[0]!))
    return get(space, key)
  }
  expect(await queues.move(from, to, source.oldest(10), 'redrive')).toBe(1)
  expect(bodiesOf(await queues.receive(to, { limit: 10, signal: forever }))).toEqual(['b'])
  expect(source.oldest(10)).toEqual([])
})

it('what is sent by the turn of a task leaves nothing behind, where its queue is deleted before the turn is on disk', async () => {
  const record = await queue('q.fifo', { FifoQueue: 'true' })
  const left: { writes: readonly DataWrite[]; settle: (committed: boolean) => void }[] = []
  const deferred = { add: (writes: readonly DataWrite[], settle: (committed: boolean) => void) => void left.push({ writes, settle }) }
  await queues.send(record, [{ ...message('m'), groupId: 'g', deduplicationId: 'd' }], deferred)
  await queues.discard(record)
  for (const { writes, settle } of left) {
    await ports.data.commit(writes)
    settle(true)
  }
  const rows = async () => {
    const spaces = ['sqs.entry', 'sqs.message', 'sqs.change', 'sqs.deduplication']
    return (await Promise.all(spaces.map(space => ports.data.scan(space, { limit: 9 })))).flat()
  }
  await expect.poll(rows).toEqual([])
})

it('what is yet to be signed counts as long as it will be', async () => {
  const record = await queue('q')
  const sent: number[] = []
  whenSent = bytes => sent.push(bytes)
  await queues.send(record, [message('größe'), { ...message('größe'), isUnsigned: true }])
  // A signature by a key of 2,048 bits has 256 bytes, in base64.
  expect(sent).toEqual([7, 7 + Buffer.alloc(256).toString('base64').length])
})

it('a message that comes while a receiver has looked and does not wait yet is received', async () => {
  const record = await queue('q', { MessageRetentionPeriod: '60' })
  await queues.send(record, [message('old')])
  const clock = ports.clock as FakeClock
  clock.advance(61_000)
  const { commit } = ports.data
  // What has outlived the retention is deleted by whoever looks, and that takes its time.
  ports.data.commit = async writes => {
    ports.data.commit = commit
    await commit(writes)
    await queues.send(record, [message('m')])
  }
  expect(bodiesOf(await waiting(record, forever))).toEqual(['m'])
})
