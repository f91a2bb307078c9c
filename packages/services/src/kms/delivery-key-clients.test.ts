import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as events from '@aws-sdk/client-eventbridge'
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import * as s3 from '@aws-sdk/client-s3'
import * as sns from '@aws-sdk/client-sns'
import * as sqs from '@aws-sdk/client-sqs'
import { beforeEach, expect, it } from 'vitest'
import { cloudWatchService } from '../cloudwatch/service.ts'
import { account, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { eventsService } from '../events/service.ts'
import { s3Service } from '../s3/service.ts'
import { snsService } from '../sns/service.ts'
import { sqsService } from '../sqs/service.ts'
import { kmsService } from './service.ts'

// What one service delivers to another's queue or topic with a key needs that key's policy to let it in.

const anybody = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }
const open = JSON.stringify({ Version: '2012-10-17', Statement: [anybody] })
const queueArn = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`
const topicArn = `arn:aws:sns:${region}:${account}:t`
const QueueUrl = (name: string) => `http://127.0.0.1/${account}/${name}`

let world: ReturnType<typeof serviceWorld>
let kms: KMSClient
let queues: sqs.SQSClient
let topics: sns.SNSClient
let KeyId: string

beforeEach(async () => {
  world = serviceWorld([kmsService, sqsService, snsService, eventsService, s3Service, cloudWatchService], { follow: () => () => undefined })
  kms = new KMSClient(world.config())
  queues = new sqs.SQSClient(world.config())
  topics = new sns.SNSClient(world.config())
  KeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!
})

/** The key's policy lets this service in, under this condition, besides the account. */
function admit(service: string, Condition: object = {}, Action: string[] = ['kms:GenerateDataKey*', 'kms:Decrypt']) {
  const owner = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }
  const admitted = { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action, Resource: '*', Condition }
  return kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [owner, admitted] }) }))
}

const queue = (QueueName: string, key?: string) => {
  const Attributes = { Policy: open, ...(key !== undefined && { KmsMasterKeyId: key }) }
  return queues.send(new sqs.CreateQueueCommand({ QueueName, Attributes }))
}
const topic = (key?: string) => {
  const Attributes = { Policy: open, ...(key !== undefined && { KmsMasterKeyId: key }) }
  return topics.send(new sns.CreateTopicCommand({ Name: 't', Attributes }))
}
async function subscribe(name: string, more: Record<string, string> = {}): Promise<void> {
  const Attributes = { RawMessageDelivery: 'true', ...more }
  await topics.send(new sns.SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn(name), Attributes }))
}
const publish = (Message: string) => topics.send(new sns.PublishCommand({ TopicArn: topicArn, Message }))

