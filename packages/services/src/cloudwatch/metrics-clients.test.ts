import { gzipSync } from 'node:zlib'
import * as sdk from '@aws-sdk/client-cloudwatch'
import { type FakeClock, type FeedEntry, fakeClock } from '@pasos/engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { account, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { cloudWatchService } from './service.ts'

const now = Math.floor(Date.now() / 60_000) * 60_000
let clock: FakeClock
let world: ReturnType<typeof serviceWorld>
let client: sdk.CloudWatchClient
let tell: (entries: readonly FeedEntry[]) => Promise<void>

const follow = (_: string, handle: typeof tell) => {
  tell = handle
  return () => undefined
}

beforeEach(async () => {
  clock = fakeClock(now)
  world = serviceWorld([cloudWatchService], { clock, follow })
  client = new sdk.CloudWatchClient(world.config())
  await world.opened.start()
})

const put = (...MetricData: sdk.MetricDatum[]) => client.send(new sdk.PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
const datum = (Value: number, minutesAgo = 1, more: Partial<sdk.MetricDatum> = {}): sdk.MetricDatum => ({
  ...{ MetricName: 'Orders', Value, Timestamp: new Date(now - minutesAgo * 60_000), ...more },
})
const range = { StartTime: new Date(now - 3_600_000), EndTime: new Date(now + 60_000) }
const statistics = async (more: Partial<sdk.GetMetricStatisticsCommandInput> = {}) =>
  (
    await client.send(
      new sdk.GetMetricStatisticsCommand({ Namespace: 'Shop', MetricName: 'Orders', ...range, Period: 60, Statistics: ['Sum'], ...more }),
    )
  ).Datapoints!
const signed = {
  authorization: 'AWS4-HMAC-SHA256 Credential=123456789012/20260131/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=x',
  host: 'x',
}
const refusal = async (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'was not refused',
    error => `${error.name}: ${error.message}`,
  )

describe('data', () => {
  it('are kept by the minute with every statistic, and outlive the process', async () => {
    await Promise.all([put(datum(1), datum(3)), put(datum(8)), put(datum(100, 3))])
    const again = serviceWorld([cloudWatchService], world.ports)
    client = new sdk.CloudWatchClient(again.config())
    expect(
      await statistics({ Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'], ExtendedStatistics: ['p50', 'p100'] }),
    ).toEqual([
      expect.objectContaining({ Timestamp: new Date(now - 180_000), SampleCount: 1, Sum: 100 }),
      {
        ...{ Timestamp: new Date(now - 60_000), SampleCount: 3, Sum: 12, Average: 4, Minimum: 1, Maximum: 8, Unit: 'None' },
        ExtendedStatistics: { p50: 3, p100: 8 },
      },
    ])
    expect(await statistics({ Period: 3600 })).toMatchObject([{ Timestamp: range.StartTime, Sum: 112 }])
  })

  it('are told apart by dimensions, in whatever order, and by unit', async () => {
    const Dimensions = [
      { Name: 'A', Value: '1' },
      { Name: 'B', Value: '2' },
    ]
    await put(datum(1), datum(2, 1, { Dimensions }), datum(4, 1, { Dimensions: [...Dimensions].reverse(), Unit: 'Seconds' }))
    expect(await statistics()).toMatchObject([{ Sum: 1 }])
    expect(await statistics({ Dimensions })).toMatchObject([
      { Sum: 2, Unit: 'None' },
      { Sum: 4, Unit: 'Seconds' },
    ])
    expect(await statistics({ Dimensions, Unit: 'Seconds' })).toMatchObject([{ Sum: 4 }])
  })

  it('come as sums or as values with counts, and percentiles of many stay close', async () => {
    const values = (from: number) => Array.from({ length: 150 }, (_, index) => from + index)
    await put(...[1, 151, 301, 451, 601, 751].map(from => datum(0, 1, { Value: undefined, Values: values(from) })))
    const [{ ExtendedStatistics, Maximum } = {}] = await statistics({ Statistics: ['Maximum'], ExtendedStatistics: ['p90'] })
    expect(Maximum).toBe(900)
    expect(Math.abs(ExtendedStatistics!['p90']! - 810)).toBeLessThan(10)
    await put(datum(0, 2, { Value: undefined, StatisticValues: { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 5 } }))
    expect((await statistics({ Statistics: ['Average'], ExtendedStatistics: ['p90'] }))[0]).toMatchObject({
      ...{ Average: 2.5, ExtendedStatistics: {} },
    })
  })

  it.each<[sdk.MetricDatum, string]>([
    [datum(1, 15 * 1440), 'InvalidParameterValue'],
    [datum(1, -180), 'InvalidParameterValue'],
    [datum(0, 1, { Value: undefined }), 'MissingRequiredParameter'],
    [datum(1, 1, { Values: [1] }), 'InvalidParameterCombination'],
    [datum(0, 1, { Value: undefined, Values: [1, 2], Counts: [1] }), 'InvalidParameterValue'],
  ])('are refused as %j', async (bad, code) => {
    expect(await refusal(put(bad))).toContain(code)
  })

  it('go away when AWS would keep them no longer', async () => {
    await put(datum(1))
    clock.advance(16 * 86_400_000)
    await (await world.opened.face(cloudWatchService))!.metrics.sweep(clock.now())
    expect(await statistics()).toEqual([])
    expect(await world.ports.data.scan('cloudwatch.metric', { limit: 9 })).toEqual([])
  })
})

describe('GetMetricData', () => {
  const query = (Id: string, Stat: string): sdk.MetricDataQuery => ({
    ...{ Id, MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Orders' }, Period: 60, Stat } },
  })

  it('pages through the values of several queries', async () => {
    await put(datum(1, 1), datum(2, 2), datum(3, 3))
    const seen: string[] = []
    const MetricDataQueries = [query('a', 'Sum'), query('b', 'p50')]
    for await (const { MetricDataResults = [] } of sdk.paginateGetMetricData(
      { client },
      { ...range, MetricDataQueries, MaxDatapoints: 2 },
    )) {
      for (const { Id, Values, StatusCode } of MetricDataResults) seen.push(`${Id} ${Values} ${StatusCode}`)
    }
    expect(seen).toEqual(['a 1,2 PartialData', 'a 3 Complete', 'b 1 PartialData', 'b 2,3 Complete'])
  })

  it('refuses what it does not understand', async () => {
    const ask = (MetricDataQueries: sdk.MetricDataQuery[]) =>
      refusal(client.send(new sdk.GetMetricDataCommand({ ...range, MetricDataQueries })))
    expect(await ask([{ Id: 'e1', Expression: 'm1 + 1' }])).toContain("Error in expression 'e1'")
    expect(await ask([query('a', 'median')])).toContain('is not supported')
    expect(await ask([query('a', 'Sum'), query('a', 'Sum')])).toContain('are not unique')
  })
})

it('more than 1,440 datapoints are refused in AWS’s words', async () => {
  expect(await refusal(statistics({ StartTime: new Date(now - 86_400_000 * 2) }))).toContain(
    'You have requested up to 2,881 datapoints, which exceeds the limit of 1,440.',
  )
})

it('metrics are listed page by page, by namespace, name and dimension', async () => {
  const many = Array.from({ length: 501 }, (_, index) =>
    datum(1, 1, { MetricName: `m${index}`, Dimensions: [{ Name: 'N', Value: `${index}` }] }),
  )
  await put(...many)
  const names = new Set<string>()
  let pages = 0
  for await (const { Metrics = [] } of sdk.paginateListMetrics({ client }, { Namespace: 'Shop' })) {
    pages++
    for (const { MetricName } of Metrics) names.add(MetricName!)
  }
  expect([pages, names.size]).toEqual([2, 501])
  expect((await client.send(new sdk.ListMetricsCommand({ Dimensions: [{ Name: 'N', Value: '7' }] }))).Metrics).toEqual([
    { Namespace: 'Shop', MetricName: 'm7', Dimensions: [{ Name: 'N', Value: '7' }] },
  ])
  expect((await client.send(new sdk.ListMetricsCommand({ Namespace: 'Shopping' }))).Metrics).toEqual([])
})

describe('executions', () => {
  const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:m`
  const entry = (name: string, ...types: string[]) =>
    ({
      execution: {
        ...{ executionArn: `arn:aws:states:${region}:${account}:execution:m:${name}`, name, type: 'STANDARD', startDate: now - 65_000 },
        ...{ stateMachineArn, stateMachineVersionArn: `${stateMachineArn}:3` },
      },
      events: types.map((type, index) => ({ id: index + 1, type, timestamp: now - 60_000 })),
    }) as unknown as FeedEntry
  const of = (MetricName: string, ...more: sdk.Dimension[]) =>
    statistics({ Namespace: 'AWS/States', MetricName, Dimensions: [{ Name: 'StateMachineArn', Value: stateMachineArn }, ...more] })

  it('are counted and timed by state machine and version, each once however often it is told', async () => {
    const page = [
      entry('a', 'ExecutionStarted', 'PassStateEntered', 'ExecutionSucceeded'),
      entry('b', 'ExecutionStarted', 'ExecutionFailed'),
    ]
    await tell(page)
    await tell([...page, entry('c', 'ExecutionStarted')])
    const again = serviceWorld([cloudWatchService], world.ports)
    await again.opened.start()
    await tell([page[0]!, entry('d', 'ExecutionAborted'), entry('e', 'ExecutionTimedOut')])
    client = new sdk.CloudWatchClient(again.config())
    expect(await of('ExecutionsStarted')).toMatchObject([{ Sum: 3, Unit: 'Count' }])
    expect(await of('ExecutionsSucceeded')).toMatchObject([{ Sum: 1 }])
    expect(await of('ExecutionsFailed', { Name: 'Version', Value: '3' })).toMatchObject([{ Sum: 1 }])
    expect(await of('ExecutionsAborted')).toMatchObject([{ Sum: 1 }])
    expect(await of('ExecutionsTimedOut')).toMatchObject([{ Sum: 1 }])
    expect(await of('ExecutionTime')).toMatchObject([{ Sum: 20_000, Unit: 'Milliseconds' }])
  })
})

it('a role may put into the namespaces that its policy names, and no others', async () => {
  const Condition = { StringEquals: { 'cloudwatch:namespace': 'Shop' } }
  const session = await world.sessionOf('worker', { Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*', Condition })
  const worker = new sdk.CloudWatchClient(world.config(session))
  await worker.send(new sdk.PutMetricDataCommand({ Namespace: 'Shop', MetricData: [datum(1)] }))
  const other = worker.send(new sdk.PutMetricDataCommand({ Namespace: 'Other', MetricData: [datum(1)] }))
  expect(await refusal(other)).toContain('is not authorized to perform: cloudwatch:PutMetricData')
})

it('a compressed body is read in every protocol, and is refused where it is none or becomes too large', async () => {
  const form = 'Action=PutMetricData&Version=2010-08-01&Namespace=Shop&MetricData.member.1.MetricName=Orders&MetricData.member.1.Value='
  const send = async (body: Uint8Array) => {
    const headers = { ...signed, 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' }
    const answer = await world.dispatch({ method: 'POST', url: '/', headers, body, signal: new AbortController().signal })
    return `${answer.status} ${answer.body}`
  }
  expect(await send(gzipSync(`${form}7`))).toContain('200')
  expect(await statistics()).toMatchObject([{ Sum: 7 }])
  expect(await send(Buffer.from('no gzip'))).toMatch(/^400/)
  expect(await send(gzipSync(`${form}7${'0'.repeat(9_000_000)}`))).toMatch(/^4/)
})

it.each([
  ['awsQuery', 'application/x-www-form-urlencoded', '/', {}, 'Action=ListMetrics&Version=2010-08-01', '<MetricName>Orders</MetricName>'],
  [
    'awsJson',
    'application/x-amz-json-1.0',
    '/',
    { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics' },
    '{}',
    '"MetricName":"Orders"',
  ],
  [
    'CBOR',
    'application/cbor',
    '/service/GraniteServiceVersion20100801/operation/ListMetrics',
    { 'smithy-protocol': 'rpc-v2-cbor' },
    '\u00bf',
    'Orders',
  ],
])('is spoken in %s', async (_, type, url, headers, body, part) => {
  await put(datum(1))
  const bytes = body === '\u00bf' ? Uint8Array.of(0xa0) : Buffer.from(body)
  const answer = await world.dispatch({
    ...{ method: 'POST', url, headers: { ...signed, 'content-type': type, ...headers }, body: bytes },
    signal: new AbortController().signal,
  })
  expect([answer.status, Buffer.from(answer.body).toString('latin1')]).toEqual([200, expect.stringContaining(part)])
})
