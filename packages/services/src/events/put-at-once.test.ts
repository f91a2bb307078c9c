import { expect, it } from 'vitest'
import { atOnceWorld } from '../declaration/testing/at-once-world.ts'
import { sqsService } from '../sqs/service.ts'
import { deliverySpace } from './delivery/delivery.ts'
import { changeBus } from './records/bus-record.ts'
import { eventsService } from './service.ts'

const Policy = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }],
})
const account = '123456789012'
const urlOf = (name: string): string => `http://127.0.0.1/${account}/${name}`
const arnOf = (name: string): string => `arn:aws:sqs:eu-west-1:${account}:${name}`
const entry = { Source: 's', DetailType: 'd', Detail: '{"n":1}' }

/** A bus with two rules whose queues have got an event, so that all is at hand. */
async function world() {
  const { call, atOnce, ...rest } = atOnceWorld([sqsService, eventsService])
  const rule = async (Name: string, Arn: string, more: object = {}) => {
    await call('events', 'PutRule', { Name, EventPattern: '{"source":["s"]}', ...more })
    await call('events', 'PutTargets', { Rule: Name, Targets: [{ Id: 't', Arn }], ...more })
  }
  for (const name of ['a', 'b']) {
    await call('sqs', 'CreateQueue', { QueueName: name, Attributes: { Policy } })
    await rule(name, arnOf(name))
  }
  await call('events', 'PutEvents', { Entries: [entry] })
  const receive = async (name: string) => {
    const { Messages = [] } = await call('sqs', 'ReceiveMessage', { QueueUrl: urlOf(name), MaxNumberOfMessages: 10 })
    return (Messages as { Body: string }[]).map(({ Body }) => (JSON.parse(Body) as { detail: unknown }).detail)
  }
  const put = (...Entries: object[]) => atOnce('events', 'PutEvents', { Entries })
  // The first question has SQS at hand for the next.
  put(entry)
  await new Promise(resolve => setImmediate(resolve))
  for (const name of ['a', 'b']) await receive(name)
  const collect = rest.opened.meter.collect()
  const countOf = () =>
    collect()
      .filter(({ name }) => name === 'MatchedEvents')
      .reduce((sum, { values }) => sum + (values.get(1) ?? 0), 0)
  countOf()
  return { ...rest, call, atOnce, rule, receive, put, countOf }
}

it('events are left to the turn of their task for all targets, and counted once they are on disk', async () => {
  const { put, rule, receive, left, commit, countOf } = await world()
  await rule('f', `arn:aws:lambda:eu-west-1:${account}:function:f`)
  expect(put(entry, { ...entry, Detail: 'x' }, { ...entry, EventBusName: 'nowhere' })!()).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'MalformedDetail' }, { EventId: expect.any(String) }],
  })
  expect(left).toHaveLength(1)
  expect((left[0]!.writes as { space: string }[]).filter(({ space }) => space === deliverySpace)).toHaveLength(1)
  expect([await receive('a'), await receive('b'), countOf()]).toEqual([[], [], 0])
  await commit()
  expect([await receive('a'), await receive('b'), countOf()]).toEqual([[{ n: 1 }], [{ n: 1 }], 3])
})

it('what was dropped goes nowhere, and is not counted', async () => {
  const { put, drop, receive, countOf } = await world()
  put(entry)!()
  drop()
  expect([await receive('a'), countOf()]).toEqual([[], 0])
})

it('an archive keeps them too', async () => {
  const { call, put, commit, ports } = await world()
  const EventSourceArn = `arn:aws:events:eu-west-1:${account}:event-bus/default`
  await call('events', 'CreateArchive', { ArchiveName: 'kept', EventSourceArn })
  const kept = async () => (await ports.data.scan('events.archive', { limit: 9 })).length
  const before = await kept()
  put(entry)!()
  await commit()
  expect((await kept()) - before).toBe(1)
})

it('a member that is not served is refused', async () => {
  const { atOnce } = await world()
  expect(() => atOnce('events', 'PutEvents', { Entries: [entry], EndpointId: 'a.b' })).toThrow('EndpointId is not served here.')
})

it.each<[string, (made: Awaited<ReturnType<typeof world>>) => Promise<unknown>]>([
  [
    'a key of a queue',
    ({ call }) => call('sqs', 'SetQueueAttributes', { QueueUrl: urlOf('a'), Attributes: { KmsMasterKeyId: 'alias/k' } }),
  ],
  ['a queue that is gone', ({ call }) => call('sqs', 'DeleteQueue', { QueueUrl: urlOf('b') })],
  [
    'a queue whose policy lets nobody in',
    ({ call }) => call('sqs', 'SetQueueAttributes', { QueueUrl: urlOf('b'), Attributes: { Policy: '' } }),
  ],
  [
    'a key of the bus',
    ({ ports }) =>
      changeBus(ports.catalog, `arn:aws:events:eu-west-1:${account}:event-bus/default`, bus => ({ ...bus, kmsKeyId: 'alias/k' })),
  ],
])('%s is dealt with the ordinary way', async (_, change) => {
  const made = await world()
  expect(made.put(entry)).toBeDefined()
  await change(made)
  expect(made.put(entry)).toBeUndefined()
  expect([made.left, made.countOf()]).toEqual([[], 0])
})
