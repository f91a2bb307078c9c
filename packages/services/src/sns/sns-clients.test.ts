import * as sdk from '@aws-sdk/client-sns'
import * as sqsSdk from '@aws-sdk/client-sqs'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { sqsService } from '../sqs/service.ts'
import { snsService } from './service.ts'

interface Post {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

let world: ReturnType<typeof serviceWorld>
let client: sdk.SNSClient
let sqs: sqsSdk.SQSClient
let clock: FakeClock
let posts: Post[]
let answerPost: (post: Post) => number

beforeEach(() => {
  clock = fakeClock(Date.now())
  posts = []
  answerPost = () => 200
  const outgoing = {
    exchange: () => Promise.reject(new Error('nothing is asked here')),
    post: async (url: string, headers: Readonly<Record<string, string>>, body: string) => {
      posts.push({ url, headers, body })
      return { status: answerPost({ url, headers, body }) }
    },
  }
  world = serviceWorld([sqsService, snsService], { clock, outgoing })
  client = new sdk.SNSClient(world.config())
  sqs = new sqsSdk.SQSClient(world.config())
})

const topicArnOf = (name: string) => `arn:aws:sns:us-east-1:${account}:${name}`
const queueArnOf = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`
const fifo = { FifoTopic: 'true', ContentBasedDeduplication: 'true' }

async function topic(Name = 't', Attributes: Record<string, string> = {}): Promise<string> {
  return (await client.send(new sdk.CreateTopicCommand({ Name, Attributes }))).TopicArn!
}

/** A queue that takes what topics of the account send. */
async function queue(QueueName = 'q', Attributes: Record<string, string> = {}): Promise<string> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArnOf(QueueName),
        Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${account}:*` } },
      },
    ],
  })
  return (await sqs.send(new sqsSdk.CreateQueueCommand({ QueueName, Attributes: { Policy, ...Attributes } }))).QueueUrl!
}

const subscribe = async (TopicArn: string, Endpoint: string, Attributes: Record<string, string> = {}, Protocol = 'sqs') =>
  (await client.send(new sdk.SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true }))).SubscriptionArn!
const publish = (TopicArn: string, Message: string, more: Partial<sdk.PublishInput> = {}) =>
  client.send(new sdk.PublishCommand({ TopicArn, Message, ...more }))
const receive = async (QueueUrl: string) =>
  (
    await sqs.send(
      new sqsSdk.ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    )
  ).Messages ?? []
const refusal = async (action: Promise<unknown>): Promise<string> => {
  try {
    await action
  } catch (error) {
    const { name, message } = error as Error
    return `${name}: ${message}`
  }
  throw new Error('was not refused')
}
const outbox = async () => (await world.opened.face(snsService))!.outbox(10)

