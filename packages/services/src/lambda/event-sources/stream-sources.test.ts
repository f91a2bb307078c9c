import { afterEach, describe, expect, test } from 'vitest'
import { lambdaWorld } from '../testing/lambda-world.ts'

type World = Awaited<ReturnType<typeof lambdaWorld>>
const worlds: World[] = []
afterEach(async () => {
  for (const { services } of worlds.splice(0)) await services.close()
})

interface Record {
  eventName: string
  eventSourceARN: string
  dynamodb: { SequenceNumber: string; Keys: { id: { S: string } }; NewImage?: object }
}

async function tableWorld(policy?: string[]) {
  const made = await lambdaWorld(policy)
  worlds.push(made)
  const { TableDescription } = await made.call('dynamodb', 'CreateTable', {
    ...{ TableName: 'orders', BillingMode: 'PAY_PER_REQUEST' },
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  })
  await made.create('f')
  const streamArn: string = TableDescription.LatestStreamArn
  const map = (settings: object = {}) =>
    made.call('lambda', 'CreateEventSourceMapping', {
      ...{ FunctionName: 'f', EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON', ...settings },
    })
  const put = (id: string, more: object = {}) => made.call('dynamodb', 'PutItem', { TableName: 'orders', Item: { id: { S: id }, ...more } })
  const batches = () => made.host.invocations.map(({ payload }) => (JSON.parse(payload).Records as Record[]).map(idOf))
  /** A function that fails where it sees this id. */
  const failAt = (id: string) => {
    made.host.answer = payload => {
      const { Records } = JSON.parse(payload) as { Records: Record[] }
      const isBad = Records.some(record => idOf(record) === id)
      return { payload: '{"errorMessage":"bad"}', ...(isBad && { functionError: 'Unhandled' }) }
    }
  }
  /** Lets pauses pass until the condition holds. */
  const until = (read: () => unknown) =>
    expect.poll(
      () => {
        made.clock.advance(1_000)
        return read()
      },
      { timeout: 10_000 },
    )
  return { ...made, streamArn, map, put, batches, failAt, until }
}

const idOf = ({ dynamodb }: Record) => dynamodb.Keys.id.S

describe('a function that reads a stream', () => {
  test('gets what was there and what comes, once and in its order, as AWS hands it over', async () => {
    const { map, put, batches, host, streamArn } = await tableWorld()
    await put('a', { n: { N: '1.50' } })
    await put('b')
    await map()
    await expect.poll(batches).toEqual([['a', 'b']])
    await put('c')
    await expect.poll(batches).toEqual([['a', 'b'], ['c']])
    expect(JSON.parse(host.invocations[0]!.payload).Records[0]).toEqual({
      ...{ eventID: expect.any(String), eventName: 'INSERT', eventVersion: '1.1', eventSource: 'aws:dynamodb', awsRegion: 'us-east-1' },
      dynamodb: {
        ...{ ApproximateCreationDateTime: expect.any(Number), Keys: { id: { S: 'a' } }, NewImage: { id: { S: 'a' }, n: { N: '1.5' } } },
        ...{ SequenceNumber: expect.stringMatching(/^\d{21}$/), SizeBytes: expect.any(Number), StreamViewType: 'NEW_IMAGE' },
      },
      eventSourceARN: streamArn,
    })
  })

  test('begins with what is new where it is told so, and reads on where it had stopped', async () => {
    const { map, put, batches, call } = await tableWorld()
    await put('before')
    const { UUID } = await map({ StartingPosition: 'LATEST' })
    await put('a')
    await expect.poll(batches).toEqual([['a']])
    await call('lambda', 'UpdateEventSourceMapping', { UUID, Enabled: false })
    await put('b')
    expect(batches()).toEqual([['a']])
    await call('lambda', 'UpdateEventSourceMapping', { UUID, Enabled: true })
    await expect.poll(batches).toEqual([['a'], ['b']])
  })

  test('gets no more than a batch at once, and waits for its window to fill', async () => {
    const { map, put, batches, clock } = await tableWorld()
    for (const id of ['a', 'b', 'c']) await put(id)
    await map({ BatchSize: 2, MaximumBatchingWindowInSeconds: 10 })
    await expect.poll(batches).toEqual([['a', 'b']])
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(batches()).toHaveLength(1)
    clock.advance(10_000)
    await expect.poll(batches).toEqual([['a', 'b'], ['c']])
  })

  test('sees only what its patterns let through', async () => {
    const { map, put, batches } = await tableWorld()
    const Pattern = '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"kind":{"S":["order"]}}}}'
    await map({ FilterCriteria: { Filters: [{ Pattern }] } })
    await put('a', { kind: { S: 'offer' } })
    await put('b', { kind: { S: 'order' } })
    await expect.poll(batches).toEqual([['b']])
  })

  test('that fails gets the same batch again until its retries are used up, and a queue is told which one', async () => {
    const { map, put, batches, failAt, until, queue, messages, streamArn } = await tableWorld()
    const dead = await queue('dead')
    failAt('b')
    await put('a')
    await put('b')
    await map({ MaximumRetryAttempts: 2, DestinationConfig: { OnFailure: { Destination: dead.arn } } })
    await until(() => batches().length).toBe(3)
    await put('c')
    await until(batches).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']])
    expect(await messages(dead.url)).toMatchObject([
      {
        body: {
          requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
          responseContext: { functionError: 'Unhandled' },
          DDBStreamBatchInfo: { batchSize: 2, streamArn, startSequenceNumber: expect.stringMatching(/1$/) },
        },
      },
    ])
  })

  test('that fails has its batch parted until the record that spoils it stands alone', async () => {
    const { map, put, batches, failAt, until } = await tableWorld()
    failAt('c')
    for (const id of ['a', 'b', 'c', 'd']) await put(id)
    await map({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 })
    await until(() => batches().flat().includes('d') && batches().at(-1)).toEqual(['d'])
    expect(batches()).toContainEqual(['a', 'b'])
    expect(batches()).toContainEqual(['c'])
    expect(batches().filter(batch => batch.join() === 'c')).toHaveLength(1)
  })

  test('may name the record from which on it failed', async () => {
    const { map, put, batches, until, host } = await tableWorld()
    let hasFailed = false
    host.answer = payload => {
      const { Records } = JSON.parse(payload) as { Records: Record[] }
      const bad = hasFailed ? undefined : Records.find(record => idOf(record) === 'b')
      hasFailed = true
      return { payload: JSON.stringify({ batchItemFailures: bad ? [{ itemIdentifier: bad.dynamodb.SequenceNumber }] : [] }) }
    }
    for (const id of ['a', 'b', 'c']) await put(id)
    await map({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
    await until(batches).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ])
  })

  test('gives up records that are too old', async () => {
    const { map, put, batches, failAt, until, call, clock } = await tableWorld()
    failAt('a')
    await put('a')
    const { UUID } = await map({ MaximumRecordAgeInSeconds: 60 })
    await until(() => batches().length > 2).toBe(true)
    const tries = batches().length
    clock.advance(45_000)
    await expect.poll(() => batches().length).toBe(tries + 1)
    await put('b')
    await until(() => batches().at(-1)).toEqual(['b'])
    expect(batches()).toContainEqual(['a', 'b'])
    expect(await call('lambda', 'GetEventSourceMapping', { UUID })).toMatchObject({
      ...{ StartingPosition: 'TRIM_HORIZON', BatchSize: 100, MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: 60 },
      ...{ BisectBatchOnFunctionError: false, State: 'Enabled' },
    })
  })

  test('needs no more than permissions for this stream, as in AWS’s example', async () => {
    const { map, call, streamArn } = await tableWorld(['logs:*'])
    const granted = async (...actions: string[]) => {
      const Statement = [{ Effect: 'Allow', Action: actions.map(action => `dynamodb:${action}`), Resource: streamArn }]
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
      await call('iam', 'PutRolePolicy', { RoleName: 'functions', PolicyName: 'p', PolicyDocument })
    }
    await granted('GetRecords', 'GetShardIterator', 'DescribeStream')
    await expect(map()).rejects.toThrow('Cannot access stream.')
    await granted('GetRecords', 'GetShardIterator', 'DescribeStream', 'ListStreams')
    expect(await map()).toMatchObject({ EventSourceArn: streamArn })
  })

  test('needs permission to read it, and is refused what cannot be', async () => {
    const { map } = await tableWorld(['logs:*'])
    await expect(map()).rejects.toThrow('Cannot access stream. Please ensure the role can perform the GetRecords')
    const open = await tableWorld()
    await expect(open.map({ StartingPosition: undefined })).rejects.toThrow("Value null at 'startingPosition'")
    await expect(open.map({ EventSourceArn: `${open.streamArn}-not` })).rejects.toThrow('Stream not found')
    await expect(open.map({ ParallelizationFactor: 2 })).rejects.toThrow('ParallelizationFactor must be 1')
    const { UUID } = await open.map()
    await expect(open.map()).rejects.toThrow(`Please update or delete the existing mapping with UUID ${UUID}`)
    await open.call('lambda', 'DeleteEventSourceMapping', { UUID })
    await expect.poll(() => open.ports.data.scan('lambda.stream-cursor', { limit: 9 })).toEqual([])
  })
})
