import * as sdk from '@aws-sdk/client-cloudwatch'
import { fakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { serviceWorld } from '../declaration/testing/service-world.ts'
import { cloudWatchService } from './service.ts'

const hour = 3_600_000
const start = Math.floor(Date.now() / hour) * hour
const metric = { Namespace: 'Shop', MetricName: 'Errors' } as const

let clock: ReturnType<typeof fakeClock>
let world: ReturnType<typeof serviceWorld>
let client: sdk.CloudWatchClient

beforeEach(() => {
  clock = fakeClock(start + hour / 2)
  world = serviceWorld([cloudWatchService], { clock, follow: () => () => undefined })
  client = new sdk.CloudWatchClient(world.config())
})

/** A value so many seconds after the hour began. */
const put = (second: number, Value: number, StorageResolution?: number) =>
  client.send(
    new sdk.PutMetricDataCommand({
      Namespace: 'Shop',
      MetricData: [{ MetricName: 'Errors', Value, Timestamp: new Date(start + second * 1000), StorageResolution }],
    }),
  )
async function sums(Period: number, from = 0, to = 120): Promise<[second: number, sum: number][]> {
  const span = { StartTime: new Date(start + from * 1000), EndTime: new Date(start + to * 1000) }
  const { Datapoints } = await client.send(new sdk.GetMetricStatisticsCommand({ ...metric, ...span, Period, Statistics: ['Sum'] }))
  return Datapoints!.map(({ Timestamp, Sum }): [number, number] => [(Timestamp!.getTime() - start) / 1000, Sum!]).sort(([a], [b]) => a - b)
}
const refusal = async (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )

it('a metric of high resolution has periods of less than a minute', async () => {
  for (const [second, value] of [
    [0, 1],
    [4, 2],
    [7, 4],
    [7, 8],
    [34, 16],
    [61, 32],
  ] as const)
    await put(second, value, 1)
  expect(await sums(1)).toEqual([
    [0, 1],
    [4, 2],
    [7, 12],
    [34, 16],
    [61, 32],
  ])
  expect(await sums(5, 7)).toEqual([
    [5, 12],
    [30, 16],
    [60, 32],
  ])
  expect(await sums(30)).toEqual([
    [0, 15],
    [30, 16],
    [60, 32],
  ])
  expect(await sums(60)).toEqual([
    [0, 31],
    [60, 32],
  ])
  const span = { StartTime: new Date(start), EndTime: new Date(start + 120_000) }
  const MetricStat = { Metric: metric, Period: 20, Stat: 'Maximum' }
  const { MetricDataResults } = await client.send(
    new sdk.GetMetricDataCommand({ ...span, ScanBy: 'TimestampAscending', MetricDataQueries: [{ Id: 'a', MetricStat }] }),
  )
  expect(MetricDataResults![0]!.Values).toEqual([8, 16, 32])
})

it('a metric of usual resolution has its minutes for shorter periods, too; there are no other resolutions', async () => {
  await put(34, 1, 60)
  await put(35, 2)
  expect(await sums(10)).toEqual([[0, 3]])
  expect(await refusal(put(1, 1, 30))).toBe(
    'InvalidParameterValueException: The value 30 for parameter MetricData.member.1.StorageResolution is invalid.',
  )
})

it('seconds are kept for three hours, minutes longer', async () => {
  await put(7, 4, 1)
  const face = (await world.opened.face(cloudWatchService))!
  await face.metrics.sweep(start + 2 * hour)
  expect(await sums(5)).toEqual([[5, 4]])
  await face.metrics.sweep(start + 3 * hour + 8000)
  expect(await sums(5)).toEqual([[0, 4]])
})

it('an alarm with short periods is looked at over these, every ten seconds', async () => {
  const settings = { AlarmName: 'a', ...metric, Statistic: 'Sum', Threshold: 2, ComparisonOperator: 'GreaterThanThreshold' } as const
  const alarm = (Period: number, EvaluationPeriods = 1) =>
    client.send(new sdk.PutMetricAlarmCommand({ ...settings, Period, EvaluationPeriods }))
  const stop = await cloudWatchService.start!({
    ...world.ports,
    neighbour: (service: never) => world.opened.face(service),
    meter: { collect: () => () => [] },
  } as never)
  const state = async () => (await client.send(new sdk.DescribeAlarmsCommand({}))).MetricAlarms![0]!.StateValue
  await alarm(10)
  // The first look was due before there was such an alarm.
  clock.advance(15_000)
  await expect.poll(state).toBe('INSUFFICIENT_DATA')
  await put(1815, 3, 1)
  clock.advance(6000)
  expect(await state()).toBe('INSUFFICIENT_DATA')
  clock.advance(4000)
  await expect.poll(state).toBe('ALARM')
  await put(1825, 1, 1)
  clock.advance(10_000)
  await expect.poll(state).toBe('OK')
  stop()
  for (const period of [5, 15, 90]) expect(await refusal(alarm(period))).toContain('Period must be 10, 20, 30 or a multiple of 60.')
  expect(await refusal(alarm(10, 8641))).toContain('EvaluationPeriods * Period must be <= 86400')
  await alarm(3600, 168)
  const math = [{ Id: 'm', MetricStat: { Metric: metric, Period: 30, Stat: 'Sum' } }]
  const { Threshold, ComparisonOperator } = settings
  await client.send(new sdk.PutMetricAlarmCommand({ AlarmName: 'm', Metrics: math, EvaluationPeriods: 1, Threshold, ComparisonOperator }))
  await put(1805, 5, 1)
  const face = (await world.opened.face(cloudWatchService))!
  await face.evaluate()
  const { MetricAlarms } = await client.send(new sdk.DescribeAlarmsCommand({ AlarmNames: ['m'] }))
  expect(MetricAlarms![0]!.StateValue).toBe('ALARM')
})
