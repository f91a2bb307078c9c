import * as sdk from '@aws-sdk/client-cloudwatch'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { serviceWorld } from '../../declaration/testing/service-world.ts'
import { cloudWatchService } from '../service.ts'

let client: sdk.CloudWatchClient
let clock: FakeClock
const start = Date.parse('2026-01-31T12:00:00Z')
const at = (minutes: number) => new Date(start + minutes * 60_000)

beforeEach(async () => {
  clock = fakeClock(start + 600_000)
  client = new sdk.CloudWatchClient(serviceWorld([cloudWatchService], { clock, follow: () => () => undefined }).config())
  const datum = (MetricName: string, minutes: number, Value: number) => ({ MetricName, Value, Timestamp: at(minutes) })
  const MetricData = [datum('Errors', 0, 1), datum('Errors', 2, 3), datum('Calls', 0, 10), datum('Calls', 1, 20), datum('Calls', 2, 30)]
  await client.send(new sdk.PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
})

const metric = (Id: string, MetricName: string, more: Partial<sdk.MetricDataQuery> = {}): sdk.MetricDataQuery => ({
  ...{ Id, MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' }, ReturnData: false },
  ...more,
})
const both = [metric('errors', 'Errors'), metric('calls', 'Calls')]
const get = (MetricDataQueries: sdk.MetricDataQuery[], more: Partial<sdk.GetMetricDataInput> = {}) =>
  client.send(new sdk.GetMetricDataCommand({ MetricDataQueries, StartTime: at(0), EndTime: at(3), ScanBy: 'TimestampAscending', ...more }))
const refusal = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )

it('an expression is computed over metrics and other expressions, whichever stands first, and is called by its label or its id', async () => {
  const { MetricDataResults } = await get([
    { Id: 'percent', Expression: 'rate * 100', Label: 'Error rate' },
    { Id: 'rate', Expression: 'errors / calls' },
    ...both,
  ])
  const Timestamps = [at(0), at(1), at(2)]
  expect(MetricDataResults).toEqual([
    { Id: 'percent', Label: 'Error rate', Timestamps, Values: [10, 0, 10], StatusCode: 'Complete' },
    { Id: 'rate', Label: 'rate', Timestamps, Values: [0.1, 0, 0.1], StatusCode: 'Complete' },
  ])
})

it('an array is as many results of the same id, page by page, the newest values first unless asked otherwise', async () => {
  const all: sdk.MetricDataResult[] = []
  const queries = [{ Id: 'e', Expression: 'FILL(METRICS(), 0)', Label: 'Filled' }, ...both]
  let NextToken: string | undefined
  for (let page = 0; page === 0 || NextToken !== undefined; page++) {
    expect(page).toBeLessThan(4)
    const answer = await get(queries, { ScanBy: undefined, MaxDatapoints: 2, NextToken })
    all.push(...answer.MetricDataResults!)
    NextToken = answer.NextToken
  }
  expect(all.map(({ Id, Label, Values, StatusCode }) => [Id, Label, Values, StatusCode])).toEqual([
    ['e', 'Filled Errors', [3, 0], 'PartialData'],
    ['e', 'Filled Errors', [1], 'Complete'],
    ['e', 'Filled Calls', [30], 'PartialData'],
    ['e', 'Filled Calls', [20, 10], 'Complete'],
  ])
})

it.each<[string, sdk.MetricDataQuery[], string]>([
  ['an unknown query', [{ Id: 'e', Expression: 'm9 + 1' }], "Error in expression 'e': There is no query with the Id m9"],
  [
    'a circle',
    [
      { Id: 'a', Expression: 'b' },
      { Id: 'b', Expression: 'a' },
    ],
    "Error in expression 'a': The expression refers to itself",
  ],
  ['no expression', [{ Id: 'e', Expression: 'errors +' }, ...both], "Error in expression 'e': Invalid syntax"],
  ['a number', [{ Id: 'e', Expression: 'SUM(errors)' }, ...both], "Error in expression 'e': The result is no time series"],
  ['SEARCH', [{ Id: 'e', Expression: "SEARCH('x', 'Sum')" }], 'The function SEARCH is not served here'],
  ['Metrics Insights', [{ Id: 'e', Expression: 'SELECT AVG(x) FROM y' }], 'Metrics Insights queries are not served here'],
  ['both', [{ ...metric('e', 'Errors'), Expression: 'e' }], 'Exactly one of the parameters Expression or MetricStat'],
  ['too much', [...both, { Id: 'e', Expression: `TIME_SERIES(1) + [${'TIME_SERIES(2),'.repeat(60)}TIME_SERIES(3)]` }], 'too many values'],
])('%s is refused', async (_, queries, words) => {
  const more = words === 'too many values' ? { StartTime: new Date(start - 69 * 86_400_000) } : {}
  const told = await refusal(get(queries, more))
  expect(told).toContain('ValidationException: ')
  expect(told).toContain(words)
})

it('a metric may be asked for over any time, an expression over as many periods as there can be data points', async () => {
  const StartTime = new Date(start - 3 * 365 * 86_400_000)
  const seconds = { ...metric('m', 'Errors', { Period: 86_400 }), ReturnData: true }
  seconds.MetricStat!.Period = 1
  expect((await get([seconds], { StartTime })).MetricDataResults).toMatchObject([{ Values: [1, 3] }])
  const filled = { Id: 'e', Expression: 'FILL(m, 0)', Period: 86_400 }
  const hourly = { ...metric('m', 'Errors'), MetricStat: { ...seconds.MetricStat!, Period: 3600 } }
  const [hours] = (await get([hourly, { ...filled, Period: undefined }], { StartTime })).MetricDataResults!
  expect(hours!.Values!.length).toBe(3 * 365 * 24 + 1)
  expect(await refusal(get([seconds, filled], { StartTime }))).toContain("Error in expression 'e': There are more than 100800 periods")
})

it('500 expressions that each name the one before are one after the other', async () => {
  const chain = Array.from({ length: 498 }, (_, n) => ({
    Id: `e${n}`,
    Expression: n === 0 ? 'calls' : `e${n - 1} + 1`,
    ReturnData: n === 497,
  }))
  const { MetricDataResults } = await get([...chain.reverse(), ...both])
  expect(MetricDataResults![0]!.Values).toEqual([507, 517, 527])
})

it('a token behind the last query is refused', async () => {
  const NextToken = Buffer.from('9/0/0').toString('base64')
  expect(await refusal(get([{ ...both[0]!, ReturnData: true }], { NextToken }))).toContain('NextToken')
})
