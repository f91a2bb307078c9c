import * as sdk from '@aws-sdk/client-cloudwatch'
import * as snsSdk from '@aws-sdk/client-sns'
import * as sqsSdk from '@aws-sdk/client-sqs'
import { fakeClock } from '@pasos/engine'
import { expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { snsService } from '../sns/service.ts'
import { sqsService } from '../sqs/service.ts'
import { cloudWatchService } from './service.ts'

it('an alarm rings when its metric is over the threshold, tells its topic, and is quiet again when the data are gone', async () => {
  const clock = fakeClock(Math.floor(Date.now() / 60_000) * 60_000)
  const world = serviceWorld([sqsService, snsService, cloudWatchService], { clock, follow: () => () => undefined })
  const [client, sns, sqs] = [
    new sdk.CloudWatchClient(world.config()),
    new snsSdk.SNSClient(world.config()),
    new sqsSdk.SQSClient(world.config()),
  ]
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }]
  const { QueueUrl } = await sqs.send(
    new sqsSdk.CreateQueueCommand({ QueueName: 'q', Attributes: { Policy: JSON.stringify({ Statement }) } }),
  )
  const { TopicArn } = await sns.send(new snsSdk.CreateTopicCommand({ Name: 't' }))
  await sns.send(new snsSdk.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${account}:q` }))
  const settings = { AlarmName: 'a', Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 } as const
  await client.send(
    new sdk.PutMetricAlarmCommand({ ...settings, Threshold: 2, ComparisonOperator: 'GreaterThanThreshold', AlarmActions: [TopicArn!] }),
  )
  const face = (await world.opened.face(cloudWatchService))!
  const state = async () => (await client.send(new sdk.DescribeAlarmsCommand({ AlarmNames: ['a'] }))).MetricAlarms![0]!.StateValue
  const next = async (...Values: number[]) => {
    const MetricData = [{ MetricName: 'Errors', Values, Timestamp: new Date(clock.now()) }]
    if (Values.length > 0) await client.send(new sdk.PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
    clock.advance(60_000)
    await face.evaluate()
    return state()
  }
  expect([await next(1, 1), await next(2, 1), await next(5), await next()]).toEqual(['OK', 'ALARM', 'ALARM', 'INSUFFICIENT_DATA'])
  const told: sqsSdk.Message[] = []
  await expect.poll(async () => told.push(...((await sqs.send(new sqsSdk.ReceiveMessageCommand({ QueueUrl }))).Messages ?? []))).toBe(1)
  expect(JSON.parse(JSON.parse(told[0]!.Body!).Message)).toMatchObject({ AlarmName: 'a', NewStateValue: 'ALARM', OldStateValue: 'OK' })
  const { AlarmHistoryItems } = await client.send(new sdk.DescribeAlarmHistoryCommand({ AlarmName: 'a' }))
  expect(AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary)).toEqual([
    'Alarm updated from ALARM to INSUFFICIENT_DATA',
    'Alarm updated from OK to ALARM',
    'Alarm updated from INSUFFICIENT_DATA to OK',
  ])
  await client.send(new sdk.DisableAlarmActionsCommand({ AlarmNames: ['a'] }))
  await client.send(new sdk.SetAlarmStateCommand({ AlarmName: 'a', StateValue: 'ALARM', StateReason: 'tried' }))
  expect([await state(), (await world.ports.data.scan('cloudwatch.action', { limit: 9 })).length]).toEqual(['ALARM', 0])
  await client.send(new sdk.DeleteAlarmsCommand({ AlarmNames: ['a'] }))
  expect((await client.send(new sdk.DescribeAlarmsCommand({}))).MetricAlarms).toEqual([])
})
