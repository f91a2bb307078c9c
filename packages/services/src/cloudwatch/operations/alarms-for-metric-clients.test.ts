import * as sdk from '@aws-sdk/client-cloudwatch'
import { expect, it } from 'vitest'
import { serviceWorld } from '../../declaration/testing/service-world.ts'
import { cloudWatchService } from '../service.ts'

const client = new sdk.CloudWatchClient(serviceWorld([cloudWatchService], { follow: () => () => undefined }).config())
const base = { EvaluationPeriods: 1, Threshold: 10, ComparisonOperator: 'GreaterThanThreshold' } as const
const metricAlarm = (AlarmName: string, more: Partial<sdk.PutMetricAlarmInput> = {}) =>
  client.send(
    new sdk.PutMetricAlarmCommand({ AlarmName, ...base, Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60, ...more }),
  )

it('alarms are found by their metric, whatever the order of its dimensions', async () => {
  const Dimensions = [
    { Name: 'A', Value: '1' },
    { Name: 'B', Value: '2' },
  ]
  await metricAlarm('plain')
  await metricAlarm('sized', { Dimensions, Unit: 'Bytes' })
  await metricAlarm('sized-late', { Dimensions, Period: 300 })
  await client.send(
    new sdk.PutMetricAlarmCommand({
      ...{ AlarmName: 'math', ...base },
      Metrics: [{ Id: 'm', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Errors' }, Period: 60, Stat: 'Sum' } }],
    }),
  )
  await client.send(new sdk.PutCompositeAlarmCommand({ AlarmName: 'c', AlarmRule: 'ALARM(plain)' }))
  const found = async (more: Partial<sdk.DescribeAlarmsForMetricInput>) => {
    const named = { Namespace: 'Shop', MetricName: 'Errors', ...more }
    const { MetricAlarms = [] } = await client.send(new sdk.DescribeAlarmsForMetricCommand(named))
    return MetricAlarms.map(({ AlarmName }) => AlarmName)
  }
  expect(await found({})).toEqual(['plain'])
  expect(await found({ Dimensions: Dimensions.toReversed() })).toEqual(['sized', 'sized-late'])
  expect(await found({ Dimensions, Period: 300 })).toEqual(['sized-late'])
  expect(await found({ Dimensions, Unit: 'Bytes', Statistic: 'Sum' })).toEqual(['sized'])
  expect(await found({ Statistic: 'Average' })).toEqual([])
  expect(await found({ ExtendedStatistic: 'p90' })).toEqual([])
  expect(await found({ MetricName: 'Calls' })).toEqual([])
})