async function taken(name: string): Promise<sqs.Message[]> {
  const ask = { QueueUrl: QueueUrl(name), MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
  const { Messages = [] } = await queues.send(new sqs.ReceiveMessageCommand(ask))
  for (const { ReceiptHandle } of Messages)
    await queues.send(new sqs.DeleteMessageCommand({ QueueUrl: QueueUrl(name), ReceiptHandle: ReceiptHandle! }))
  return Messages
}
const bodies = async (name: string) => (await taken(name)).map(({ Body }) => Body)

it('a topic delivers to a queue whose key lets SNS in, and leaves a dead letter where it does not', async () => {
  await topic()
  await queue('q', KeyId)
  await queue('dead')
  await subscribe('q', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead') }) })
  const codes = async () => (await taken('dead')).map(({ MessageAttributes }) => MessageAttributes!['ErrorCode']!.StringValue)
  await publish('refused')
  expect(await codes()).toEqual(['KMS.AccessDeniedException'])
  await admit('sns', {}, ['kms:GenerateDataKey*'])
  await publish('refused')
  expect((await taken('dead'))[0]!.MessageAttributes!['ErrorMessage']!.StringValue).toContain(
    'sns.amazonaws.com is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:',
  )
  const forThis = { 'aws:SourceArn': topicArn, 'aws:SourceAccount': account, 'kms:EncryptionContext:aws:sqs:arn': queueArn('q') }
  await admit('sns', { StringEquals: { ...forThis, 'kms:ViaService': `sqs.${region}.amazonaws.com` } })
  await publish('taken')
  expect(await bodies('q')).toEqual(['taken'])
  await kms.send(new DisableKeyCommand({ KeyId }))
  await publish('refused')
  expect(await codes()).toEqual(['KMS.DisabledException'])
  await kms.send(new EnableKeyCommand({ KeyId }))
  await admit('sns', { StringEquals: { 'aws:SourceArn': 'another' } })
  await publish('refused')
  expect([await codes(), await bodies('q')]).toEqual([['KMS.AccessDeniedException'], []])
})

it('no service delivers to a queue with the managed key of SQS, nor a letter to a queue whose key it may not use', async () => {
  await topic()
  await queue('managed', 'alias/aws/sqs')
  await queue('dead', KeyId)
  await subscribe('managed', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead') }) })
  await publish('m')
  expect([await bodies('managed'), await bodies('dead')]).toEqual([[], []])
  await admit('sns')
  await publish('m')
  expect([await bodies('managed'), await bodies('dead')]).toEqual([[], ['m']])
  await queue('missing', '11111111-2222-3333-4444-555555555555')
  await subscribe('missing', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead') }) })
  await publish('m')
  const codes = (await taken('dead')).map(({ MessageAttributes }) => MessageAttributes!['ErrorCode']!.StringValue)
  expect(codes.sort()).toEqual(['KMS.AccessDeniedException', 'KMS.NotFoundException'])
})

it('a rule delivers to queues and topics whose keys let EventBridge in', async () => {
  const client = new events.EventBridgeClient(world.config())
  await topic(KeyId)
  for (const name of ['told', 'dead']) await queue(name)
  await queue('q', KeyId)
  await subscribe('told')
  await client.send(new events.PutRuleCommand({ Name: 'r', EventPattern: '{"source":["shop"]}' }))
  const DeadLetterConfig = { Arn: queueArn('dead') }
  const Targets = [
    { Id: 'q', Arn: queueArn('q'), DeadLetterConfig },
    { Id: 't', Arn: topicArn, DeadLetterConfig },
  ]
  await client.send(new events.PutTargetsCommand({ Rule: 'r', Targets }))
  const put = () => client.send(new events.PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'd', Detail: '{}' }] }))
  const codes: (string | undefined)[] = []
  const twoLetters = () =>
    expect
      .poll(async () => codes.push(...(await taken('dead')).map(({ MessageAttributes }) => MessageAttributes!['ERROR_CODE']!.StringValue)))
      .toBe(2)
  await put()
  await twoLetters()
  await admit('events')
  await put()
  await expect.poll(async () => (await taken('told')).length).toBe(1)
  expect(await taken('q')).toHaveLength(1)
  await kms.send(new DisableKeyCommand({ KeyId }))
  expect(codes.splice(0)).toEqual(['NO_PERMISSIONS', 'NO_PERMISSIONS'])
  await put()
  await twoLetters()
  expect(codes).toEqual(['ERROR_FROM_TARGET', 'ERROR_FROM_TARGET'])
  await queue('managed', 'alias/aws/sqs')
  await client.send(new events.PutRuleCommand({ Name: 'lost', EventPattern: '{"source":["other"]}' }))
  const Lost = [{ Id: 'q', Arn: queueArn('q'), DeadLetterConfig: { Arn: queueArn('managed') } }]
  await client.send(new events.PutTargetsCommand({ Rule: 'lost', Targets: Lost }))
  await client.send(new events.PutEventsCommand({ Entries: [{ Source: 'other', DetailType: 'd', Detail: '{}' }] }))
  expect(await taken('managed')).toEqual([])
})

it('S3 tells queues and topics whose keys let it in', async () => {
  const client = new s3.S3Client({ ...world.config(), forcePathStyle: true })
  await topic(KeyId)
  await queue('told')
  await queue('q', KeyId)
  await subscribe('told')
  await client.send(new s3.CreateBucketCommand({ Bucket: 'bucket' }))
  const Events: s3.Event[] = ['s3:ObjectCreated:*']
  const NotificationConfiguration = {
    QueueConfigurations: [{ QueueArn: queueArn('q'), Events }],
    TopicConfigurations: [{ TopicArn: topicArn, Events }],
  }
  await client.send(new s3.PutBucketNotificationConfigurationCommand({ Bucket: 'bucket', NotificationConfiguration }))
  const put = async () => {
    await client.send(new s3.PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'b' }))
    await ((await world.opened.face(s3Service)) as { notices: { idle(): Promise<void> } }).notices.idle()
    return [(await taken('q')).length, (await taken('told')).length]
  }
  const first = await put()
  await admit('s3', { StringEquals: { 'aws:SourceArn': 'arn:aws:s3:::bucket', 'aws:SourceAccount': account } })
  const second = await put()
  expect([first, second]).toEqual([
    [0, 0],
    [1, 1],
  ])
})

it('an alarm tells a topic whose key lets CloudWatch in', async () => {
  const client = new cloudwatch.CloudWatchClient(world.config())
  await topic(KeyId)
  await queue('told')
  await subscribe('told')
  const settings = { AlarmName: 'a', Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 } as const
  const acting = { Threshold: 2, ComparisonOperator: 'GreaterThanThreshold' as const, AlarmActions: [topicArn] }
  await client.send(new cloudwatch.PutMetricAlarmCommand({ ...settings, ...acting }))
  const ring = async () => {
    for (const StateValue of ['OK', 'ALARM'] as const)
      await client.send(new cloudwatch.SetAlarmStateCommand({ AlarmName: 'a', StateValue, StateReason: 'r' }))
    await expect.poll(async () => (await world.ports.data.scan('cloudwatch.action', { limit: 1 })).length).toBe(0)
    return (await taken('told')).length
  }
  expect(await ring()).toBe(0)
  await admit('cloudwatch')
  expect(await ring()).toBe(1)
})
