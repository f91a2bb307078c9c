import * as events from '@aws-sdk/client-eventbridge'
import * as s3 from '@aws-sdk/client-s3'
import * as sns from '@aws-sdk/client-sns'
import * as sqs from '@aws-sdk/client-sqs'
import { beforeEach, expect, it } from 'vitest'
import { account, serviceWorld } from '../../declaration/testing/service-world.ts'
import { eventsService } from '../../events/service.ts'
import { kmsService } from '../../kms/service.ts'
import { snsService } from '../../sns/service.ts'
import { sqsService } from '../../sqs/service.ts'
import { s3Service } from '../service.ts'

const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`
const topicArn = `arn:aws:sns:us-east-1:${account}:told`

let world: ReturnType<typeof serviceWorld>
let queues: sqs.SQSClient
let topics: sns.SNSClient
let objects: s3.S3Client

beforeEach(async () => {
  world = serviceWorld([s3Service, snsService, sqsService, eventsService, kmsService], { follow: () => () => undefined })
  queues = new sqs.SQSClient(world.config())
  topics = new sns.SNSClient(world.config())
  objects = new s3.S3Client({ ...world.config(), forcePathStyle: true })
  await objects.send(new s3.CreateBucketCommand({ Bucket: 'things' }))
})

function policy(service: string, Action: string, Resource: string): string {
  const Condition = service === 's3' ? { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::things' } } : {}
  const statement = { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action, Resource, Condition }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

async function queue(QueueName: string, sender?: string): Promise<void> {
  const Attributes = sender === undefined ? {} : { Policy: policy(sender, 'sqs:SendMessage', queueArn(QueueName)) }
  await queues.send(new sqs.CreateQueueCommand({ QueueName, Attributes }))
}

async function bodies(name: string): Promise<Record<string, unknown>[]> {
  await ((await world.opened.face(s3Service)) as { notices: { idle(): Promise<void> } }).notices.idle()
  const QueueUrl = `https://sqs.us-east-1.amazonaws.com/${account}/${name}`
  const { Messages = [] } = await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
  return Messages.map(({ Body }) => JSON.parse(Body!))
}

const notify = (NotificationConfiguration: s3.NotificationConfiguration) =>
  objects.send(new s3.PutBucketNotificationConfigurationCommand({ Bucket: 'things', NotificationConfiguration }))
const put = (Key: string) => objects.send(new s3.PutObjectCommand({ Bucket: 'things', Key, Body: 'text' }))

it('a notice goes to a topic, and on to its subscribers', async () => {
  await topics.send(new sns.CreateTopicCommand({ Name: 'told', Attributes: { Policy: policy('s3', 'sns:Publish', topicArn) } }))
  await queue('subscribed', 'sns')
  await topics.send(new sns.SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn('subscribed') }))
  await notify({ TopicConfigurations: [{ TopicArn: topicArn, Events: ['s3:ObjectCreated:*'] }] })
  await put('a b.csv')
  const [envelope] = await bodies('subscribed')
  expect(envelope).toMatchObject({ Type: 'Notification', Subject: 'Amazon S3 Notification', TopicArn: topicArn })
  expect(JSON.parse(String(envelope!['Message'])).Records).toMatchObject([
    { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'things' }, object: { key: 'a+b.csv', size: 4 } } },
  ])
})

it('a notice comes on the default bus, with keys as they are, once EventBridge is asked for', async () => {
  const bus = new events.EventBridgeClient(world.config())
  await queue('ruled', 'events')
  const EventPattern = JSON.stringify({ source: ['aws.s3'], 'detail-type': ['Object Created'], detail: { bucket: { name: ['things'] } } })
  await bus.send(new events.PutRuleCommand({ Name: 'r', EventPattern }))
  await bus.send(new events.PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn: queueArn('ruled') }] }))
  await put('before.csv')
  await notify({ EventBridgeConfiguration: {} })
  await put('a b.csv')
  expect(await bodies('ruled')).toMatchObject([
    {
      ...{ version: '0', source: 'aws.s3', 'detail-type': 'Object Created', account, resources: ['arn:aws:s3:::things'] },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      detail: { bucket: { name: 'things' }, object: { key: 'a b.csv', size: 4 }, reason: 'PutObject' },
    },
  ])
})

it('a target whose policy does not let S3 in is told nothing', async () => {
  await topics.send(new sns.CreateTopicCommand({ Name: 'told' }))
  await queue('subscribed', 'sns')
  await queue('closed')
  await queue('open', 's3')
  await topics.send(new sns.SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn('subscribed') }))
  const Events: s3.Event[] = ['s3:ObjectCreated:*']
  await notify({
    TopicConfigurations: [{ TopicArn: topicArn, Events }],
    QueueConfigurations: [
      { QueueArn: queueArn('closed'), Events },
      { QueueArn: queueArn('open'), Events },
    ],
  })
  await put('k')
  expect([await bodies('subscribed'), await bodies('closed')]).toEqual([[], []])
  expect(await bodies('open')).toHaveLength(1)
})
