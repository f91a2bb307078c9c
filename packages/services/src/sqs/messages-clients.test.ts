import * as sdk from '@aws-sdk/client-sqs'
import { beforeEach, describe, expect, it } from 'vitest'
import { account } from '../declaration/testing/service-world.ts'
import { arnOf, fifo, refusal, sqsWorld } from './testing/sqs-world.ts'

type World = ReturnType<typeof sqsWorld>
let client: World['client']
let clock: World['clock']
let queue: World['queue']
let send: World['send']
let receive: World['receive']
let bodies: World['bodies']
let remove: World['remove']
let attributes: World['attributes']

beforeEach(() => {
  ;({ client, clock, queue, send, receive, bodies, remove, attributes } = sqsWorld())
})

describe('a message', () => {
  it('comes with what was sent, and is gone once it is deleted', async () => {
    const url = await queue()
    const sent = await send(url, 'hello', {
      MessageAttributes: { n: { DataType: 'Number', StringValue: '1' }, b: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } },
    })
    const [message] = await receive(url, { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] })
    expect(message).toMatchObject({
      Body: 'hello',
      MessageId: sent.MessageId,
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes: { n: { DataType: 'Number', StringValue: '1' }, b: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } },
      Attributes: { ApproximateReceiveCount: '1', SenderId: account, SentTimestamp: String(clock.now()) },
    })
    await remove(url, message)
    clock.advance(60_000)
    expect(await receive(url)).toEqual([])
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' })
  })

  it('is invisible while somebody works on it, and comes again with another handle when they do not finish', async () => {
    const url = await queue('q', { VisibilityTimeout: '5' })
    await send(url, 'm')
    const [first] = await receive(url)
    expect(await receive(url)).toEqual([])
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' })
    clock.advance(5_000)
    const [second] = await receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: '2' })
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle)
    await remove(url, first)
    clock.advance(5_000)
    expect(await bodies(url), 'the older handle deletes nothing').toEqual(['m'])
  })

  it('becomes visible when its receiver says so', async () => {
    const url = await queue()
    await send(url, 'm')
    const [message] = await receive(url)
    const change = (VisibilityTimeout: number) =>
      client.send(new sdk.ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }))
    await change(100)
    clock.advance(99_999)
    expect(await receive(url)).toEqual([])
    await change(0)
    expect(await bodies(url)).toEqual(['m'])
    expect(await refusal(change(1))).toBe('MessageNotInflight: The specified message is not in flight.')
  })

  it('is delayed by its own time or by the queue’s', async () => {
    const url = await queue('q', { DelaySeconds: '10' })
    await send(url, 'late')
    await send(url, 'soon', { DelaySeconds: 1 })
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessagesDelayed: '2' })
    clock.advance(1_000)
    expect(await bodies(url)).toEqual(['soon'])
    clock.advance(9_000)
    expect(await bodies(url)).toEqual(['late'])
  })

  it('is dropped when it is older than the queue keeps messages', async () => {
    const url = await queue('q', { MessageRetentionPeriod: '60' })
    await send(url, 'old')
    clock.advance(59_999)
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '1' })
    clock.advance(1)
    await send(url, 'new')
    expect(await bodies(url)).toEqual(['new'])
  })

  it.each([
    [{ MessageBody: '' }, 'MissingParameter: The request must contain the parameter MessageBody.'],
    [
      { MessageBody: 'x'.repeat(1_025) },
      'InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
    ],
    [{ MessageBody: '\u0000' }, 'InvalidMessageContents: Invalid characters found.'],
    [
      { DelaySeconds: 901 },
      'InvalidParameterValue: Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    ],
    [
      { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
      "InvalidParameterValue: The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    ],
    [{ MessageDeduplicationId: 'd' }, 'InvalidParameterValue: Value d for parameter MessageDeduplicationId is invalid.'],
  ])('%j is refused in AWS’s words', async (change, words) => {
    const url = await queue('q', { MaximumMessageSize: '1024' })
    expect(await refusal(send(url, 'm', change))).toContain(words)
  })
})

describe('receiving', () => {
  it('waits for a message as long as it is told to', async () => {
    const url = await queue()
    const waiting = receive(url, { WaitTimeSeconds: 20 })
    await new Promise(resolve => setTimeout(resolve, 10))
    await send(url, 'm')
    expect((await waiting).map(({ Body }) => Body)).toEqual(['m'])
  })

  it('answers without messages when the time is over', async () => {
    const url = await queue('q', { ReceiveMessageWaitTimeSeconds: '3' })
    const waiting = receive(url)
    await new Promise(resolve => setTimeout(resolve, 10))
    clock.advance(3_000)
    expect(await waiting).toEqual([])
  })

  it('is woken by a message whose invisible time is over', async () => {
    const url = await queue('q', { VisibilityTimeout: '2' })
    await send(url, 'm')
    await receive(url)
    const waiting = receive(url, { WaitTimeSeconds: 20 })
    await new Promise(resolve => setTimeout(resolve, 10))
    clock.advance(2_000)
    expect((await waiting).map(({ Body }) => Body)).toEqual(['m'])
  })
})

describe('a batch', () => {
  it('takes what is good of it and says what is not', async () => {
    const url = await queue()
    const { Successful, Failed } = await client.send(
      new sdk.SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'two', DelaySeconds: 1000 },
          { Id: 'c', MessageBody: 'three' },
        ],
      }),
    )
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'c'])
    expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }])
    const messages = await receive(url)
    expect(messages.map(({ Body }) => Body)).toEqual(['one', 'three'])
    const deleted = await client.send(
      new sdk.DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: '1', ReceiptHandle: messages[0]?.ReceiptHandle },
          { Id: '2', ReceiptHandle: 'nonsense' },
        ],
      }),
    )
    expect(deleted).toMatchObject({ Successful: [{ Id: '1' }], Failed: [{ Id: '2', Code: 'ReceiptHandleIsInvalid' }] })
  })

  it('is refused as a whole when its entries cannot be told apart', async () => {
    const QueueUrl = await queue()
    const batch = (...ids: string[]) =>
      refusal(client.send(new sdk.SendMessageBatchCommand({ QueueUrl, Entries: ids.map(Id => ({ Id, MessageBody: 'm' })) })))
    expect(await batch('a', 'a')).toBe('BatchEntryIdsNotDistinct: Id a repeated.')
    expect(await batch('a b')).toContain('InvalidBatchEntryId')
    expect(await batch(...'abcdefghijk')).toBe(
      'TooManyEntriesInBatchRequest: Maximum number of entries per request are 10. You have sent 11.',
    )
    expect(await batch()).toContain('EmptyBatchRequest')
  })
})

