import { afterEach, describe, expect, test } from 'vitest'
import { lambdaWorld } from '../testing/lambda-world.ts'

type World = Awaited<ReturnType<typeof lambdaWorld>>
const worlds: World[] = []
afterEach(async () => {
  for (const { services } of worlds.splice(0)) await services.close()
})

interface WindowEvent {
  Records: { dynamodb: { SequenceNumber: string; Keys: { id: { S: string } } } }[]
  window: { start: string; end: string }
  state: { ids?: string[]; long?: string }
  shardId: string
  eventSourceARN: string
  isFinalInvokeForWindow: boolean
  isWindowTerminatedEarly: boolean
}

const idsOf = ({ Records }: WindowEvent) => Records.map(({ dynamodb }) => dynamodb.Keys.id.S)
const collecting = (event: WindowEvent): object => ({ state: { ids: [...(event.state.ids ?? []), ...idsOf(event)] } })

/** A table whose stream a function reads in windows of a minute, at the beginning of one. */
async function windowWorld() {
  const world = await lambdaWorld()
  worlds.push(world)
  world.clock.advance(60_000 - (world.clock.now() % 60_000))
  const { TableDescription } = await world.call('dynamodb', 'CreateTable', {
    ...{ TableName: 'sales', BillingMode: 'PAY_PER_REQUEST' },
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  })
  await world.create('f')
  const streamArn: string = TableDescription.LatestStreamArn
  const map = (settings: object = {}) =>
    world.call('lambda', 'CreateEventSourceMapping', {
      ...{ FunctionName: 'f', EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON', TumblingWindowInSeconds: 60, ...settings },
    })
  const put = async (...ids: string[]) => {
    for (const id of ids) await world.call('dynamodb', 'PutItem', { TableName: 'sales', Item: { id: { S: id } } })
  }
  const events = () => world.host.invocations.map(({ payload }) => JSON.parse(payload) as WindowEvent)
  /** What each invocation got: records, the state before, and how it closes its window. */
  const seen = () =>
    events().map(event => {
      const closes = event.isFinalInvokeForWindow ? (event.isWindowTerminatedEarly ? ' early' : ' final') : ''
      return `${idsOf(event).join()}|${(event.state.ids ?? []).join()}${closes}`
    })
  const answering = (answer: (event: WindowEvent) => object | null | string | { functionError: string }) => {
    world.host.answer = payload => {
      const given = answer(JSON.parse(payload) as WindowEvent)
      if (typeof given === 'object' && given !== null && 'functionError' in given)
        return { payload: '{"errorMessage":"bad"}', functionError: 'Unhandled' }
      return { payload: typeof given === 'string' ? given : JSON.stringify(given) }
    }
  }
  answering(collecting)
  const until = (read: () => unknown, ms = 1_000) =>
    expect.poll(
      () => {
        world.clock.advance(ms)
        return read()
      },
      { timeout: 10_000, interval: 10 },
    )
  return { ...world, streamArn, map, put, events, seen, answering, until }
}

describe('a function that reads a stream in windows', () => {
  test('gets what it made of the window so far with each batch, and at the window’s end all of it, once', async () => {
    const { map, put, events, seen, until, clock, streamArn, call } = await windowWorld()
    const start = new Date(clock.now())
    const { UUID } = await map({ BatchSize: 2 })
    await put('a', 'b', 'c')
    await expect.poll(() => seen().at(-1)).toMatch(/c\|a,b|c\|a$/)
    await until(() => seen().at(-1)).toBe('|a,b,c final')
    const text = (date: Date) => date.toISOString().replace('.000Z', 'Z')
    const about = {
      window: { start: text(start), end: text(new Date(start.getTime() + 60_000)) },
      ...{ shardId: expect.stringMatching(/^shardId-/), eventSourceARN: streamArn },
    }
    expect(events()[0]).toMatchObject({ ...about, state: {}, isFinalInvokeForWindow: false, isWindowTerminatedEarly: false })
    expect(events().at(-1)).toEqual({
      ...{ ...about, Records: [], state: { ids: ['a', 'b', 'c'] } },
      ...{ isFinalInvokeForWindow: true, isWindowTerminatedEarly: false },
    })
    const count = seen().length
    await put('d')
    await until(() => seen().slice(count)).toEqual(['d|', '|d final'])
    expect(await call('lambda', 'GetEventSourceMapping', { UUID })).toMatchObject({ TumblingWindowInSeconds: 60 })
  })

  test('gets records of one window at once, and the end of the former before those of the next', async () => {
    const { map, put, seen, until, clock } = await windowWorld()
    await put('a', 'b')
    clock.advance(60_000)
    await put('c')
    clock.advance(180_000)
    await put('d')
    await map()
    await until(seen).toEqual(['a,b|', '|a,b final', 'c|', '|c final', 'd|', '|d final'])
  })

  test('is not waited for beyond the end of the window by a batching window', async () => {
    const { map, put, seen, clock } = await windowWorld()
    await map({ MaximumBatchingWindowInSeconds: 300 })
    await put('a')
    clock.advance(50_000)
    expect(seen()).toEqual([])
    clock.advance(11_000)
    await expect.poll(seen).toEqual(['a|', '|a final'])
  })

  test('has failed where it answers no state, but for the end of a window', async () => {
    const { map, put, seen, until, answering } = await windowWorld()
    const answers = [null, {}, { state: null }, { state: 5 }, 'no json']
    answering(event => (event.isFinalInvokeForWindow ? null : answers.length > 0 ? answers.shift()! : collecting(event)))
    await put('a')
    await map()
    await until(seen, 500).toEqual(['a|', 'a|', 'a|', 'a|', 'a|', 'a|', '|a final'])
  })

  test('is told the end of a window until it takes it, and of nothing else before', async () => {
    const { map, put, seen, until, answering } = await windowWorld()
    let failures = 3
    answering(event => (event.isFinalInvokeForWindow && failures-- > 0 ? { functionError: 'Unhandled' } : collecting(event)))
    await put('a')
    await map({ MaximumRetryAttempts: 0 })
    await until(seen).toEqual(['a|', '|a final'])
    await put('b')
    await until(() => seen().slice(1)).toEqual(['|a final', '|a final', '|a final', '|a final', 'b|', '|b final'])
  })

  test('keeps the state of records it handled, where it names one from which on it failed', async () => {
    const { map, put, seen, until, answering } = await windowWorld()
    let hasFailed = false
    answering(event => {
      if (hasFailed || event.isFinalInvokeForWindow) return collecting(event)
      hasFailed = true
      const itemIdentifier = event.Records[2]!.dynamodb.SequenceNumber
      return { ...collecting({ ...event, Records: event.Records.slice(0, 2) }), batchItemFailures: [{ itemIdentifier }] }
    })
    await put('a', 'b', 'c')
    await map({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
    await until(seen).toEqual(['a,b,c|', 'c|a,b', '|a,b,c final'])
  })

  test('keeps its state from before, where it names the first record as the one that failed', async () => {
    const { map, put, seen, until, answering } = await windowWorld()
    let hasFailed = false
    answering(event => {
      if (hasFailed || event.isFinalInvokeForWindow) return collecting(event)
      hasFailed = true
      return { state: { ids: ['wrong'] }, batchItemFailures: [{ itemIdentifier: event.Records[0]!.dynamodb.SequenceNumber }] }
    })
    await put('a')
    await map({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
    await until(seen).toEqual(['a|', 'a|', '|a final'])
  })

  test('has its state from before a batch that is given up', async () => {
    const { map, put, seen, until, answering } = await windowWorld()
    answering(event => (idsOf(event).includes('b') ? { functionError: 'Unhandled' } : collecting(event)))
    await put('a', 'b', 'c')
    await map({ BatchSize: 1, MaximumRetryAttempts: 1 })
    await until(seen).toEqual(['a|', 'b|a', 'b|a', 'c|a', '|a,c final'])
  })

  test('has its window closed early where the state is larger than 1 MB, and goes on with a fresh one', async () => {
    const { map, put, seen, events, until, answering } = await windowWorld()
    answering(event => {
      const { state } = collecting(event) as { state: object }
      return { state: { ...state, ...(idsOf(event).includes('b') && { long: 'x'.repeat(1024 * 1024) }) } }
    })
    await put('a', 'b', 'c')
    await map({ BatchSize: 1 })
    await until(seen).toEqual(['a|', 'b|a', '|a,b early', 'c|', '|c final'])
    expect(events()[2]!.state.long).toHaveLength(1024 * 1024)
  })

  test('gets its numbers as it spelled them', async () => {
    const { map, put, host, until } = await windowWorld()
    host.answer = () => ({ payload: '{"state":{"sum":12345678901234567890.10}}' })
    await put('a')
    await map()
    await until(() => host.invocations.at(-1)?.payload).toContain('"state":{"sum":12345678901234567890.10}')
  })

  test('hears of no window whose records its patterns keep from it', async () => {
    const { map, put, seen, until, clock } = await windowWorld()
    const Pattern = JSON.stringify({ dynamodb: { Keys: { id: { S: ['b'] } } } })
    await put('a')
    clock.advance(60_000)
    await put('b')
    await map({ FilterCriteria: { Filters: [{ Pattern }] } })
    await until(seen).toEqual(['b|', '|b final'])
  })

  test('has its windows closed early where they are to be of another length, or there are to be none', async () => {
    const { map, put, seen, until, events, call } = await windowWorld()
    const { UUID } = await map()
    await put('a')
    await expect.poll(seen).toEqual(['a|'])
    await call('lambda', 'UpdateEventSourceMapping', { UUID, TumblingWindowInSeconds: 120 })
    await put('b')
    await expect.poll(seen).toEqual(['a|', '|a early', 'b|'])
    await call('lambda', 'UpdateEventSourceMapping', { UUID, TumblingWindowInSeconds: 0 })
    await expect.poll(() => seen().at(-1)).toBe('|b early')
    await put('c')
    await until(() => events().length).toBe(5)
    expect(Object.keys(events()[4]!)).toEqual(['Records'])
  })

  test('has a window for each part of its stream, of which none is lost when the parts change', async () => {
    const { map, put, events, until, call } = await windowWorld()
    const { UUID } = await map({ ParallelizationFactor: 10 })
    const ids = ['a', 'b', 'c', 'd', 'e']
    await put(...ids)
    await expect.poll(() => events().flatMap(idsOf).sort()).toEqual(ids)
    await call('lambda', 'UpdateEventSourceMapping', { UUID, ParallelizationFactor: 2 })
    const closing = () => events().filter(event => event.isFinalInvokeForWindow)
    await until(() =>
      closing()
        .flatMap(({ state }) => state.ids)
        .sort(),
    ).toEqual(ids)
    expect(closing().every(event => event.isWindowTerminatedEarly)).toBe(true)
  })

  test('has its state when reading begins anew, and the end of a window that has passed meanwhile', async () => {
    const { map, put, seen, call, clock } = await windowWorld()
    const { UUID } = await map()
    await put('a')
    await expect.poll(seen).toEqual(['a|'])
    await call('lambda', 'UpdateEventSourceMapping', { UUID, Enabled: false })
    clock.advance(120_000)
    await call('lambda', 'UpdateEventSourceMapping', { UUID, Enabled: true })
    await expect.poll(seen).toEqual(['a|', '|a final'])
  })

  test('may have windows of up to 15 minutes; queues have none', async () => {
    const { call, queue, map } = await windowWorld()
    expect(await map({ TumblingWindowInSeconds: 900 })).toMatchObject({ TumblingWindowInSeconds: 900 })
    const { arn } = await queue('work')
    const ofQueue = (settings: object) =>
      call('lambda', 'CreateEventSourceMapping', { FunctionName: 'f', EventSourceArn: arn, ...settings })
    await expect(ofQueue({ TumblingWindowInSeconds: 30 })).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
      message: "Unsupported 'tumblingWindowInSeconds' parameter for given event source mapping type.",
    })
    for (const settings of [{ BisectBatchOnFunctionError: true }, { MaximumRetryAttempts: 0 }, { ParallelizationFactor: 2 }])
      await expect(ofQueue(settings)).rejects.toThrow(/^Unsupported '\w+' parameter for given event source mapping type\.$/)
    expect(await ofQueue({ TumblingWindowInSeconds: 0, BisectBatchOnFunctionError: false })).toMatchObject({ EventSourceArn: arn })
  })
})
