import { crc32 } from 'node:zlib'
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

  describe('that is parted', () => {
    /** Items that change, a function that fails with records of `a` while it is told to, and which records it has handled. */
    async function partedWorld() {
      const world = await tableWorld()
      const handled: string[] = []
      const state = { fails: true, puts: 0 }
      world.host.answer = payload => {
        const { Records } = JSON.parse(payload) as { Records: (Record & { dynamodb: { NewImage: { n: { N: string } } } })[] }
        if (state.fails && Records.some(record => idOf(record) === 'a'))
          return { payload: '{"errorMessage":"bad"}', functionError: 'Unhandled' }
        handled.push(...Records.map(record => idOf(record) + record.dynamodb.NewImage.n.N))
        return { payload: 'null' }
      }
      const change = async (...ids: string[]) => {
        for (const id of ids) await world.put(id, { n: { N: String(state.puts++) } })
      }
      const places = () => world.ports.data.scan('lambda.stream-cursor', { limit: 99 })
      return { ...world, handled, state, change, places }
    }

    test('gets records of several items at once, those of one item in their order; what fails holds up its part alone', async () => {
      const { map, change, handled, state, until, call } = await partedWorld()
      await change('a', 'b', 'a', 'c', 'b', 'd')
      const { UUID } = await map({ ParallelizationFactor: 10 })
      await until(() => [...handled].sort()).toEqual(['b1', 'b4', 'c3', 'd5'])
      await change('d', 'b')
      await until(() => handled.filter(record => /[bd]/.test(record)).sort()).toEqual(['b1', 'b4', 'b7', 'd5', 'd6'])
      expect(handled.filter(record => record.startsWith('b'))).toEqual(['b1', 'b4', 'b7'])
      expect(await call('lambda', 'GetEventSourceMapping', { UUID })).toMatchObject({ ParallelizationFactor: 10 })
      state.fails = false
      await until(() => handled.slice(6)).toEqual(['a0', 'a2'])
    })

    test('in another way than before gets nothing again that was handled, and all the rest', async () => {
      const { map, change, handled, state, until, call, places } = await partedWorld()
      const { UUID } = await map({ ParallelizationFactor: 10 })
      await change('a', 'b', 'c', 'd')
      await until(() => handled.length).toBe(3)
      for (const ParallelizationFactor of [3, 1, 7, 10]) {
        await call('lambda', 'UpdateEventSourceMapping', { UUID, ParallelizationFactor })
        await expect.poll(async () => (await places()).length).toBe(ParallelizationFactor)
        await change('b', 'c', 'd', 'e')
      }
      // In ten parts each of them goes on by itself again.
      await until(() => handled.length).toBe(19)
      state.fails = false
      await until(() => handled.at(-1)).toBe('a0')
      expect(new Set(handled).size).toBe(20)
      await change('a', 'b', 'c', 'd', 'e')
      await until(() => new Set(handled).size).toBe(25)
      expect(handled).toHaveLength(25)
      await call('lambda', 'DeleteEventSourceMapping', { UUID })
      await expect.poll(places).toEqual([])
    })

    test('fills the batches of each part, and gets by what is not of it', async () => {
      const { map, change, batches, until } = await partedWorld()
      await change('b', 'c', 'b', 'c', 'b', 'c')
      const { UUID } = await map({ ParallelizationFactor: 10, BatchSize: 3, Enabled: false })
      await change('c', 'c', 'c', ...Array.from({ length: 60 }, () => 'b'), 'd')
      const { call } = worlds.at(-1)!
      await call('lambda', 'UpdateEventSourceMapping', { UUID, Enabled: true })
      await until(() => batches().flat()).toHaveLength(70)
      expect(batches().filter(batch => batch.length < 3)).toEqual([['d']])
    })

    test('gets nothing again behind records that its patterns keep from it, either', async () => {
      const { map, change, handled, state, until, call } = await partedWorld()
      const partOf = (id: string) => crc32(JSON.stringify({ id: { S: id } })) % 10
      const besideA = Array.from({ length: 100 }, (_, n) => `x${n}`).find(id => partOf(id) === partOf('a'))!
      const Pattern = JSON.stringify({ dynamodb: { Keys: { id: { S: [{ 'anything-but': [besideA] }] } } } })
      const { UUID } = await map({ ParallelizationFactor: 10, BatchSize: 1, FilterCriteria: { Filters: [{ Pattern }] } })
      await change('a', besideA, 'b', 'c')
      await until(() => handled.length).toBe(2)
      await call('lambda', 'UpdateEventSourceMapping', { UUID, ParallelizationFactor: 1 })
      state.fails = false
      await until(() => handled.at(-1)).toBe('a0')
      await change('c')
      await until(() => handled.at(-1)).toBe('c4')
      expect([...handled].sort()).toEqual(['a0', 'b2', 'c3', 'c4'])
    })

    test('rests where the record that failed has been taken away since', async () => {
      const { map, change, batches, until, ports } = await partedWorld()
      await change('a')
      await map({ ParallelizationFactor: 10 })
      await expect.poll(batches).toHaveLength(1)
      const kept = (await ports.data.scan('dynamodb.stream', { limit: 9 })).map(({ key }) => ({
        space: 'dynamodb.stream',
        key,
        value: undefined,
      }))
      expect(kept).toHaveLength(1)
      await ports.data.commit(kept)
      let reads = 0
      const { get } = ports.data
      ports.data.get = (space, key) => {
        reads += 1
        return get(space, key)
      }
      await until(() => batches().length).toBe(1)
      await new Promise(resolve => setTimeout(resolve, 50))
      expect(reads).toBeLessThan(20)
    })

    test('keeps what was handled before until all have come so far, and no longer', async () => {
      const { map, change, handled, state, until, call, places } = await partedWorld()
      const { UUID } = await map({ ParallelizationFactor: 10 })
      await change('a', 'b')
      await until(() => handled.length).toBe(1)
      await call('lambda', 'UpdateEventSourceMapping', { UUID, ParallelizationFactor: 1 })
      await expect.poll(places).toMatchObject([{ key: UUID, value: expect.stringContaining('"handled":[[') }])
      state.fails = false
      await until(() => handled.length).toBe(2)
      await change('b')
      await until(() => handled).toEqual(['b1', 'a0', 'b2'])
      await expect.poll(places).toMatchObject([{ value: expect.not.stringContaining('handled') }])
    })
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
    const { UUID } = await open.map()
    await expect(open.map()).rejects.toThrow(`Please update or delete the existing mapping with UUID ${UUID}`)
    await open.call('lambda', 'DeleteEventSourceMapping', { UUID })
    await expect.poll(() => open.ports.data.scan('lambda.stream-cursor', { limit: 9 })).toEqual([])
  })
})
