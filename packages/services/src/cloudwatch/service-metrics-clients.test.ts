import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as eventbridge from '@aws-sdk/client-eventbridge'
import * as sqs from '@aws-sdk/client-sqs'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { eventsService } from '../events/service.ts'
import { lambdaService } from '../lambda/service.ts'
import { echoHost, memoryCodeStore } from '../lambda/test-host.ts'
import { logsService } from '../logs/service.ts'
import { snsService } from '../sns/service.ts'
import { sqsService } from '../sqs/service.ts'
import { cloudWatchService } from './service.ts'

const start = Date.parse('2026-01-31T12:00:00Z')
const services = [sqsService, snsService, eventsService, logsService, lambdaService, cloudWatchService]
let clock: FakeClock
let world: ReturnType<typeof serviceWorld>
let client: cloudwatch.CloudWatchClient
let queues: sqs.SQSClient

beforeEach(async () => {
  clock = fakeClock(start)
  const functions = async () => ({ host: echoHost(), codeStore: { ...memoryCodeStore(), collect: async () => undefined } })
  world = serviceWorld(services, { clock, functions, follow: () => () => undefined })
  client = new cloudwatch.CloudWatchClient(world.config())
  queues = new sqs.SQSClient(world.config())
  await world.opened.start()
  return () => world.opened.close()
})

/** Lets the quarter of a minute pass after which what was measured is kept. */
async function pass(): Promise<void> {
  clock.advance(15_000)
  await expect.poll(async () => (await world.ports.data.scan('cloudwatch.minute', { limit: 1 })).length).toBe(1)
}

async function statistics(Namespace: string, MetricName: string, Dimensions: Record<string, string>) {
  const { Datapoints = [] } = await client.send(
    new cloudwatch.GetMetricStatisticsCommand({
      ...{ Namespace, MetricName, Dimensions: Object.entries(Dimensions).map(([Name, Value]) => ({ Name, Value })), Period: 60 },
      ...{ StartTime: new Date(start - 60_000), EndTime: new Date(start + 600_000), Statistics: ['Sum', 'SampleCount', 'Maximum'] },
    }),
  )
  return Datapoints.map(({ Sum, SampleCount, Maximum }) => [Sum, SampleCount, Maximum])
}

const call = (scope: string, operation: string, input: object) =>
  world.opened.operations.find(service => service.scope === scope)!.operations[operation]!(input, {
    ...{ requestId: 'r', service: scope, operation, region: 'us-east-1', accountId: account },
    caller: { accountId: account, accessKeyId: account, arn: `arn:aws:iam::${account}:root`, userId: account },
    signal: new AbortController().signal,
  })

it('queues tell what is sent, received and deleted, what is in them and how old it is', async () => {
  const { QueueUrl } = await queues.send(new sqs.CreateQueueCommand({ QueueName: 'q' }))
  for (const MessageBody of ['a', 'bcd', 'e']) await queues.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody }))
  await queues.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 600 }))
  const { Messages = [] } = await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 2 }))
  await queues.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]!.ReceiptHandle }))
  clock.advance(7_000)
  await pass()
  const of = (name: string) => statistics('AWS/SQS', name, { QueueName: 'q' })
  await expect.poll(() => of('NumberOfMessagesSent')).toEqual([[4, 4, 1]])
  expect(await of('SentMessageSize')).toEqual([[10, 4, 5]])
  expect(await of('NumberOfMessagesReceived')).toEqual([[2, 2, 1]])
  expect(await of('NumberOfMessagesDeleted')).toEqual([[1, 1, 1]])
  expect(await of('ApproximateNumberOfMessagesVisible')).toEqual([[1, 1, 1]])
  expect(await of('ApproximateNumberOfMessagesNotVisible')).toEqual([[1, 1, 1]])
  expect(await of('ApproximateNumberOfMessagesDelayed')).toEqual([[1, 1, 1]])
  const [[age]] = (await of('ApproximateAgeOfOldestMessage')) as [[number]]
  expect(age).toBeGreaterThanOrEqual(15)
})

