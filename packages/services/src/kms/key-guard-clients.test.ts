import { CreateKeyCommand, DisableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import * as s3 from '@aws-sdk/client-s3'
import * as sns from '@aws-sdk/client-sns'
import * as sqs from '@aws-sdk/client-sqs'
import { beforeEach, expect, it } from 'vitest'
import { account, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { s3Service } from '../s3/service.ts'
import { snsService } from '../sns/service.ts'
import { sqsService } from '../sqs/service.ts'
import { kmsService } from './service.ts'

// Services that note a key and encrypt nothing with it: who may not use it, or nobody can, is told as AWS's service tells it.

const others = [sqsService, snsService, s3Service]
const missing = '11111111-2222-3333-4444-555555555555'
const anything = { Effect: 'Allow', Action: ['sqs:*', 'sns:*', 's3:*'], Resource: '*' }

let world: ReturnType<typeof serviceWorld>
let kms: KMSClient
let keyId: string
let keyArn: string

beforeEach(async () => {
  world = serviceWorld([kmsService, ...others])
  kms = new KMSClient(world.config())
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  keyId = KeyMetadata!.KeyId!
  keyArn = KeyMetadata!.Arn!
})

const disable = () => kms.send(new DisableKeyCommand({ KeyId: keyId }))
const scheduleDeletion = () => kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 7 }))
const mayUse = (context: Record<string, string>, ...Action: string[]) => ({
  ...{ Effect: 'Allow', Action, Resource: keyArn },
  Condition: { StringEquals: Object.fromEntries(Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])) },
})

async function refusal(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

it('a queue with a key is sent to and received from by who may use the key, while it can be used', async () => {
  const client = new sqs.SQSClient(world.config())
  const make = async (QueueName: string, KmsMasterKeyId: string) =>
    (await client.send(new sqs.CreateQueueCommand({ QueueName, Attributes: { KmsMasterKeyId } }))).QueueUrl!
  const QueueUrl = await make('q', keyId)
  const send = (by: sqs.SQSClient) => by.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'm' }))
  const sendBatch = (by: sqs.SQSClient) => {
    const Entries = [{ Id: 'a', MessageBody: 'm' }]
    return by.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries }))
  }
  const receive = (by: sqs.SQSClient) => by.send(new sqs.ReceiveMessageCommand({ QueueUrl }))
  const context = { 'aws:sqs:arn': `arn:aws:sqs:${region}:${account}:q` }
  const reader = new sqs.SQSClient(world.config(await world.sessionOf('reader', anything, mayUse(context, 'kms:Decrypt'))))
  const writer = new sqs.SQSClient(
    world.config(await world.sessionOf('writer', anything, mayUse(context, 'kms:Decrypt', 'kms:GenerateDataKey'))),
  )
  const stranger = new sqs.SQSClient(world.config(await world.sessionOf('stranger', anything, mayUse({ 'aws:sqs:arn': 'x' }, 'kms:*'))))
  for (const sending of [send, sendBatch]) {
    expect(await refusal(sending(reader))).toContain('not authorized to perform: kms:GenerateDataKey')
    await sending(writer)
  }
  expect(await refusal(receive(stranger))).toMatch(/^KmsAccessDenied: .* not authorized to perform: kms:Decrypt/)
  expect((await receive(reader)).Messages).toHaveLength(1)
  await disable()
  for (const call of [send, sendBatch, receive]) expect(await refusal(call(client))).toBe(`KmsDisabled: ${keyArn} is disabled.`)
  await scheduleDeletion()
  expect(await refusal(receive(client))).toContain('KmsInvalidState')
  const other = await make('other', missing)
  expect(await refusal(client.send(new sqs.SendMessageCommand({ QueueUrl: other, MessageBody: 'm' })))).toContain('KmsNotFound')
  const own = await make('own', 'alias/aws/sqs')
  await client.send(new sqs.SendMessageCommand({ QueueUrl: own, MessageBody: 'm' }))
})

it('a topic with a key takes messages while it can be used', async () => {
  const client = new sns.SNSClient(world.config())
  const { TopicArn } = await client.send(new sns.CreateTopicCommand({ Name: 't', Attributes: { KmsMasterKeyId: keyId } }))
  const publish = (by: sns.SNSClient) => by.send(new sns.PublishCommand({ TopicArn, Message: 'm' }))
  const PublishBatchRequestEntries = [{ Id: 'a', Message: 'm' }]
  const batch = (by: sns.SNSClient) => by.send(new sns.PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))
  const half = mayUse({ 'aws:sns:topicArn': TopicArn! }, 'kms:GenerateDataKey')
  const publisher = new sns.SNSClient(world.config(await world.sessionOf('publisher', anything, half)))
  for (const call of [publish, batch]) {
    expect(await refusal(call(publisher))).toMatch(/^KMSAccessDenied.*: .* not authorized to perform: kms:Decrypt/)
    await call(client)
  }
  await disable()
  for (const call of [publish, batch]) expect(await refusal(call(client))).toContain(`${keyArn} is disabled.`)
  expect(await refusal(publish(client))).toMatch(/^KMSDisabled/)
})

it('an object with a key is written and read by who may use the key, while it can be used', async () => {
  const client = new s3.S3Client({ ...world.config(), forcePathStyle: true })
  await client.send(new s3.CreateBucketCommand({ Bucket: 'bucket' }))
  const sse = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn } as const
  const place = { Bucket: 'bucket', Key: 'k' }
  const put = (by: s3.S3Client) => by.send(new s3.PutObjectCommand({ ...place, Body: 'b', ...sse }))
  const begin = (by: s3.S3Client) => by.send(new s3.CreateMultipartUploadCommand({ ...place, ...sse }))
  const get = (by: s3.S3Client) => by.send(new s3.GetObjectCommand(place))
  const copy = (by: s3.S3Client, more = {}) =>
    by.send(new s3.CopyObjectCommand({ Bucket: 'bucket', Key: 'copy', CopySource: 'bucket/k', ...more }))
  const context = { 'aws:s3:arn': 'arn:aws:s3:::bucket/k' }
  const as = async (name: string, ...actions: string[]) =>
    new s3.S3Client({ ...world.config(await world.sessionOf(name, anything, mayUse(context, ...actions))), forcePathStyle: true })
  const writer = await as('writer', 'kms:GenerateDataKey')
  const reader = await as('reader', 'kms:Decrypt')
  for (const write of [put, begin]) {
    expect(await refusal(write(reader))).toMatch(/^AccessDenied: .* not authorized to perform: kms:GenerateDataKey/)
    await write(writer)
  }
  expect(await refusal(get(writer))).toMatch(/^AccessDenied: .* not authorized to perform: kms:Decrypt/)
  expect(await (await get(reader)).Body!.transformToString()).toBe('b')
  expect(await refusal(copy(writer))).toContain('kms:Decrypt')
  expect(await refusal(copy(reader, sse))).toContain('kms:GenerateDataKey')
  await disable()
  for (const call of [put, begin, get, copy]) expect(await refusal(call(client))).toBe(`KMS.DisabledException: ${keyArn} is disabled.`)
  await client.send(new s3.PutObjectCommand({ ...place, Body: 'b', ServerSideEncryption: 'aws:kms' }))
  await get(client)
})

it('where KMS is not served, nobody is asked', async () => {
  const client = new sqs.SQSClient(serviceWorld([sqsService]).config())
  const Attributes = { KmsMasterKeyId: missing }
  const { QueueUrl } = await client.send(new sqs.CreateQueueCommand({ QueueName: 'q', Attributes }))
  expect((await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'm' }))).MessageId).toBeDefined()
})
