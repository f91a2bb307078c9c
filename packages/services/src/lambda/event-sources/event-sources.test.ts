import { afterEach, describe, expect, test } from 'vitest'
import { lambdaWorld } from '../testing/lambda-world.ts'

type World = Awaited<ReturnType<typeof lambdaWorld>>
const worlds: World[] = []
afterEach(async () => {
  for (const { services } of worlds.splice(0)) await services.close()
})

async function world(policy?: string[]): Promise<World> {
  const made = await lambdaWorld(policy)
  worlds.push(made)
  return made
}

/** A queue with a function `f` that reads it. */
async function reading(settings: object = {}, queueName = 'orders', attributes: Record<string, string> = {}) {
  const made = await world()
  const orders = await made.queue(queueName, attributes)
  await made.create('f')
  const mapping = await made.call('lambda', 'CreateEventSourceMapping', { FunctionName: 'f', EventSourceArn: orders.arn, ...settings })
  const send = (MessageBody: string, more: object = {}) => made.call('sqs', 'SendMessage', { QueueUrl: orders.url, MessageBody, ...more })
  const records = () => made.host.invocations.flatMap(({ payload }) => JSON.parse(payload).Records as { body: string }[])
  const bodies = () => records().map(({ body }) => body)
  /** Messages that are in the queue, seen or unseen. */
  const left = async () => {
    const { Attributes } = await made.call('sqs', 'GetQueueAttributes', { QueueUrl: orders.url, AttributeNames: ['All'] })
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible)
  }
  return { ...made, orders, mapping, send, records, bodies, left }
}

