import { verify, X509Certificate } from 'node:crypto'
import * as sdk from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { serviceWorld } from '../../declaration/testing/service-world.ts'
import { sqsService } from '../../sqs/service.ts'
import { snsService } from '../service.ts'

const url = 'https://example.com/hook'
const openPolicy = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }],
})
let world: ReturnType<typeof serviceWorld>
let client: sdk.SNSClient
let clock: FakeClock
let posts: { body: string }[]
let status: number

beforeEach(() => {
  clock = fakeClock(Date.now())
  posts = []
  status = 200
  const outgoing = {
    exchange: () => Promise.reject(new Error('nothing is asked here')),
    post: async (_url: string, _headers: object, body: string) => {
      posts.push({ body })
      return { status }
    },
  }
  world = serviceWorld([sqsService, snsService], { clock, outgoing })
  client = new sdk.SNSClient(world.config())
})

const subscribe = (TopicArn: string, Endpoint: string, Attributes: Record<string, string>) =>
  client.send(new sdk.SubscribeCommand({ TopicArn, Protocol: 'https', Endpoint, Attributes }))
const publish = (TopicArn: string, Message: string) => client.send(new sdk.PublishCommand({ TopicArn, Message }))

/** A topic with an endpoint that has confirmed. */
async function confirmed(): Promise<string> {
  const { TopicArn } = await client.send(new sdk.CreateTopicCommand({ Name: 't' }))
  await subscribe(TopicArn!, url, {})
  await expect.poll(() => posts.length).toBe(1)
  await client.send(new sdk.ConfirmSubscriptionCommand({ TopicArn, Token: JSON.parse(posts.pop()!.body).Token }))
  return TopicArn!
}

/** Of a topic's first subscription. */
async function setAttributes(arn: string, attributes: Record<string, string>): Promise<void> {
  const { Subscriptions } = await client.send(new sdk.ListSubscriptionsByTopicCommand({ TopicArn: arn }))
  const SubscriptionArn = Subscriptions![0]!.SubscriptionArn
  for (const [AttributeName, AttributeValue] of Object.entries(attributes))
    await client.send(new sdk.SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }))
}

/** By the certificate that the message names. The message has a subject, and the text `größe`. */
async function expectSigned(message: Record<string, string>, version: string): Promise<void> {
  const text = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'].map(name => `${name}\n${message[name]}\n`).join('')
  const [, id] = /\/SimpleNotificationService-([0-9a-f]{32})\.pem$/.exec(message['SigningCertURL']!)!
  const certificate = new X509Certificate((await world.opened.face(snsService))!.certificate(id!)!)
  expect([certificate.subject, certificate.verify(certificate.publicKey)]).toEqual(['CN=sns.amazonaws.com', true])
  expect(certificate.validToDate.getTime()).toBeGreaterThan(clock.now() + 5 * 365 * 86_400_000)
  const algorithm = version === '1' ? 'sha1' : 'sha256'
  const isGood = (signed: string) =>
    verify(algorithm, Buffer.from(signed), certificate.publicKey, Buffer.from(message['Signature']!, 'base64'))
  expect([message['SignatureVersion'], isGood(text), isGood(text.replace('größe', 'groesse'))]).toEqual([version, true, false])
}

