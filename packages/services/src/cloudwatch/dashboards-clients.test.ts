import * as sdk from '@aws-sdk/client-cloudwatch'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { sweepHistory } from './alarms/alarm-history.ts'
import { cloudWatchService } from './service.ts'

let clock: FakeClock
let world: ReturnType<typeof serviceWorld>
let client: sdk.CloudWatchClient

beforeEach(() => {
  clock = fakeClock(Date.parse('2026-01-31T12:00:00Z'))
  world = serviceWorld([cloudWatchService], { clock, follow: () => () => undefined })
  client = new sdk.CloudWatchClient(world.config())
})

const body = JSON.stringify({ widgets: [{ type: 'text', properties: { markdown: 'ñ' } }] })
const put = (DashboardName: string, DashboardBody = body, Tags?: sdk.Tag[]) =>
  client.send(new sdk.PutDashboardCommand({ DashboardName, DashboardBody, Tags }))
const names = async (input: sdk.ListDashboardsCommandInput = {}) =>
  (await client.send(new sdk.ListDashboardsCommand(input))).DashboardEntries!.map(({ DashboardName }) => DashboardName)
const tagsOf = async (ResourceARN: string) => (await client.send(new sdk.ListTagsForResourceCommand({ ResourceARN }))).Tags
const refusal = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )

it('a dashboard is answered as it was put, listed by its beginning, and deleted with others or not at all', async () => {
  for (const name of ['a1', 'a2', 'b']) await put(name)
  const DashboardArn = `arn:aws:cloudwatch::${account}:dashboard/a1`
  expect(await client.send(new sdk.GetDashboardCommand({ DashboardName: 'a1' }))).toMatchObject({ DashboardBody: body, DashboardArn })
  const { DashboardEntries } = await client.send(new sdk.ListDashboardsCommand({ DashboardNamePrefix: 'a1' }))
  expect(DashboardEntries).toEqual([
    { DashboardName: 'a1', DashboardArn, LastModified: new Date(clock.now()), Size: Buffer.byteLength(body) },
  ])
  const remove = (...DashboardNames: string[]) => client.send(new sdk.DeleteDashboardsCommand({ DashboardNames }))
  expect(await refusal(remove('a1', 'none'))).toContain('Dashboard none does not exist')
  expect(await names()).toEqual(['a1', 'a2', 'b'])
  await remove('a1', 'b')
  expect(await names()).toEqual(['a2'])
  expect(await refusal(client.send(new sdk.GetDashboardCommand({ DashboardName: 'b' })))).toContain('Dashboard b does not exist')
})

it('a body that is no object, and a name that cannot be one, are refused', async () => {
  for (const text of ['{', '[]', '"text"']) expect(await refusal(put('d', text))).toContain('must be a valid JSON object')
  expect(await refusal(put('a b'))).toContain('DashboardName')
  expect(await names()).toEqual([])
})

it('alarms and dashboards keep the tags that they were made with until these are changed', async () => {
  const dashboard = `arn:aws:cloudwatch::${account}:dashboard/d`
  const alarm = `arn:aws:cloudwatch:us-east-1:${account}:alarm:a`
  const settings = { AlarmName: 'a', Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 } as const
  const comparison = { Threshold: 2, ComparisonOperator: 'GreaterThanThreshold' } as const
  const putAlarm = (Tags?: sdk.Tag[]) => client.send(new sdk.PutMetricAlarmCommand({ ...settings, ...comparison, Tags }))
  await put('d', body, [{ Key: 'k', Value: 'v' }])
  await putAlarm([{ Key: 'k', Value: 'v' }])
  for (const arn of [dashboard, alarm]) {
    await client.send(new sdk.TagResourceCommand({ ResourceARN: arn, Tags: [{ Key: 'l', Value: 'w' }] }))
    await client.send(new sdk.UntagResourceCommand({ ResourceARN: arn, TagKeys: ['k'] }))
  }
  await put('d', body, [{ Key: 'late', Value: 'x' }])
  await putAlarm()
  for (const arn of [dashboard, alarm]) expect(await tagsOf(arn)).toEqual([{ Key: 'l', Value: 'w' }])
  expect(await refusal(tagsOf(`${alarm}-not`))).toContain('ResourceNotFoundException')
})

it('what alarms did is kept for thirty days', async () => {
  const alarm = { AlarmName: 'a', Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 } as const
  for (const region of ['us-east-1', 'eu-west-1']) {
    const there = new sdk.CloudWatchClient({ ...world.config(), region })
    await there.send(new sdk.PutMetricAlarmCommand({ ...alarm, Threshold: 2, ComparisonOperator: 'GreaterThanThreshold' }))
    const state = (StateValue: sdk.StateValue) =>
      there.send(new sdk.SetAlarmStateCommand({ AlarmName: 'a', StateValue, StateReason: 'by hand' }))
    await state('ALARM')
    clock.advance(20 * 86_400_000)
    await state('OK')
  }
  clock.advance(11 * 86_400_000)
  expect(await world.ports.data.scan('cloudwatch.alarm-history', { limit: 9 })).toHaveLength(4)
  await sweepHistory(world.ports.data, clock.now())
  const { AlarmHistoryItems } = await client.send(new sdk.DescribeAlarmHistoryCommand({ AlarmName: 'a' }))
  expect(AlarmHistoryItems).toEqual([])
  expect(await world.ports.data.scan('cloudwatch.alarm-history', { limit: 9 })).toHaveLength(1)
})
