import * as sdk from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { fakeClock } from '@pasos/engine'
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
  // What comes late belongs to its own test.
  const own: typeof posts = []
  posts = own
  const outgoing = {
    exchange: () => Promise.reject(new Error('nothing is asked here')),
    post: async (_url: string, _headers: object, body: string) => {
      own.push({ body })
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

it.each(['owner', 'stranger'] as const)(
  'who was unsubscribed by a link hears of it, and takes it back within three days: %s',
  async sender => {
    const arn = await topic()
    await subscribe(arn, url, 'https')
    await expect.poll(() => posts.length).toBe(1)
    await visited(JSON.parse(posts[0]!.body).SubscribeURL, sender)
    const [SubscriptionArn] = await subscribers(arn)
    const ended = async () => {
      posts.length = 0
      await visited(`http://127.0.0.1/?Action=Unsubscribe&SubscriptionArn=${SubscriptionArn}`, sender)
      await expect.poll(() => posts.length).toBe(1)
      expect(await subscribers(arn)).toEqual([])
      return JSON.parse(posts[0]!.body)
    }
    const told = await ended()
    expect(told).toMatchObject({
      ...{ Type: 'UnsubscribeConfirmation', TopicArn: arn, SignatureVersion: '1' },
      Message: `You have chosen to deactivate subscription ${SubscriptionArn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
    })
    expect(told.Signature).not.toBe('')
    const clock = world.ports.clock as ReturnType<typeof fakeClock>
    clock.advance(3 * 86_400_000 - 1)
    expect(await visited(told.SubscribeURL, sender)).toMatchObject({ status: 200, text: expect.stringContaining(SubscriptionArn!) })
    expect(await subscribers(arn)).toEqual([SubscriptionArn])
    expect(await visited(told.SubscribeURL, sender), 'once').toMatchObject({ status: 400 })
    const { SubscribeURL } = await ended()
    clock.advance(3 * 86_400_000)
    expect(await visited(SubscribeURL, sender)).toMatchObject({ status: 400 })
    expect(await subscribers(arn)).toEqual([])
  },
)

it('what nobody has taken back in its time is forgotten with the next that ends', async () => {
  const arn = await topic()
  const end = async (endpoint: string) => {
    const at = posts.length
    await subscribe(arn, endpoint, 'https')
    await expect.poll(() => posts.length).toBe(at + 1)
    await visited(JSON.parse(posts[at]!.body).SubscribeURL, 'stranger')
    await visited(`http://127.0.0.1/?Action=Unsubscribe&SubscriptionArn=${(await subscribers(arn))[0]}`, 'stranger')
    await expect.poll(() => posts.length).toBe(at + 2)
  }
  await end(url)
  ;(world.ports.clock as ReturnType<typeof fakeClock>).advance(3 * 86_400_000)
  await end(`${url}/2`)
  expect(world.ports.catalog.list('endedSubscription')).toMatchObject([{ subscription: { endpoint: `${url}/2` } }])
})

it('nobody is told who ends a subscription with a signature, or one that was never confirmed', async () => {
  const arn = await topic()
  await subscribe(arn, url, 'https')
  await expect.poll(() => posts.length).toBe(1)
  await visited(JSON.parse(posts[0]!.body).SubscribeURL, 'stranger')
  const [SubscriptionArn] = await subscribers(arn)
  await client.send(new sdk.UnsubscribeCommand({ SubscriptionArn }))
  await subscribe(arn, `${url}/2`, 'https')
  await expect.poll(() => posts.length).toBe(2)
  const pending = (
    await client.send(new sdk.SubscribeCommand({ TopicArn: arn, Protocol: 'https', Endpoint: `${url}/2`, ReturnSubscriptionArn: true }))
  ).SubscriptionArn
  await expect.poll(() => posts.length).toBe(3)
  await visited(`http://127.0.0.1/?Action=Unsubscribe&SubscriptionArn=${pending}`, 'stranger')
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(posts.map(({ body }) => JSON.parse(body).Type)).toEqual(Array(3).fill('SubscriptionConfirmation'))
})