describe('a FIFO queue', () => {
  const group = (MessageGroupId: string, more: object = {}) => ({ MessageGroupId, ...more })

  it('gives the messages of a group in order, and none of it while an earlier one is in flight', async () => {
    const url = await queue('q.fifo', fifo)
    for (const [body, name] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
      ['a3', 'a'],
    ] as const) {
      await send(url, body, group(name))
    }
    const first = await receive(url, { MaxNumberOfMessages: 1 })
    expect(first.map(({ Body }) => Body)).toEqual(['a1'])
    expect(await bodies(url)).toEqual(['b1'])
    await send(url, 'a4', group('a'))
    expect(await bodies(url), 'nor when another comes').toEqual([])
    await remove(url, first[0])
    expect(await bodies(url)).toEqual(['a2', 'a3', 'a4'])
    clock.advance(30_000)
    expect((await bodies(url)).sort()).toEqual(['a2', 'a3', 'a4', 'b1'])
  })

  it('takes a message once in five minutes, by its content or its id', async () => {
    const url = await queue('q.fifo', fifo)
    const one = await send(url, 'same', group('g'))
    const two = await send(url, 'same', group('g'))
    expect(two.MessageId).toBe(one.MessageId)
    expect(two.SequenceNumber).toBe(one.SequenceNumber)
    expect(one.SequenceNumber).toMatch(/^\d{20}$/)
    await send(url, 'other', group('g', { MessageDeduplicationId: 'x' }))
    await send(url, 'other still', group('g', { MessageDeduplicationId: 'x' }))
    const messages = await receive(url)
    expect(messages.map(({ Body }) => Body)).toEqual(['same', 'other'])
    for (const message of messages) await remove(url, message)
    clock.advance(300_000)
    await send(url, 'same', group('g'))
    expect(await bodies(url)).toEqual(['same'])
  })

  it('wants a group, and an id where the content does not give one', async () => {
    const url = await queue('q.fifo', { FifoQueue: 'true' })
    expect(await refusal(send(url, 'm'))).toBe('MissingParameter: The request must contain the parameter MessageGroupId.')
    expect(await refusal(send(url, 'm', group('g')))).toContain('The queue should either have ContentBasedDeduplication enabled')
    expect(await refusal(send(url, 'm', group('g', { MessageDeduplicationId: 'd', DelaySeconds: 1 })))).toContain(
      'The request include parameter that is not valid for this queue type.',
    )
  })

  it('gives the same messages again to who asks again with the same attempt, invisible for the whole time anew', async () => {
    const url = await queue('q.fifo', { ...fifo, VisibilityTimeout: '60' })
    const one = (name: string) => send(url, name, { MessageGroupId: name, MessageDeduplicationId: name })
    for (const name of ['a', 'b', 'c']) await one(name)
    const attempt = (ReceiveRequestAttemptId: string, more = {}) =>
      receive(url, { MaxNumberOfMessages: 2, ReceiveRequestAttemptId, MessageSystemAttributeNames: ['ApproximateReceiveCount'], ...more })
    const first = await attempt('x')
    expect(first.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual([
      ['a', '1'],
      ['b', '1'],
    ])
    expect(
      (await attempt('y')).map(({ Body }) => Body),
      'another attempt',
    ).toEqual(['c'])
    clock.advance(59_000)
    expect(await attempt('x')).toEqual(first)
    clock.advance(59_000)
    expect(await attempt('x', { VisibilityTimeout: 1 })).toEqual(first)
    expect(
      (await attempt('z')).map(({ Body }) => Body),
      'those were hidden anew',
    ).toEqual(['c'])
    clock.advance(1_000)
    const again = await attempt('x')
    expect(
      again.map(({ Attributes }) => Attributes?.ApproximateReceiveCount),
      'they were visible meanwhile',
    ).toEqual(['2', '2'])
    await remove(url, again[0])
    expect(await attempt('x'), 'one of them is gone').toEqual([])
    expect(await refusal(attempt(' '))).toContain('InvalidParameterValue')
    expect(await refusal(receive(await queue('standard'), { ReceiveRequestAttemptId: 'x' }))).toContain('not valid for this queue type')
  })

  it('counts the five minutes of an attempt from its first request on', async () => {
    const url = await queue('q.fifo', { ...fifo, VisibilityTimeout: '200' })
    await send(url, 'm', { MessageGroupId: 'g', MessageDeduplicationId: 'd' })
    const attempt = () => receive(url, { ReceiveRequestAttemptId: 'x' })
    const first = await attempt()
    for (const seconds of [150, 149]) {
      clock.advance(seconds * 1000)
      expect(await attempt()).toEqual(first)
    }
    clock.advance(1_000)
    expect(await attempt()).toEqual([])
  })

  it('does not take a handle whose time is over', async () => {
    const url = await queue('q.fifo', fifo)
    await send(url, 'm', group('g'))
    const [message] = await receive(url)
    clock.advance(30_000)
    expect(await refusal(remove(url, message))).toContain('The receipt handle has expired.')
  })
})

