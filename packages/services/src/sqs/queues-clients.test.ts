import * as sdk from '@aws-sdk/client-sqs'
import { beforeEach, describe, expect, it } from 'vitest'
import { account } from '../declaration/testing/service-world.ts'
import { arnOf, fifo, refusal, sqsWorld } from './testing/sqs-world.ts'

type World = ReturnType<typeof sqsWorld>
let world: World['world']
let client: World['client']
let clock: World['clock']
let queue: World['queue']
let send: World['send']
let receive: World['receive']
let bodies: World['bodies']
let attributes: World['attributes']

beforeEach(() => {
  ;({ world, client, clock, queue, send, receive, bodies, attributes } = sqsWorld())
})

describe('a queue', () => {
  it('is made once, whoever asks again with the same attributes', async () => {
    const url = await queue('q', { VisibilityTimeout: '7' })
    expect(url).toBe(`http://127.0.0.1/${account}/q`)
    expect(await queue('q', { VisibilityTimeout: '7' })).toBe(url)
    expect(await refusal(queue('q', { VisibilityTimeout: '8' }))).toBe(
      'QueueNameExists: A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    )
    expect((await client.send(new sdk.GetQueueUrlCommand({ QueueName: 'q' }))).QueueUrl).toBe(url)
    expect(await refusal(queue('no such name'))).toContain('Can only include alphanumeric characters, hyphens, or underscores.')
    // Without the attribute it is a standard queue, which can't have a dot in its name.
    expect(await refusal(queue('orders.fifo'))).toContain('Can only include alphanumeric characters, hyphens, or underscores.')
  })

  it('shows the attributes that were set, as text, and AWS’s values for the others', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' }],
    })
    const url = await queue('q', { Policy })
    const set = (Attributes: Record<string, string>) => client.send(new sdk.SetQueueAttributesCommand({ QueueUrl: url, Attributes }))
    await set({ DelaySeconds: '5', KmsMasterKeyId: 'alias/k' })
    expect(await attributes(url)).toMatchObject({
      ...{ QueueArn: arnOf('q'), DelaySeconds: '5', VisibilityTimeout: '30', MessageRetentionPeriod: '345600', Policy },
      ...{ KmsMasterKeyId: 'alias/k', KmsDataKeyReusePeriodSeconds: '300', SqsManagedSseEnabled: 'false' },
    })
    await set({ Policy: '', KmsMasterKeyId: '' })
    const after = await attributes(url)
    expect(after).toMatchObject({ SqsManagedSseEnabled: 'true' })
    expect(after).not.toHaveProperty('Policy')
    expect(await refusal(set({ DelaySeconds: '901' }))).toContain('InvalidAttributeValue')
    expect(await refusal(set({ Colour: 'red' }))).toBe('InvalidAttributeName: Unknown Attribute Colour.')
  })

  it('is listed by name, in pages', async () => {
    for (const name of ['a1', 'a2', 'a3', 'b1']) await queue(name)
    const urls: string[] = []
    for await (const page of sdk.paginateListQueues({ client, pageSize: 2 }, { QueueNamePrefix: 'a' })) urls.push(...(page.QueueUrls ?? []))
    expect(urls.map(url => url.split('/').at(-1))).toEqual(['a1', 'a2', 'a3'])
  })

  it('carries tags', async () => {
    const QueueUrl = await queue()
    await client.send(new sdk.TagQueueCommand({ QueueUrl, Tags: { a: '1', b: '2' } }))
    await client.send(new sdk.UntagQueueCommand({ QueueUrl, TagKeys: ['a'] }))
    expect((await client.send(new sdk.ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ b: '2' })
  })

  it('is empty after a purge, which is allowed once a minute, and gone after its deletion', async () => {
    const expectNoRows = async () => {
      for (const space of ['sqs.entry', 'sqs.message', 'sqs.change']) expect(await world.ports.data.scan(space, { limit: 9 })).toEqual([])
    }
    const QueueUrl = await queue()
    await send(QueueUrl, 'm')
    expect(await receive(QueueUrl), 'what has been received is another row').toHaveLength(1)
    await client.send(new sdk.PurgeQueueCommand({ QueueUrl }))
    expect(await receive(QueueUrl)).toEqual([])
    await expectNoRows()
    expect(await refusal(client.send(new sdk.PurgeQueueCommand({ QueueUrl })))).toContain('PurgeQueueInProgress')
    await send(QueueUrl, 'm')
    expect(await receive(QueueUrl)).toHaveLength(1)
    await client.send(new sdk.DeleteQueueCommand({ QueueUrl }))
    expect(await refusal(send(QueueUrl, 'm'))).toBe('QueueDoesNotExist: The specified queue does not exist.')
    await queue()
    expect(await receive(QueueUrl), 'nothing of the former queue of that name').toEqual([])
    await expectNoRows()
  })

  it('is another account’s only as far as its policy says', async () => {
    const QueueUrl = await queue()
    const stranger = new sdk.SQSClient(world.config({ accessKeyId: '210987654321', secretAccessKey: 'x' }))
    const attempt = () => stranger.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'from afar' }))
    expect(await refusal(attempt())).toContain('because no resource-based policy allows the sqs:sendmessage action')
    await client.send(new sdk.AddPermissionCommand({ QueueUrl, Label: 'l', AWSAccountIds: ['210987654321'], Actions: ['SendMessage'] }))
    await attempt()
    expect(await refusal(stranger.send(new sdk.ReceiveMessageCommand({ QueueUrl })))).toContain('sqs:receivemessage')
    await client.send(new sdk.RemovePermissionCommand({ QueueUrl, Label: 'l' }))
    expect(await refusal(attempt())).toContain('not authorized')
  })

  it('lets a role do what the role’s policies or its own policy allow', async () => {
    const QueueUrl = await queue()
    const role = new sdk.SQSClient(
      world.config(await world.sessionOf('worker', { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('q') })),
    )
    await role.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'm' }))
    const receiving = () => role.send(new sdk.ReceiveMessageCommand({ QueueUrl }))
    expect(await refusal(receiving())).toContain('because no identity-based policy allows the sqs:receivemessage action')
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:role/worker` },
      Action: 'sqs:ReceiveMessage',
      Resource: '*',
    }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await client.send(new sdk.SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
    expect((await receiving()).Messages).toHaveLength(1)
  })
})

it('everything is there after a restart: messages, what is in flight, how often it was received, and what was sent before', async () => {
  const url = await queue('q.fifo', fifo)
  await send(url, 'one', { MessageGroupId: 'a' })
  await send(url, 'two', { MessageGroupId: 'b' })
  await receive(url, { MaxNumberOfMessages: 1 })
  ;({ bodies, receive, send } = sqsWorld(world))
  expect(await bodies(url)).toEqual(['two'])
  await send(url, 'one', { MessageGroupId: 'a' })
  clock.advance(30_000)
  const messages = await receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
  expect(messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual([
    ['one', '2'],
    ['two', '2'],
  ])
})

it('the query protocol of older clients is answered too', async () => {
  const url = await queue()
  const call = async (fields: Record<string, string>) => {
    const body = Buffer.from(new URLSearchParams({ Version: '2012-11-05', ...fields }).toString())
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return String(
      (await world.dispatch({ method: 'POST', url: `/${account}/q`, headers, body, signal: new AbortController().signal })).body,
    )
  }
  const sent = await call({ Action: 'SendMessage', QueueUrl: url, MessageBody: 'old' })
  expect(sent).toContain('<SendMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><SendMessageResult>')
  expect(await call({ Action: 'ReceiveMessage', QueueUrl: url })).toContain('<Body>old</Body>')
  expect(await call({ Action: 'SendMessage', QueueUrl: `${url}2`, MessageBody: 'old' })).toContain(
    '<Code>AWS.SimpleQueueService.NonExistentQueue</Code>',
  )
})
