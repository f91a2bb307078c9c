import * as sdk from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { beforeEach, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { sqsService } from '../sqs/service.ts'
import { snsService } from './service.ts'

const url = 'https://example.com/hook'
let world: ReturnType<typeof serviceWorld>
let client: sdk.SNSClient
let sqs: SQSClient
let posts: { body: string }[]

beforeEach(() => {
  posts = []
  const outgoing = {
    exchange: () => Promise.reject(new Error('nothing is asked here')),
    post: async (_url: string, _headers: object, body: string) => {
      posts.push({ body })
      return { status: 200 }
    },
  }
  world = serviceWorld([sqsService, snsService], { outgoing })
  client = new sdk.SNSClient(world.config())
  sqs = new SQSClient(world.config())
})

const topic = async () => (await client.send(new sdk.CreateTopicCommand({ Name: 't' }))).TopicArn!
const subscribe = (TopicArn: string, Endpoint: string, Protocol: string) =>
  client.send(new sdk.SubscribeCommand({ TopicArn, Protocol, Endpoint }))

/** As a browser does that follows a link, on a server that trusts its owner or on one that verifies everybody. */
async function visited(link: string, sender: 'owner' | 'stranger') {
  const { pathname, search } = new URL(link)
  const { status, body } = await world.dispatch({
    ...{ method: 'GET', url: `${pathname}${search}`, headers: {}, body: Buffer.alloc(0), sender },
    signal: new AbortController().signal,
  })
  return { status, text: Buffer.from(body).toString() }
}
const subscribers = async (TopicArn: string) =>
  (await client.send(new sdk.ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions!.map(({ SubscriptionArn }) => SubscriptionArn)

it.each(['owner', 'stranger'] as const)('confirms and unsubscribes by the links in messages, unsigned: %s', async sender => {
  const arn = await topic()
  await subscribe(arn, url, 'https')
  await expect.poll(() => posts.length).toBe(1)
  expect(await visited(JSON.parse(posts[0]!.body).SubscribeURL, sender)).toMatchObject({ status: 200 })
  await client.send(new sdk.PublishCommand({ TopicArn: arn, Message: 'hello' }))
  await expect.poll(() => posts.length).toBe(2)
  const { UnsubscribeURL } = JSON.parse(posts[1]!.body)
  expect(UnsubscribeURL).toContain((await subscribers(arn))[0])
  expect(await visited(UnsubscribeURL, sender)).toMatchObject({ status: 200 })
  expect(await subscribers(arn)).toEqual([])
  // Nothing else is open to everybody.
  const other = UnsubscribeURL.replace('Unsubscribe', 'GetSubscriptionAttributes')
  expect(await visited(other, sender)).toMatchObject({ status: 403, text: expect.stringContaining('MissingAuthenticationToken') })
})

it.each(['owner', 'stranger'] as const)('a queue, or who has confirmed so, unsubscribes with a signature alone: %s', async sender => {
  const arn = await topic()
  await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
  await subscribe(arn, `arn:aws:sqs:us-east-1:${account}:q`, 'sqs')
  await subscribe(arn, url, 'https')
  await expect.poll(() => posts.length).toBe(1)
  const { Token } = JSON.parse(posts[0]!.body)
  await client.send(new sdk.ConfirmSubscriptionCommand({ TopicArn: arn, Token, AuthenticateOnUnsubscribe: 'true' }))
  const arns = await subscribers(arn)
  for (const each of arns) {
    const link = `http://127.0.0.1/?Action=Unsubscribe&SubscriptionArn=${each}`
    expect(await visited(link, sender)).toMatchObject({ status: 403, text: expect.stringContaining('<Code>AuthorizationError</Code>') })
  }
  expect(await subscribers(arn)).toEqual(arns)
  const stranger = new sdk.SNSClient(world.config(await world.sessionOf('stranger')))
  await expect(stranger.send(new sdk.UnsubscribeCommand({ SubscriptionArn: arns[0] }))).rejects.toThrow('not authorized')
  for (const SubscriptionArn of arns) await client.send(new sdk.UnsubscribeCommand({ SubscriptionArn }))
  expect(await subscribers(arn)).toEqual([])
})

it('that confirms by the link alone has not asked for signatures', async () => {
  const arn = await topic()
  await subscribe(arn, url, 'https')
  await expect.poll(() => posts.length).toBe(1)
  const { SubscribeURL } = JSON.parse(posts[0]!.body)
  expect(await visited(`${SubscribeURL}&AuthenticateOnUnsubscribe=true`, 'stranger')).toMatchObject({ status: 200 })
  const link = `http://127.0.0.1/?Action=Unsubscribe&SubscriptionArn=${(await subscribers(arn))[0]}`
  expect(await visited(link, 'stranger')).toMatchObject({ status: 200 })
})