describe('a function that reads a queue', () => {
  test('gets its messages as AWS hands them over, and they are gone once it has handled them', async () => {
    const { send, records, left, orders } = await reading()
    const sent = await send('hello', { MessageAttributes: { colour: { DataType: 'String', StringValue: 'green' } } })
    await expect.poll(records).toEqual([
      {
        messageId: sent.MessageId,
        receiptHandle: expect.any(String),
        body: 'hello',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.any(String),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: expect.any(String),
        },
        messageAttributes: { colour: { stringValue: 'green', stringListValues: [], binaryListValues: [], dataType: 'String' } },
        md5OfBody: '5d41402abc4b2a76b9719d911017c592',
        eventSource: 'aws:sqs',
        eventSourceARN: orders.arn,
        awsRegion: 'us-east-1',
      },
    ])
    await expect.poll(left).toBe(0)
  })

  test('gets a message again when it failed, after the queue has hidden it for its time', async () => {
    const { send, bodies, left, clock } = await reading()
    await send('"fail"')
    await expect.poll(bodies).toEqual(['"fail"'])
    expect(await left()).toBe(1)
    clock.advance(31_000)
    await expect.poll(bodies).toEqual(['"fail"', '"fail"'])
    expect(await left()).toBe(1)
  })

  test('may name the messages that failed; the others are gone', async () => {
    const { send, left, host, bodies } = await reading({ FunctionResponseTypes: ['ReportBatchItemFailures'], BatchSize: 2 })
    host.answer = payload => {
      const { Records } = JSON.parse(payload) as { Records: { messageId: string; body: string }[] }
      const failed = Records.filter(({ body }) => body === 'bad')
      return { payload: JSON.stringify({ batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }) }
    }
    for (const body of ['good', 'bad', 'good']) await send(body)
    await expect.poll(() => bodies().length).toBe(3)
    await expect.poll(left).toBe(1)
  })

  test('loses nothing when its answer names what it was not given', async () => {
    const { send, left, host, bodies } = await reading({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
    host.answer = () => ({ payload: '{"batchItemFailures":[{"itemIdentifier":"nobody"}]}' })
    await send('x')
    await expect.poll(bodies).toEqual(['x'])
    expect(await left()).toBe(1)
  })

  test('sees only what its patterns let through; the rest is deleted', async () => {
    const Filters = [{ Pattern: '{"body":{"kind":["order",{"prefix":"re"}],"total":[{"numeric":[">",10]}]}}' }]
    const { send, bodies, left } = await reading({ FilterCriteria: { Filters } })
    const wanted = ['{"kind":"order","total":11}', '{"kind":"refund","total":12}']
    for (const body of [...wanted, '{"kind":"order","total":9}', '{"kind":"offer","total":99}', 'no json']) await send(body)
    await expect.poll(left).toBe(0)
    expect(bodies().sort()).toEqual(wanted.sort())
  })

  test('handles each of many messages once', async () => {
    const { send, bodies, left } = await reading()
    const sent = Array.from({ length: 120 }, (_, index) => `message ${index}`)
    for (const body of sent) await send(body)
    await expect.poll(() => left(), { timeout: 10_000 }).toBe(0)
    expect(bodies().sort()).toEqual(sent.sort())
  })

  test('is stopped by disabling, and goes on when enabled', async () => {
    const { call, mapping, send, bodies } = await reading()
    const { UUID } = mapping
    expect(mapping.State).toBe('Creating')
    expect((await call('lambda', 'UpdateEventSourceMapping', { UUID, Enabled: false })).State).toBe('Updating')
    expect((await call('lambda', 'GetEventSourceMapping', { UUID })).State).toBe('Disabled')
    await send('later')
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(bodies()).toEqual([])
    await call('lambda', 'UpdateEventSourceMapping', { UUID, Enabled: true })
    await expect.poll(bodies).toEqual(['later'])
    expect((await call('lambda', 'DeleteEventSourceMapping', { UUID })).State).toBe('Deleting')
    await expect(call('lambda', 'GetEventSourceMapping', { UUID })).rejects.toThrow('The resource you requested does not exist.')
  })

  test('needs permission to read the queue', async () => {
    const { create, queue, call } = await world(['logs:*'])
    const { arn } = await queue('orders')
    await create('f')
    const EventSourceArn = arn
    await expect(call('lambda', 'CreateEventSourceMapping', { FunctionName: 'f', EventSourceArn })).rejects.toThrow(
      'The provided execution role does not have permissions to call ReceiveMessage on SQS',
    )
  })

  test('is refused what AWS refuses', async () => {
    const { create, queue, call } = await world()
    const { arn: EventSourceArn } = await queue('orders')
    await create('f')
    await create('slow', { Timeout: 60 })
    const make = (input: object) => call('lambda', 'CreateEventSourceMapping', { FunctionName: 'f', EventSourceArn, ...input })
    await expect(make({ FunctionName: 'slow' })).rejects.toThrow(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    )
    await expect(make({ BatchSize: 11 })).rejects.toThrow('Maximum batch window in seconds must be greater than 0')
    await expect(make({ EventSourceArn: `${EventSourceArn}-not` })).rejects.toThrow('The specified queue does not exist.')
    await expect(make({ EventSourceArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/s' })).rejects.toThrow(
      'Only queues of SQS and streams of DynamoDB',
    )
    await expect(make({ FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[{"sounds-like":"b"}]}}' }] } })).rejects.toThrow(
      'sounds-like',
    )
    const { UUID } = await make({ Tags: { a: 'b' } })
    await expect(make({})).rejects.toThrow(`already exists. Please update or delete the existing mapping with UUID ${UUID}`)
    const { EventSourceMappings } = await call('lambda', 'ListEventSourceMappings', { FunctionName: 'f' })
    expect(EventSourceMappings).toMatchObject([{ UUID, State: 'Enabled', BatchSize: 10 }])
    const Resource = EventSourceMappings[0].EventSourceMappingArn
    await call('lambda', 'TagResource', { Resource, Tags: { c: 'd' } })
    await call('lambda', 'UntagResource', { Resource, TagKeys: ['a'] })
    expect((await call('lambda', 'ListTags', { Resource })).Tags).toEqual({ c: 'd' })
  })
})