describe('an HTTP endpoint', () => {
  it.each(['1', '2'])('can check who sent a message, by the certificate that the message names (version %s)', async version => {
    const arn = await confirmed()
    await subscribe(arn, `${url}/raw`, { RawMessageDelivery: 'true' })
    await expect.poll(() => posts.length).toBe(1)
    await client.send(new sdk.ConfirmSubscriptionCommand({ TopicArn: arn, Token: JSON.parse(posts.pop()!.body).Token }))
    await client.send(new sdk.SetTopicAttributesCommand({ TopicArn: arn, AttributeName: 'SignatureVersion', AttributeValue: version }))
    await client.send(new sdk.PublishCommand({ TopicArn: arn, Message: 'größe', Subject: 'S' }))
    await expect.poll(() => posts.length).toBe(2)
    expect(posts.map(({ body }) => body)).toContain('größe')
    await expectSigned(JSON.parse(posts.find(({ body }) => body.startsWith('{'))!.body), version)
  })

  it('checks messages by the same certificate after a restart, and nobody reads the key without the sealing key', async () => {
    const arn = await confirmed()
    await publish(arn, 'one')
    await expect.poll(() => posts.length).toBe(1)
    const [kept] = world.ports.catalog.list<Record<string, string>>('snsSigningKey')
    expect(kept!['certificate']).toContain('BEGIN CERTIFICATE')
    expect(Buffer.from(kept!['body']!, 'base64').includes(Buffer.from('2a864886f70d010101', 'hex'))).toBe(false)
    await world.opened.close()
    world = serviceWorld([sqsService, snsService], world.ports)
    client = new sdk.SNSClient(world.config())
    await publish(arn, 'two')
    await expect.poll(() => posts.length).toBe(2)
    expect(new Set(posts.map(({ body }) => JSON.parse(body).SigningCertURL)).size).toBe(1)
  })
})

describe('a queue', () => {
  const Endpoint = 'arn:aws:sqs:us-east-1:123456789012:q'
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Endpoint })
  const queue = async (QueueName: string) => {
    const sqs = new SQSClient(world.config())
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy: openPolicy } }))
    const receive = async () =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }))).Messages?.[0]?.Body as string
    return { receive }
  }
  const reopened = async (): Promise<void> => {
    await world.opened.close()
    world = serviceWorld([sqsService, snsService], world.ports)
  }

  it.each(['1', '2'])('can check who sent a message, as an endpoint can (version %s)', async version => {
    await queue('q')
    const { TopicArn } = await client.send(new sdk.CreateTopicCommand({ Name: 't', Attributes: { SignatureVersion: version } }))
    await client.send(new sdk.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }))
    await client.send(new sdk.PublishCommand({ TopicArn, Message: 'größe', Subject: 'S' }))
    const [kept] = await world.ports.data.scan('sqs.entry', { limit: 1 })
    expect(JSON.parse(JSON.parse(String(kept!.value)).message.body)).toMatchObject({ Message: 'größe', Signature: '' })
    // What is signed is what was published: neither the topic's next version nor a restart changes a message.
    const other = version === '1' ? '2' : '1'
    await client.send(new sdk.SetTopicAttributesCommand({ TopicArn, AttributeName: 'SignatureVersion', AttributeValue: other }))
    await reopened()
    const { receive } = await queue('q')
    const body = await receive()
    await expectSigned(JSON.parse(body), version)
    await reopened()
    expect(await (await queue('q')).receive()).toBe(body)
  })

  it('gets a dead letter of an endpoint with its signature', async () => {
    const { receive } = await queue('q')
    const arn = await confirmed()
    await setAttributes(arn, { RedrivePolicy })
    status = 400
    await client.send(new sdk.PublishCommand({ TopicArn: arn, Message: 'größe', Subject: 'S' }))
    await expect.poll(receive).toBeTypeOf('string')
    await expectSigned(JSON.parse(await receive()), '1')
  })

  it('gets dead letters of raw endpoints and of functions as they were', async () => {
    const { receive } = await queue('q')
    const arn = await confirmed()
    await setAttributes(arn, { RedrivePolicy, RawMessageDelivery: 'true' })
    status = 400
    await publish(arn, 'größe')
    await expect.poll(receive).toBe('größe')
    const dead = await queue('q2')
    const { TopicArn } = await client.send(new sdk.CreateTopicCommand({ Name: 'f' }))
    const Attributes = { RedrivePolicy: RedrivePolicy.replace(/q"/, 'q2"') }
    const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:nowhere'
    await client.send(new sdk.SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: functionArn, Attributes }))
    await publish(TopicArn!, 'm')
    await expect.poll(dead.receive).toBeTypeOf('string')
    expect(JSON.parse(await dead.receive())).toEqual({ Records: [expect.objectContaining({ EventSource: 'aws:sns' })] })
  })
})