it('functions tell how often they run, fail, are refused, and how many at once', async () => {
  const Role = `arn:aws:iam::${account}:role/f`
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  const { createRole } = await import('../iam/create-role.ts')
  const context = {
    requestId: 'r',
    service: 'iam',
    operation: '',
    region: 'us-east-1',
    accountId: account,
    signal: new AbortController().signal,
  }
  const caller = { accountId: account, accessKeyId: account, arn: `arn:aws:iam::${account}:root`, userId: account }
  await createRole(world.ports)({ RoleName: 'f', AssumeRolePolicyDocument: JSON.stringify(trust) }, { ...context, caller })
  const Code = { ZipFile: Buffer.from('PK zip') }
  await call('lambda', 'CreateFunction', { FunctionName: 'f', Runtime: 'nodejs24.x', Handler: 'm.h', Role, Code })
  for (const payload of ['1', '2', '"fail"']) await call('lambda', 'Invoke', { FunctionName: 'f', Payload: Buffer.from(payload) })
  await call('lambda', 'PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 })
  await Promise.resolve(call('lambda', 'Invoke', { FunctionName: 'f', Payload: Buffer.from('3') })).catch(() => undefined)
  await pass()
  const of = (name: string) => statistics('AWS/Lambda', name, { FunctionName: 'f' })
  await expect.poll(() => of('Invocations')).toEqual([[3, 3, 1]])
  expect(await of('Errors')).toEqual([[1, 3, 1]])
  expect(await of('Throttles')).toEqual([[1, 1, 1]])
  expect(await of('ConcurrentExecutions')).toEqual([[3, 3, 1]])
  expect((await of('Duration')).map(([, count]) => count)).toEqual([3])
})

it('rules tell what they match and hand on, and what no target took; an alarm hears of it', async () => {
  const client2 = new eventbridge.EventBridgeClient(world.config())
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }],
  }
  await queues.send(new sqs.CreateQueueCommand({ QueueName: 'open', Attributes: { Policy: JSON.stringify(policy) } }))
  const arn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`
  await client2.send(new eventbridge.PutRuleCommand({ Name: 'r', EventPattern: JSON.stringify({ source: ['shop'] }) }))
  const Targets = [
    { Id: 'good', Arn: arn('open') },
    { Id: 'bad', Arn: arn('nowhere'), DeadLetterConfig: { Arn: arn('open') } },
  ]
  await client2.send(new eventbridge.PutTargetsCommand({ Rule: 'r', Targets }))
  await client.send(
    new cloudwatch.PutMetricAlarmCommand({
      ...{ AlarmName: 'failing', Namespace: 'AWS/Events', MetricName: 'FailedInvocations', Dimensions: [{ Name: 'RuleName', Value: 'r' }] },
      ...{ Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
    }),
  )
  const Entries = [1, 2].map(n => ({ Source: 'shop', DetailType: 'D', Detail: JSON.stringify({ n }) }))
  await client2.send(new eventbridge.PutEventsCommand({ Entries }))
  await pass()
  const of = (name: string) => statistics('AWS/Events', name, { RuleName: 'r' })
  await expect.poll(() => of('Invocations')).toEqual([[4, 4, 1]])
  for (const name of ['MatchedEvents', 'TriggeredRules', 'FailedInvocations', 'InvocationsSentToDlq']) {
    expect([name, await of(name)]).toEqual([name, [[2, 2, 1]]])
  }
  const state = async () => {
    clock.advance(15_000)
    return (await client.send(new cloudwatch.DescribeAlarmsCommand({ AlarmNames: ['failing'] }))).MetricAlarms?.[0]?.StateValue
  }
  await expect.poll(state, { timeout: 5_000 }).toBe('ALARM')
})