describe('dead letters', () => {
  async function withDeadLetters() {
    const dead = await queue('dead')
    const url = await queue('q', {
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 }),
    })
    return { dead, url }
  }

  it('are messages that were received too often; they keep their id and say where they come from', async () => {
    const { dead, url } = await withDeadLetters()
    const { MessageId } = await send(url, 'poison')
    for (let time = 0; time < 2; time++) {
      expect(await bodies(url)).toEqual(['poison'])
      clock.advance(1_000)
    }
    expect(await bodies(url)).toEqual([])
    const [message] = await receive(dead, { MessageSystemAttributeNames: ['All'] })
    expect(message).toMatchObject({ MessageId, Body: 'poison', Attributes: { DeadLetterQueueSourceArn: arnOf('q') } })
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' })
    const sources = await client.send(new sdk.ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }))
    expect(sources.queueUrls).toEqual([url])
  })

  it('go back to where they came from by a task', async () => {
    const { dead, url } = await withDeadLetters()
    await send(url, 'poison')
    for (let time = 0; time < 3; time++) {
      await receive(url)
      clock.advance(1_000)
    }
    const { TaskHandle } = await client.send(new sdk.StartMessageMoveTaskCommand({ SourceArn: arnOf('dead') }))
    expect(TaskHandle).toBeDefined()
    await expect
      .poll(async () => {
        clock.advance(1_000)
        return (await client.send(new sdk.ListMessageMoveTasksCommand({ SourceArn: arnOf('dead') }))).Results?.[0]
      })
      .toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1, ApproximateNumberOfMessagesToMove: 1 })
    expect(await bodies(url)).toEqual(['poison'])
    expect(await bodies(dead)).toEqual([])
    expect(await refusal(client.send(new sdk.StartMessageMoveTaskCommand({ SourceArn: arnOf('q') })))).toContain(
      'Source queue must be configured as a Dead Letter Queue.',
    )
  })

  it('want a queue that is there, of the same type', async () => {
    await queue('dead.fifo', fifo)
    const policy = (name: string) => ({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount: 1 }) })
    expect(await refusal(queue('q', policy('nowhere')))).toContain('Dead letter target does not exist.')
    expect(await refusal(queue('q', policy('dead.fifo')))).toContain('Dead-letter queue must be same type of queue as the source.')
  })
})