describe('a queue that is subscribed', () => {
  it('gets the message in an envelope, or raw with its attributes', async () => {
    const [arn, url, rawUrl] = [await topic(), await queue('q'), await queue('raw')]
    const subscription = await subscribe(arn, queueArnOf('q'))
    await subscribe(arn, queueArnOf('raw'), { RawMessageDelivery: 'true' })
    const MessageAttributes = { colour: { DataType: 'String', StringValue: 'red' } }
    const { MessageId } = await publish(arn, 'hello', { Subject: 'S', MessageAttributes })
    const [wrapped] = await receive(url)
    expect(JSON.parse(wrapped?.Body ?? '')).toEqual({
      ...{ Type: 'Notification', MessageId, TopicArn: arn, Subject: 'S', Message: 'hello', SignatureVersion: '1' },
      ...{ Timestamp: new Date(clock.now()).toISOString(), MessageAttributes: { colour: { Type: 'String', Value: 'red' } } },
      Signature: expect.stringMatching(/^[\w+/]{342}==$/),
      SigningCertURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1\/SimpleNotificationService-[0-9a-f]{32}\.pem$/),
      UnsubscribeURL: `http://127.0.0.1/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
    })
    const [raw] = await receive(rawUrl)
    expect(raw).toMatchObject({ Body: 'hello', MessageAttributes })
  })

  it('gets nothing unless its policy lets the topic send', async () => {
    const [arn, url] = [await topic(), await queue('q', { Policy: '' })]
    await subscribe(arn, queueArnOf('q'))
    await publish(arn, 'm')
    expect(await receive(url)).toEqual([])
  })

  it('leaves what it cannot take to the dead letters', async () => {
    const [arn, dead] = [await topic(), await queue('dead')]
    await subscribe(arn, queueArnOf('nowhere'), {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArnOf('dead') }),
      RawMessageDelivery: 'true',
    })
    await publish(arn, 'm')
    expect(await receive(dead)).toMatchObject([{ Body: 'm', MessageAttributes: { ErrorCode: { StringValue: 'QueueDoesNotExist' } } }])
  })

  it('gets what its filter policy wants, by attributes or by the body', async () => {
    const arn = await topic()
    const urls = [await queue('a'), await queue('b'), await queue('c')]
    const raw = { RawMessageDelivery: 'true' }
    await subscribe(arn, queueArnOf('a'), { ...raw, FilterPolicy: '{"colour":["red",{"prefix":"bl"}],"n":[{"numeric":[">",5]}]}' })
    await subscribe(arn, queueArnOf('b'), { ...raw, FilterPolicy: '{"detail":{"ok":[true]}}', FilterPolicyScope: 'MessageBody' })
    await subscribe(arn, queueArnOf('c'), { ...raw, FilterPolicy: '{"tags":["x"]}' })
    const text = (StringValue: string) => ({ DataType: 'String', StringValue })
    const n = { DataType: 'Number', StringValue: '6' }
    await publish(arn, 'red', { MessageAttributes: { colour: text('red'), n } })
    await publish(arn, 'blue', { MessageAttributes: { colour: text('blue'), n: { ...n, StringValue: '5' } } })
    await publish(arn, 'list', { MessageAttributes: { tags: { DataType: 'String.Array', StringValue: '["w","x"]' } } })
    await publish(arn, '{"detail":{"ok":true}}')
    const bodies = await Promise.all(urls.map(async url => (await receive(url)).map(({ Body }) => Body)))
    expect(bodies).toEqual([['red'], ['{"detail":{"ok":true}}'], ['list']])
  })

  it('gets the text meant for queues', async () => {
    const [arn, url] = [await topic(), await queue()]
    await subscribe(arn, queueArnOf('q'), { RawMessageDelivery: 'true' })
    await publish(arn, '{"default":"all","sqs":"queues"}', { MessageStructure: 'json' })
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(['queues'])
    expect(await refusal(publish(arn, '{"sqs":"x"}', { MessageStructure: 'json' }))).toContain(
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    )
  })
})

describe('a FIFO topic', () => {
  it('numbers its messages, takes each once, and hands groups on to FIFO queues', async () => {
    const arn = await topic('t.fifo', fifo)
    const url = await queue('q.fifo', { FifoQueue: 'true' })
    await subscribe(arn, queueArnOf('q.fifo'), { RawMessageDelivery: 'true' })
    const first = await publish(arn, 'one', { MessageGroupId: 'g' })
    const again = await publish(arn, 'one', { MessageGroupId: 'g' })
    await publish(arn, 'two', { MessageGroupId: 'g' })
    expect(first.SequenceNumber).toMatch(/^\d{20}$/)
    expect(again).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber })
    const messages = await receive(url)
    expect(messages.map(({ Body, Attributes }) => [Body, Attributes?.MessageGroupId])).toEqual([
      ['one', 'g'],
      ['two', 'g'],
    ])
    expect(await refusal(publish(arn, 'm'))).toBe(
      'InvalidParameterException: Invalid parameter: The MessageGroupId parameter is required for FIFO topics',
    )
  })
})

describe('an HTTP endpoint', () => {
  const url = 'https://example.com/hook'

  it('must confirm, and gets messages from then on', async () => {
    const arn = await topic()
    await subscribe(arn, url, {}, 'https')
    await publish(arn, 'too early')
    await expect.poll(() => posts.length).toBe(1)
    expect(posts[0]?.headers).toMatchObject({ 'x-amz-sns-message-type': 'SubscriptionConfirmation', 'x-amz-sns-topic-arn': arn })
    const { Token, SubscribeURL } = JSON.parse(posts[0]!.body)
    expect(SubscribeURL).toContain(`Action=ConfirmSubscription&TopicArn=${encodeURIComponent(arn)}&Token=${Token}`)
    expect(await refusal(client.send(new sdk.ConfirmSubscriptionCommand({ TopicArn: arn, Token: 'x' })))).toContain(
      'Invalid parameter: Token',
    )
    await client.send(new sdk.ConfirmSubscriptionCommand({ TopicArn: arn, Token }))
    await publish(arn, 'hello')
    await expect.poll(() => posts.length).toBe(2)
    expect(JSON.parse(posts[1]!.body)).toMatchObject({ Type: 'Notification', Message: 'hello' })
  })

  async function confirmed(attributes: Record<string, string> = {}) {
    const arn = await topic()
    await subscribe(arn, url, attributes, 'https')
    await expect.poll(() => posts.length).toBe(1)
    await client.send(new sdk.ConfirmSubscriptionCommand({ TopicArn: arn, Token: JSON.parse(posts.pop()!.body).Token }))
    return arn
  }

  it('is tried again as the policy says, and the message goes to the dead letters in the end', async () => {
    const dead = await queue('dead')
    const arn = await confirmed({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArnOf('dead') }),
      DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: { numRetries: 2, minDelayTarget: 5, maxDelayTarget: 5 } }),
    })
    answerPost = () => 503
    await publish(arn, 'm')
    for (let tries = 1; tries <= 3; tries++) {
      await expect.poll(() => posts.length).toBe(tries)
      await new Promise(resolve => setTimeout(resolve, 20))
      clock.advance(4_999)
      await new Promise(resolve => setTimeout(resolve, 20))
      expect(posts, 'not before its time').toHaveLength(tries)
      clock.advance(1)
    }
    await expect.poll(async () => (await receive(dead)).length).toBe(1)
    expect(await world.ports.data.scan('sns.delivery', { limit: 9 })).toEqual([])
  })

  it('is not tried again when it refuses', async () => {
    const arn = await confirmed()
    answerPost = () => 403
    await publish(arn, 'm')
    await expect.poll(async () => (await world.ports.data.scan('sns.delivery', { limit: 9 })).length).toBe(0)
    expect(posts).toHaveLength(1)
  })

  it('gets after a restart what it did not get before', async () => {
    const arn = await confirmed()
    answerPost = () => 503
    await publish(arn, 'm')
    await expect.poll(() => posts.length).toBe(1)
    await new Promise(resolve => setTimeout(resolve, 20))
    await world.opened.close()
    answerPost = () => 200
    const again = serviceWorld([sqsService, snsService], world.ports)
    await again.opened.start()
    await expect.poll(() => posts.length).toBe(2)
    await expect.poll(async () => (await world.ports.data.scan('sns.delivery', { limit: 9 })).length).toBe(0)
  })
})

it('letters and short messages wait in the outbox', async () => {
  const arn = await topic()
  await subscribe(arn, '+34600000000', {}, 'sms')
  expect(
    (await client.send(new sdk.SubscribeCommand({ TopicArn: arn, Protocol: 'email', Endpoint: 'ana@example.com' }))).SubscriptionArn,
  ).toBe('pending confirmation')
  const [confirmation] = await outbox()
  expect(confirmation).toMatchObject({ protocol: 'email', to: 'ana@example.com' })
  const Token = /Token=([0-9a-f]+)/.exec(confirmation!.text)![1]
  await client.send(new sdk.ConfirmSubscriptionCommand({ TopicArn: arn, Token }))
  clock.advance(1)
  await publish(arn, 'hello', { Subject: 'S' })
  await client.send(new sdk.PublishCommand({ PhoneNumber: '+34611111111', Message: 'direct' }))
  expect((await outbox()).slice(0, 3)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ protocol: 'email', to: 'ana@example.com', subject: 'S', text: 'hello' }),
      expect.objectContaining({ protocol: 'sms', to: '+34600000000', text: 'hello' }),
      expect.objectContaining({ protocol: 'sms', to: '+34611111111', text: 'direct' }),
    ]),
  )
})

describe('a batch', () => {
  it('takes what is good of it and says what is not', async () => {
    const [arn, url] = [await topic(), await queue()]
    await subscribe(arn, queueArnOf('q'), { RawMessageDelivery: 'true' })
    const { Successful, Failed } = await client.send(
      new sdk.PublishBatchCommand({
        TopicArn: arn,
        PublishBatchRequestEntries: [
          { Id: 'a', Message: 'one' },
          { Id: 'b', Message: 'two', Subject: '\n' },
        ],
      }),
    )
    expect(Successful).toMatchObject([{ Id: 'a' }])
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }])
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(['one'])
    const twice = [
      { Id: 'a', Message: '1' },
      { Id: 'a', Message: '2' },
    ]
    expect(await refusal(client.send(new sdk.PublishBatchCommand({ TopicArn: arn, PublishBatchRequestEntries: twice })))).toContain(
      'BatchEntryIdsNotDistinctException',
    )
  })
})

describe('topics and subscriptions', () => {
  it('are made once, shown, changed, listed and deleted', async () => {
    const arn = await topic('t', { DisplayName: 'D' })
    expect(await topic('t', { DisplayName: 'D' })).toBe(arn)
    expect(await refusal(topic('t', { DisplayName: 'E' }))).toContain('Topic already exists with different attributes')
    await queue()
    const subscription = await subscribe(arn, queueArnOf('q'))
    expect(await subscribe(arn, queueArnOf('q'))).toBe(subscription)
    await client.send(
      new sdk.SetTopicAttributesCommand({
        TopicArn: arn,
        AttributeName: 'ApplicationSuccessFeedbackSampleRate',
        AttributeValue: '0',
      }),
    )
    const version = (AttributeValue: string) =>
      client.send(new sdk.SetTopicAttributesCommand({ TopicArn: arn, AttributeName: 'SignatureVersion', AttributeValue }))
    expect(await refusal(version('3'))).toBe('InvalidParameterException: Invalid parameter: SignatureVersion')
    const { Attributes } = await client.send(new sdk.GetTopicAttributesCommand({ TopicArn: arn }))
    expect(Attributes).toMatchObject({
      ...{ TopicArn: arn, DisplayName: 'D', Owner: account, SubscriptionsConfirmed: '1', SubscriptionsPending: '0' },
      ...{ ApplicationSuccessFeedbackSampleRate: '0', Policy: expect.stringContaining('__default_statement_ID') },
    })
    await client.send(
      new sdk.SetSubscriptionAttributesCommand({
        SubscriptionArn: subscription,
        AttributeName: 'RawMessageDelivery',
        AttributeValue: 'true',
      }),
    )
    const shown = await client.send(new sdk.GetSubscriptionAttributesCommand({ SubscriptionArn: subscription }))
    expect(shown.Attributes).toMatchObject({
      ...{ SubscriptionArn: subscription, TopicArn: arn, Protocol: 'sqs', Endpoint: queueArnOf('q'), Owner: account },
      ...{ PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'true', RawMessageDelivery: 'true' },
    })
    const listed = await client.send(new sdk.ListSubscriptionsByTopicCommand({ TopicArn: arn }))
    expect(listed.Subscriptions).toEqual([
      { SubscriptionArn: subscription, Owner: account, Protocol: 'sqs', Endpoint: queueArnOf('q'), TopicArn: arn },
    ])
    await client.send(new sdk.UnsubscribeCommand({ SubscriptionArn: subscription }))
    expect(await refusal(client.send(new sdk.GetSubscriptionAttributesCommand({ SubscriptionArn: subscription })))).toBe(
      'NotFoundException: Subscription does not exist',
    )
    await client.send(new sdk.DeleteTopicCommand({ TopicArn: arn }))
    expect(await refusal(publish(arn, 'm'))).toBe('NotFoundException: Topic does not exist')
  })

  it('come in pages of a hundred', async () => {
    for (let at = 0; at < 101; at++) await topic(`t${at}`)
    const arns: string[] = []
    for await (const page of sdk.paginateListTopics({ client }, {})) arns.push(...(page.Topics ?? []).map(({ TopicArn }) => TopicArn!))
    expect(new Set(arns).size).toBe(101)
  })

  it('carry tags', async () => {
    const ResourceArn = await topic()
    await client.send(
      new sdk.TagResourceCommand({
        ResourceArn,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      }),
    )
    await client.send(new sdk.UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }))
    expect((await client.send(new sdk.ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([{ Key: 'b', Value: '2' }])
  })

  it('are another account’s only as far as the topic’s policy says', async () => {
    const arn = await topic()
    const stranger = new sdk.SNSClient(world.config({ accessKeyId: '210987654321', secretAccessKey: 'x' }))
    const attempt = () => stranger.send(new sdk.PublishCommand({ TopicArn: arn, Message: 'm' }))
    expect(await refusal(attempt())).toContain('because no resource-based policy allows the SNS:Publish action')
    await client.send(new sdk.AddPermissionCommand({ TopicArn: arn, Label: 'l', AWSAccountId: ['210987654321'], ActionName: ['Publish'] }))
    await attempt()
  })

  it.each<[{ protocol: string; endpoint: string; attributes?: Record<string, string> }, string]>([
    [{ protocol: 'pigeon', endpoint: 'x' }, 'does not support this protocol string: pigeon'],
    [{ protocol: 'https', endpoint: 'http://example.com' }, 'Endpoint must match the specified protocol'],
    [{ protocol: 'sqs', endpoint: queueArnOf('q.fifo') }, 'FIFO SQS Queues can not be subscribed to standard SNS topics'],
    [{ protocol: 'sqs', endpoint: queueArnOf('q'), attributes: { FilterPolicy: '{"a":"b"}' } }, 'FilterPolicy'],
    [{ protocol: 'sqs', endpoint: queueArnOf('q'), attributes: { Colour: 'red' } }, 'AttributeName'],
  ])('are refused as %j', async ({ protocol, endpoint, attributes = {} }, words) => {
    expect(await refusal(subscribe(await topic(), endpoint, attributes, protocol))).toContain(words)
  })

  it.each([
    ['', {}, 'Invalid parameter: Empty message'],
    ['x'.repeat(262_145), {}, 'Invalid parameter: Message too long'],
    ['m', { MessageDeduplicationId: 'd' }, 'MessageDeduplicationId Reason'],
    ['m', { TopicArn: 'nonsense' }, 'An ARN must have at least 6 elements, not 1'],
    ['m', { TopicArn: topicArnOf('nowhere') }, 'Topic does not exist'],
  ])('refuse the message %.5s with %j', async (message, more, words) => {
    expect(await refusal(publish(await topic(), message, more))).toContain(words)
  })
})
