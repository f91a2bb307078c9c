import * as sdk from '@aws-sdk/client-cloudwatch'
import * as snsSdk from '@aws-sdk/client-sns'
import * as sqsSdk from '@aws-sdk/client-sqs'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { account, serviceWorld } from '../../declaration/testing/service-world.ts'
import { snsService } from '../../sns/service.ts'
import { sqsService } from '../../sqs/service.ts'
import { cloudWatchService } from '../service.ts'
import { type AlarmRecord, alarmKey, alarmKind } from './alarm-record.ts'

let world: ReturnType<typeof serviceWorld>
let client: sdk.CloudWatchClient
let clock: FakeClock

beforeEach(() => {
  clock = fakeClock(Date.parse('2026-01-31T12:00:00Z'))
  world = serviceWorld([sqsService, snsService, cloudWatchService], { clock, follow: () => () => undefined })
  client = new sdk.CloudWatchClient(world.config())
})

/** What a topic that is made now is told from now on, one after the other. */
async function toldTopic(): Promise<() => Promise<Record<string, unknown>[]>> {
  const [sns, sqs] = [new snsSdk.SNSClient(world.config()), new sqsSdk.SQSClient(world.config())]
  const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] })
  const { QueueUrl } = await sqs.send(new sqsSdk.CreateQueueCommand({ QueueName: 'q', Attributes: { Policy } }))
  await sns.send(new snsSdk.CreateTopicCommand({ Name: 't' }))
  await sns.send(new snsSdk.SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${account}:q` }))
  const told: Record<string, unknown>[] = []
  return async () => {
    const { Messages = [] } = await sqs.send(new sqsSdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    told.push(...Messages.map(({ Body = '' }) => JSON.parse(JSON.parse(Body).Message)))
    return told
  }
}

const evaluate = async () => (await world.opened.face(cloudWatchService))!.evaluate()
const arnOf = (name: string) => `arn:aws:cloudwatch:us-east-1:${account}:alarm:${name}`
const topic = `arn:aws:sns:us-east-1:${account}:t`
const base = { EvaluationPeriods: 1, Threshold: 10, ComparisonOperator: 'GreaterThanThreshold' } as const
const metricAlarm = (AlarmName: string, more: Partial<sdk.PutMetricAlarmInput> = {}) =>
  client.send(
    new sdk.PutMetricAlarmCommand({ AlarmName, ...base, Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60, ...more }),
  )
const composite = (AlarmName: string, AlarmRule: string, more: Partial<sdk.PutCompositeAlarmInput> = {}) =>
  client.send(new sdk.PutCompositeAlarmCommand({ AlarmName, AlarmRule, ...more }))
const suppressing = (ActionsSuppressor: string) => ({
  ...{ ActionsSuppressor, ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 90 },
})
const set = (AlarmName: string, StateValue: sdk.StateValue) =>
  client.send(new sdk.SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'tried' }))
const described = async (AlarmName: string) => {
  const answer = await client.send(
    new sdk.DescribeAlarmsCommand({ AlarmNames: [AlarmName], AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] }),
  )
  return [...answer.MetricAlarms!, ...answer.CompositeAlarms!][0]!
}
const state = async (name: string) => (await described(name)).StateValue
const refusal = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )

describe('a composite alarm', () => {
  beforeEach(async () => {
    await metricAlarm('a')
    await metricAlarm('b')
  })

  it('follows its alarms at once, tells why, and tells its topic', async () => {
    const told = await toldTopic()
    await composite('both', `ALARM(a) AND ALARM("${arnOf('b')}")`, { AlarmActions: [topic], AlarmDescription: 'd' })
    expect(await described('both')).toMatchObject({
      ...{ StateValue: 'OK', AlarmRule: `ALARM(a) AND ALARM("${arnOf('b')}")`, AlarmArn: arnOf('both'), ActionsEnabled: true },
      StateReason: `${arnOf('both')} was created and its alarm rule evaluates to OK`,
    })
    await set('a', 'ALARM')
    expect(await state('both')).toBe('OK')
    clock.advance(1000)
    await set('b', 'ALARM')
    expect(await described('both')).toMatchObject({
      StateValue: 'ALARM',
      StateReason: `${arnOf('b')} transitioned to ALARM at Saturday 31 January, 2026 12:00:01 UTC`,
      StateReasonData: JSON.stringify({
        triggeringAlarms: [{ arn: arnOf('b'), state: { value: 'ALARM', timestamp: '2026-01-31T12:00:01.000+0000' } }],
      }),
    })
    const news = { AlarmName: 'both', AlarmDescription: 'd', NewStateValue: 'ALARM', OldStateValue: 'OK' }
    await expect.poll(told).toMatchObject([{ ...news, AlarmRule: expect.stringContaining('ALARM(a)') }])
    clock.advance(1000)
    await set('a', 'OK')
    expect(await state('both')).toBe('OK')
    const history = await client.send(new sdk.DescribeAlarmHistoryCommand({ AlarmTypes: ['CompositeAlarm'] }))
    expect(history.AlarmHistoryItems!.map(({ AlarmName, AlarmType, HistorySummary }) => [AlarmName, AlarmType, HistorySummary])).toEqual([
      ['both', 'CompositeAlarm', 'Alarm updated from ALARM to OK'],
      ['both', 'CompositeAlarm', 'Alarm updated from OK to ALARM'],
      ['both', 'CompositeAlarm', 'Alarm updated from INSUFFICIENT_DATA to OK'],
    ])
  })

  it('looks at composite alarms too, whatever their names', async () => {
    await composite('inner', 'ALARM(a)')
    await composite('outer', 'NOT OK(inner) OR ALARM(b)')
    await composite('aOuter', 'ALARM(outer)')
    await composite('outer', 'NOT OK(inner) OR ALARM(b)', { AlarmDescription: 'again' })
    await set('a', 'ALARM')
    expect([await state('inner'), await state('outer'), await state('aOuter')]).toEqual(['ALARM', 'ALARM', 'ALARM'])
    await set('a', 'OK')
    expect([await state('inner'), await state('outer'), await state('aOuter')]).toEqual(['OK', 'OK', 'OK'])
  })

  it('is looked at once all that it looks at has been', async () => {
    await composite('inner', 'ALARM(a)')
    await composite('outer', 'ALARM(inner)')
    await composite('m', 'ALARM(inner) AND OK(outer)', { Tags: [{ Key: 'of', Value: 'm' }] })
    await set('a', 'ALARM')
    const { AlarmHistoryItems } = await client.send(new sdk.DescribeAlarmHistoryCommand({ AlarmName: 'm' }))
    expect(AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary)).toEqual(['Alarm updated from INSUFFICIENT_DATA to OK'])
    expect(await state('m')).toBe('OK')
    const { Tags } = await client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: arnOf('m') }))
    expect(Tags).toEqual([{ Key: 'of', Value: 'm' }])
  })

  it('comes in pages with the others', async () => {
    await composite('c', 'ALARM(a)')
    const names: unknown[] = []
    let NextToken: string | undefined
    do {
      const page = await client.send(
        new sdk.DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], MaxRecords: 1, NextToken }),
      )
      names.push([...page.MetricAlarms!, ...page.CompositeAlarms!].map(({ AlarmName }) => AlarmName).join())
      NextToken = page.NextToken
    } while (NextToken !== undefined && names.length < 5)
    expect(names).toEqual(['a', 'b', 'c'])
  })

  it('in a circle, and above one, is not looked at, and tells nobody anything', async () => {
    const told = await toldTopic()
    await composite('self', 'NOT ALARM(self) OR ALARM(a)', { AlarmActions: [topic], OKActions: [topic] })
    await composite('one', 'TRUE')
    await composite('two', 'OK(one)')
    await composite('one', 'OK(two)', { AlarmActions: [topic], OKActions: [topic] })
    await composite('above', 'NOT ALARM(self)', { AlarmActions: [topic], OKActions: [topic] })
    await set('a', 'ALARM')
    await evaluate()
    expect([await state('self'), await state('above')]).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA'])
    expect(await told()).toEqual([])
    // AWS: the way out is another rule.
    await composite('self', 'FALSE')
    expect([await state('self'), await state('above')]).toEqual(['OK', 'ALARM'])
  })

  it('keeps a rule that is put while another one is looked at', async () => {
    await composite('c', 'ALARM(a)')
    const { catalog, data } = world.ports
    const commit = data.commit.bind(data)
    data.commit = async (...writes) => {
      await commit(...writes)
      if (!JSON.stringify(writes).includes('CompositeAlarm')) return
      data.commit = commit
      await catalog.update<AlarmRecord, void>(alarmKind, alarmKey({ accountId: account, region: 'us-east-1' }, 'c'), current => ({
        next: { ...current!, composite: { rule: 'FALSE' } },
        result: undefined,
      }))
    }
    await set('a', 'ALARM')
    expect(await described('c')).toMatchObject({ AlarmRule: 'FALSE' })
    await evaluate()
    expect(await state('c')).toBe('OK')
  })

  it('that was set by hand stays so until one of its alarms changes', async () => {
    await composite('c', 'ALARM(a)')
    await set('c', 'ALARM')
    await evaluate()
    expect(await state('c')).toBe('ALARM')
    await set('a', 'INSUFFICIENT_DATA')
    expect(await state('c')).toBe('ALARM')
    await set('a', 'OK')
    expect(await state('c')).toBe('OK')
  })

  it('is shown where it is asked for, with its children and parents', async () => {
    await composite('c', 'ALARM(a) OR ALARM(b)', { AlarmActions: [topic] })
    const names = async (input: sdk.DescribeAlarmsInput) => {
      const { MetricAlarms, CompositeAlarms } = await client.send(new sdk.DescribeAlarmsCommand(input))
      return [...MetricAlarms!, ...CompositeAlarms!].map(({ AlarmName }) => AlarmName)
    }
    expect(await names({})).toEqual(['a', 'b'])
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual(['c'])
    expect(await names({ ChildrenOfAlarmName: 'c' })).toEqual(['a', 'b'])
    expect(await names({ ParentsOfAlarmName: 'b' })).toEqual(['c'])
    expect(await names({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], ActionPrefix: 'arn:aws:sns' })).toEqual(['c'])
    expect(await refusal(names({ ChildrenOfAlarmName: 'c', StateValue: 'OK' }))).toContain('can be combined with')
  })

  it('keeps its alarms from being deleted, and goes with them', async () => {
    await composite('c', 'ALARM(a) OR ALARM(b)')
    const remove = (...AlarmNames: string[]) => client.send(new sdk.DeleteAlarmsCommand({ AlarmNames }))
    // AWS's words: cloud-custodian/cloud-custodian#7763.
    expect(await refusal(remove('a'))).toBe('ValidationException: Cannot delete a as there are composite alarm(s) depending on it.')
    expect(await refusal(remove('a', 'b'))).toBe(
      'ValidationException: Cannot delete a,b as there are composite alarm(s) depending on them.',
    )
    await remove('a', 'b', 'c')
    expect(world.ports.catalog.list('cloudwatchAlarm')).toEqual([])
  })

  it.each<[string, Partial<sdk.PutCompositeAlarmInput>, string]>([
    ['ALARM(gone)', {}, `Could not save the composite alarm as alarms [${arnOf('gone')}] in the alarm rule do not exist`],
    [`ALARM("${arnOf('a').replace('us-east-1', 'eu-west-1')}")`, {}, `[${arnOf('a').replace('us-east-1', 'eu-west-1')}]`],
    ['()', {}, "Error in AlarmRule [Unsupported token ')' at char 1]"],
    ['TRUE', { ActionsSuppressor: 'a' }, 'ActionsSuppressor and ActionsSuppressorWaitPeriod need each other.'],
    ['TRUE', { ActionsSuppressor: 'a', ActionsSuppressorWaitPeriod: 1 }, 'ActionsSuppressorExtensionPeriod need each other.'],
    ['TRUE', { ActionsSuppressorWaitPeriod: 1 }, 'ActionsSuppressor and ActionsSuppressorWaitPeriod need each other.'],
    ['TRUE', { ...suppressing('a'), ActionsSuppressorWaitPeriod: -1 }, 'ActionsSuppressorWaitPeriod must not be negative.'],
    ['TRUE', suppressing('gone'), 'as the actions suppressor [gone] does not exist'],
    ['TRUE', { AlarmActions: ['arn:aws:ec2:x'] }, 'Invalid arn for action'],
    ['TRUE', { AlarmName: 'a' }, 'There is already a metric alarm of the name a.'],
    [Array.from({ length: 101 }, (_, n) => `OK(a${n})`).join(' OR '), {}, 'It names more than 100 alarms'],
  ])('is refused: %.40s %j', async (rule, more, words) => {
    const told = await refusal(composite('c', rule, more))
    expect(told).toContain('ValidationException: ')
    expect(told).toContain(words)
  })
})

// Examples of AWS's documentation: Create_Composite_Alarm_Suppression.
describe('a composite alarm with a suppressor', () => {
  let told: () => Promise<Record<string, unknown>[]>
  const pass = async (seconds: number): Promise<void> => {
    clock.advance(seconds * 1000)
    await evaluate()
  }
  const by = async () => ((await described('c')) as sdk.CompositeAlarm).ActionsSuppressedBy

  beforeEach(async () => {
    for (const name of ['a', 's']) await metricAlarm(name, { TreatMissingData: 'ignore' })
    told = await toldTopic()
    await set('s', 'OK')
    await composite('c', 'ALARM(a)', { AlarmActions: [topic], OKActions: [topic], ...suppressing('s') })
  })

  it('acts when its time to wait is over and the suppressor does not ring', async () => {
    await set('a', 'ALARM')
    expect(await described('c')).toMatchObject({
      ...{ StateValue: 'ALARM', ActionsSuppressedBy: 'WaitPeriod', ActionsSuppressedReason: 'Actions suppressed by WaitPeriod' },
      ...suppressing('s'),
    })
    await pass(59)
    expect([await told(), await by()]).toEqual([[], 'WaitPeriod'])
    await pass(1)
    await expect.poll(told).toMatchObject([{ AlarmName: 'c', NewStateValue: 'ALARM', OldStateValue: 'INSUFFICIENT_DATA' }])
    expect(await by()).toBeUndefined()
  })

  it('is quiet while the suppressor rings, and for the extension after it; then acts on the state it is in', async () => {
    await set('a', 'ALARM')
    await set('s', 'ALARM')
    await pass(600)
    expect([await told(), await by()]).toEqual([[], 'Alarm'])
    await set('s', 'OK')
    expect(await by()).toBe('ExtensionPeriod')
    await pass(89)
    expect(await told()).toEqual([])
    await pass(1)
    await expect.poll(told).toMatchObject([{ NewStateValue: 'ALARM' }])
  })

  it('waits anew when its state changes while it waits or in the extension', async () => {
    await set('a', 'ALARM')
    await pass(40)
    await set('a', 'OK')
    await pass(59)
    expect([await told(), await by()]).toEqual([[], 'WaitPeriod'])
    await pass(1)
    await expect.poll(told).toMatchObject([{ NewStateValue: 'OK' }])
    await set('s', 'ALARM')
    await set('a', 'ALARM')
    await set('s', 'OK')
    expect(await by()).toBe('ExtensionPeriod')
    await set('a', 'OK')
    expect(await by()).toBe('WaitPeriod')
  })

  it('is kept quiet by a suppressor that is named by its ARN, as CDK does', async () => {
    await composite('c', 'ALARM(a)', { AlarmActions: [topic], ...suppressing(arnOf('s')) })
    await set('s', 'ALARM')
    await set('a', 'ALARM')
    expect(await described('c')).toMatchObject({ ActionsSuppressor: arnOf('s'), ActionsSuppressedBy: 'Alarm' })
  })

  it('keeps a suppressor that was put while it changed its state', async () => {
    await metricAlarm('other')
    const { data } = world.ports
    const { commit } = data
    let put: Promise<unknown> = Promise.resolve()
    data.commit = async writes => {
      if (JSON.stringify(writes).includes('CompositeAlarm')) {
        data.commit = commit
        put = composite('c', 'ALARM(a)', { AlarmActions: [topic], ...suppressing('other') })
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
      }
      return commit(writes)
    }
    await set('a', 'ALARM')
    await put
    expect(await described('c')).toMatchObject({ StateValue: 'ALARM', ActionsSuppressor: 'other', ActionsSuppressedBy: 'WaitPeriod' })
  })

  it('acts at once again without its suppressor, and on what was held', async () => {
    await set('a', 'ALARM')
    await composite('c', 'ALARM(a)', { AlarmActions: [topic], OKActions: [topic] })
    await expect.poll(told).toMatchObject([{ NewStateValue: 'ALARM' }])
    await set('a', 'OK')
    await expect.poll(told).toMatchObject([{}, { NewStateValue: 'OK' }])
    expect(((await described('c')) as sdk.CompositeAlarm).ActionsSuppressor).toBeUndefined()
  })

  it('that acts no more does nothing when its time is over', async () => {
    await set('a', 'ALARM')
    await client.send(new sdk.DisableAlarmActionsCommand({ AlarmNames: ['c'] }))
    await pass(60)
    expect([await told(), await by()]).toEqual([[], undefined])
  })
})

describe('an alarm on metric math', () => {
  const metric = (Id: string, MetricName: string, Period = 60): sdk.MetricDataQuery => ({
    ...{ Id, MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period, Stat: 'Sum' }, ReturnData: false },
  })
  const rate = { Id: 'e1', Expression: 'IF(calls > 5, errors / calls * 100)', Label: 'Error rate', ReturnData: true }
  const Metrics = [rate, metric('errors', 'Errors'), metric('calls', 'Calls')]
  const math = (more: Partial<sdk.PutMetricAlarmInput> = {}) =>
    client.send(new sdk.PutMetricAlarmCommand({ AlarmName: 'm', ...base, Metrics, ...more }))

  it('rings by what its expression makes of its metrics, and is shown as it was put', async () => {
    const told = await toldTopic()
    await math({ AlarmActions: [topic] })
    const next = async (errors: number, calls: number) => {
      const datum = (MetricName: string, Value: number) => ({ MetricName, Value, Timestamp: new Date(clock.now()) })
      const MetricData = [datum('Errors', errors), datum('Calls', calls)]
      await client.send(new sdk.PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
      clock.advance(60_000)
      await evaluate()
      return state('m')
    }
    expect([await next(1, 100), await next(20, 100), await next(4, 4)]).toEqual(['OK', 'ALARM', 'INSUFFICIENT_DATA'])
    const alarm = (await described('m')) as sdk.MetricAlarm
    expect(alarm.Metrics).toEqual(Metrics)
    expect([alarm.Dimensions, alarm.MetricName]).toEqual([undefined, undefined])
    const Trigger = { Period: 60, EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold', Threshold: 10, Metrics }
    await expect.poll(told).toMatchObject([{ AlarmName: 'm', NewStateValue: 'ALARM', Trigger }])
  })

  it('has the value before its first period for what is told from it', async () => {
    await math({ Metrics: [{ Id: 'e', Expression: 'DIFF(m)' }, metric('m', 'Errors', 120)], Threshold: 5 })
    for (const [minutes, Value] of [
      [1, 1],
      [3, 9],
    ] as const) {
      const MetricData = [{ MetricName: 'Errors', Value, Timestamp: new Date(clock.now() + minutes * 60_000) }]
      await client.send(new sdk.PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
    }
    clock.advance(300_000)
    await evaluate()
    expect(await described('m')).toMatchObject({ StateValue: 'ALARM', StateReason: expect.stringContaining('[8]') })
  })

  it.each<[string, Partial<sdk.PutMetricAlarmInput>, string]>([
    ['an array', { Metrics: [{ ...rate, Expression: 'METRICS()' }, ...Metrics.slice(1)] }, 'must be a single time series'],
    ['a number', { Metrics: [{ ...rate, Expression: 'SUM(errors)' }, ...Metrics.slice(1)] }, 'The result is no time series'],
    ['two results', { Metrics: Metrics.map(query => ({ ...query, ReturnData: true })) }, 'Exactly one element in the parameter Metrics'],
    ['the same id', { Metrics: [rate, rate] }, 'are not unique'],
    ['a metric beside it', { MetricName: 'Errors' }, 'MetricName and Metrics exclude each other'],
    ['periods', { Metrics: [rate, metric('errors', 'Errors', 300), metric('calls', 'Calls')] }, 'must have the same Period'],
    ['bad syntax', { Metrics: [{ Id: 'e', Expression: '1 +' }] }, "Error in expression 'e': Invalid syntax"],
    ['anomalies', { ThresholdMetricId: 'e1' }, 'anomaly detection and other criteria are not served'],
  ])('is refused with %s', async (_, more, words) => expect(await refusal(math(more))).toContain(words))
})
