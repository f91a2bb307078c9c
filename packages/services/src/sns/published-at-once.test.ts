import { expect, it } from 'vitest'
import { atOnceWorld } from '../declaration/testing/at-once-world.ts'
import { sqsService } from '../sqs/service.ts'
import { deliverySpace } from './delivery/delivery.ts'
import { type SubscriptionRecord, subscriptionKind, subscriptionsOf } from './records/subscription-record.ts'
import { snsService } from './service.ts'

const Policy = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }],
})
const account = '123456789012'
const urlOf = (name: string): string => `http://127.0.0.1/${account}/${name}`
const arnOf = (name: string): string => `arn:aws:sqs:eu-west-1:${account}:${name}`

/** A topic that has told its queues something, so that all is at hand. */
async function world({ isSigned = false } = {}) {
  const { call, atOnce, ...rest } = atOnceWorld([sqsService, snsService])
  const TopicArn = (await call('sns', 'CreateTopic', { Name: 't' }))['TopicArn'] as string
  const queue = (QueueName: string, Attributes: object = {}) =>
    call('sqs', 'CreateQueue', { QueueName, Attributes: { Policy, ...Attributes } })
  const subscribe = (Protocol: string, Endpoint: string, Attributes: object = {}) =>
    call('sns', 'Subscribe', { TopicArn, Protocol, Endpoint, Attributes })
  const raw = { RawMessageDelivery: 'true' }
  await queue('q')
  await queue('raw')
  if (isSigned) await subscribe('sqs', arnOf('q'))
  await subscribe('sqs', arnOf('raw'), raw)
  await call('sns', 'Publish', { TopicArn, Message: 'before' })
  const receive = async (name: string) => {
    const { Messages = [] } = await call('sqs', 'ReceiveMessage', { QueueUrl: urlOf(name), MaxNumberOfMessages: 10 })
    return (Messages as { Body: string }[]).map(({ Body }) =>
      Body.startsWith('{') ? (JSON.parse(Body) as { Message: string }).Message : Body,
    )
  }
  const publish = (more: object = {}) => atOnce('sns', 'Publish', { TopicArn, Message: 'm', ...more })
  // The first question has SQS at hand for the next.
  publish()
  await new Promise(resolve => setImmediate(resolve))
  for (const name of ['q', 'raw']) await receive(name)
  return { ...rest, TopicArn, call, atOnce, queue, subscribe, raw, receive, publish }
}

it('a message is left to the turn of its task for all who subscribe, and so is a batch', async () => {
  const { publish, atOnce, TopicArn, left, receive, commit, subscribe, ports } = await world({ isSigned: true })
  await subscribe('sms', '+15551234567')
  await subscribe('http', 'http://127.0.0.1:1/hook')
  const { arn } = subscriptionsOf(ports.catalog, TopicArn).find(({ protocol }) => protocol === 'http')!
  const confirm = ({ token: _, ...confirmed }: SubscriptionRecord) => ({ next: confirmed, result: undefined })
  await ports.catalog.update<SubscriptionRecord, undefined>(subscriptionKind, arn, record => confirm(record!))
  expect(publish()!()).toEqual({ MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  const PublishBatchRequestEntries = [
    { Id: 'a', Message: 'n' },
    { Id: 'b', Message: '' },
  ]
  expect(atOnce('sns', 'PublishBatch', { TopicArn, PublishBatchRequestEntries })!()).toMatchObject({
    Successful: [{ Id: 'a', MessageId: expect.any(String) }],
    Failed: [{ Id: 'b', SenderFault: true }],
  })
  expect(left).toHaveLength(2)
  expect([await receive('q'), await receive('raw')]).toEqual([[], []])
  const letters = left.flatMap(({ writes }) => writes as { space: string }[]).map(({ space }) => space)
  expect(letters.filter(space => space === 'sns.outbox')).toHaveLength(2)
  expect(letters.filter(space => space === deliverySpace)).toHaveLength(2)
  await commit()
  expect([await receive('q'), await receive('raw')]).toEqual([
    ['m', 'n'],
    ['m', 'n'],
  ])
  expect(await ports.data.scan('sns.outbox', { limit: 9 })).toHaveLength(2)
})

it('of what was dropped nobody hears', async () => {
  const { publish, drop, receive } = await world({ isSigned: true })
  publish()!()
  drop()
  expect([await receive('q'), await receive('raw')]).toEqual([[], []])
})

it.each<[string, (made: Awaited<ReturnType<typeof world>>) => Promise<unknown>, object?]>([
  [
    'a key of the topic',
    ({ call, TopicArn }) => call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'KmsMasterKeyId', AttributeValue: 'alias/k' }),
  ],
  [
    'a key of a queue',
    ({ call }) => call('sqs', 'SetQueueAttributes', { QueueUrl: urlOf('raw'), Attributes: { KmsMasterKeyId: 'alias/k' } }),
  ],
  ['a queue that is gone', ({ call }) => call('sqs', 'DeleteQueue', { QueueUrl: urlOf('raw') })],
  ['a queue that is not in memory', ({ queue, subscribe, raw }) => queue('other').then(() => subscribe('sqs', arnOf('other'), raw))],
  [
    'a queue whose policy lets nobody in',
    ({ call }) => call('sqs', 'SetQueueAttributes', { QueueUrl: urlOf('raw'), Attributes: { Policy: '' } }),
  ],
  ['a function', ({ subscribe }) => subscribe('lambda', `arn:aws:lambda:eu-west-1:${account}:function:f`)],
  [
    'too many attributes of a raw message',
    async () => undefined,
    { MessageAttributes: Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`a${at}`, { DataType: 'String', StringValue: 's' }])) },
  ],
])('%s is asked for or dealt with the ordinary way', async (_, change, more) => {
  const made = await world()
  expect(made.publish()).toBeDefined()
  await change(made)
  expect(made.publish(more)).toBeUndefined()
  expect(made.left).toEqual([])
})

it('FIFO topics and telephones are written to the ordinary way', async () => {
  const { call, atOnce, left } = await world()
  const { TopicArn } = await call('sns', 'CreateTopic', { Name: 't.fifo', Attributes: { FifoTopic: 'true' } })
  expect(atOnce('sns', 'Publish', { TopicArn, Message: 'm', MessageGroupId: 'g', MessageDeduplicationId: 'd' })).toBeUndefined()
  expect(atOnce('sns', 'Publish', { PhoneNumber: '+15551234567', Message: 'm' })).toBeUndefined()
  expect(left).toEqual([])
})
