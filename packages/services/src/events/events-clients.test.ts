import * as sdk from '@aws-sdk/client-eventbridge'
import * as snsSdk from '@aws-sdk/client-sns'
import * as sqsSdk from '@aws-sdk/client-sqs'
import { type FakeClock, fakeClock, type ServiceAnswer, type ServiceCall } from '@pasos/engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { openServices } from '../declaration/open-services.ts'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { createRole } from '../iam/create-role.ts'
import { rolePolicies } from '../iam/role-policies.ts'
import { createServiceCaller } from '../integrations/service-caller.ts'
import { snsService } from '../sns/service.ts'
import { sqsService } from '../sqs/service.ts'
import { statesService } from '../states/service.ts'
import { PASS, testContext } from '../states/test-world.ts'
import { eventsService } from './service.ts'

let world: ReturnType<typeof serviceWorld>
let client: sdk.EventBridgeClient
let sqs: sqsSdk.SQSClient
let clock: FakeClock
let calls: ServiceCall[]
let answerCall: () => ServiceAnswer | Promise<ServiceAnswer>

const services = [sqsService, snsService, eventsService]
const started: ServiceAnswer = { outcome: 'answered', output: {}, http: { status: 200, requestId: 'r', headers: [] } }

beforeEach(() => {
  clock = fakeClock(Date.parse('2026-01-31T12:00:30Z'))
  calls = []
  answerCall = () => started
  const caller = {
    reach: () => 'here' as const,
    call: async (call: ServiceCall) => {
      calls.push(call)
      return answerCall()
    },
  }
  world = serviceWorld(services, { clock, caller, follow: () => () => undefined })
  client = new sdk.EventBridgeClient(world.config())
  sqs = new sqsSdk.SQSClient(world.config())
})

const everybody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' }],
})
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`
const machine = `arn:aws:states:us-east-1:${account}:stateMachine:m`

async function queue(QueueName: string, more: Record<string, string> = {}): Promise<string> {
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }]
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  return (await sqs.send(new sqsSdk.CreateQueueCommand({ QueueName, Attributes: { Policy, ...more } }))).QueueUrl!
}

const received = async (QueueUrl: string) => {
  const { Messages = [] } = await sqs.send(
    new sqsSdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  )
  return Messages
}
const bodies = async (url: string) => (await received(url)).map(({ Body }) => JSON.parse(Body ?? ''))

async function rule(Name: string, settings: Partial<sdk.PutRuleRequest>, ...Targets: sdk.Target[]): Promise<string> {
  const { RuleArn } = await client.send(new sdk.PutRuleCommand({ Name, ...settings }))
  if (Targets.length > 0) await client.send(new sdk.PutTargetsCommand({ Rule: Name, EventBusName: settings.EventBusName, Targets }))
  return RuleArn!
}

const put = (Detail: object, more: Partial<sdk.PutEventsRequestEntry> = {}) =>
  client.send(new sdk.PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'Order', Detail: JSON.stringify(Detail), ...more }] }))
const EventPattern = JSON.stringify({ source: ['shop'], detail: { total: [{ numeric: ['>', 10] }] } })
const refusal = async (action: Promise<unknown>): Promise<string> => {
  try {
    await action
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  throw new Error('was not refused')
}

async function roleOfEvents(): Promise<string> {
  const Service = ['events.amazonaws.com', 'states.amazonaws.com']
  const Statement = [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  return (await createRole(world.ports)({ RoleName: 'events', AssumeRolePolicyDocument }, testContext())).Role!.Arn!
}

describe('an event', () => {
  it('goes to the targets of the rules that it matches, and to no others', async () => {
    const [a, b] = [await queue('a'), await queue('b')]
    await rule('large', { EventPattern }, { Id: '1', Arn: queueArn('a') })
    await rule('off', { EventPattern, State: 'DISABLED' }, { Id: '1', Arn: queueArn('b') })
    const { Entries, FailedEntryCount } = await put({ total: 11 }, { Resources: ['r'] })
    await put({ total: 10 })
    expect(FailedEntryCount).toBe(0)
    expect(await bodies(a)).toEqual([
      {
        ...{ version: '0', id: Entries?.[0]?.EventId, 'detail-type': 'Order', source: 'shop', account, time: '2026-01-31T12:00:30Z' },
        ...{ region: 'us-east-1', resources: ['r'], detail: { total: 11 } },
      },
    ])
    expect(await bodies(b)).toEqual([])
  })

  it('that is bad is refused by itself, in an answer that is a success', async () => {
    const url = await queue('a')
    await rule('all', { EventPattern: '{"source":["shop"]}' }, { Id: '1', Arn: queueArn('a') })
    const good = { Source: 'shop', DetailType: 'D', Detail: '{"n":1}' }
    const { Entries, FailedEntryCount } = await client.send(
      new sdk.PutEventsCommand({
        Entries: [good, { ...good, Detail: 'no json' }, { ...good, Source: undefined }, { ...good, Source: 'aws.states' }],
      }),
    )
    expect(FailedEntryCount).toBe(3)
    expect(Entries).toMatchObject([
      { EventId: expect.any(String) },
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source is not valid. Reason: Source is a required argument.' },
      { ErrorCode: 'NotAuthorizedForSourceException' },
    ])
    expect(await bodies(url)).toHaveLength(1)
  })

  it('reaches a target in part, as a constant, or as its template makes it', async () => {
    const url = await queue('a')
    const target = (Id: string, more: Partial<sdk.Target>) => ({ Id, Arn: queueArn('a'), ...more })
    await rule(
      'r',
      { EventPattern },
      target('1', { InputPath: '$.detail.total' }),
      target('2', { Input: '{"constant":true}' }),
      target('3', {
        InputTransformer: {
          InputPathsMap: { total: '$.detail.total', name: '$.detail.name', gone: '$.detail.gone' },
          InputTemplate: '{"text":"<name> for <total>","total":<total>,"gone":"<gone>","rule":"<aws.events.rule-name>"}',
        },
      }),
    )
    await put({ total: 12, name: 'a "b"' })
    expect(await bodies(url)).toEqual([12, { constant: true }, { text: 'a "b" for 12', total: 12, gone: '', rule: 'r' }])
  })

  it('numbers of an event arrive with all their digits and as they were written, in whatever way it reaches a target', async () => {
    const url = await queue('a')
    const target = (Id: string, more: Partial<sdk.Target>) => ({ Id, Arn: queueArn('a'), ...more })
    const InputPathsMap = { id: '$.detail.id', total: '$.detail.total', list: '$.detail.list', second: '$.detail.list[1]' }
    await rule(
      'r',
      { EventPattern },
      target('1', {}),
      target('2', { InputPath: '$.detail.id' }),
      target('3', { InputPath: '$.detail.list' }),
      target('4', { InputTransformer: { InputPathsMap, InputTemplate: '{"id":<id>,"text":"<id> <total>","list":<list>,"n":<second>}' } }),
      target('5', { InputTransformer: { InputTemplate: '<aws.events.event.json>' } }),
    )
    const Detail = '{"total":12.0,"id":12345678901234567890,"list":[1.50,9007199254740993]}'
    await client.send(new sdk.PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'Order', Detail }] }))
    const texts = (await received(url)).map(({ Body = '' }) => Body)
    expect(texts).toEqual([
      expect.stringContaining(`"detail":${Detail}}`),
      '12345678901234567890',
      '[1.50,9007199254740993]',
      '{"id":12345678901234567890,"text":"12345678901234567890 12.0","list":[1.50,9007199254740993],"n":9007199254740993}',
      expect.stringContaining(`"detail":${Detail}}`),
    ])
  })

  it('starts an execution, with the role of the target', async () => {
    const all = [...services, statesService]
    const { ports, opened, authorizeCaller } = world
    const states = openServices([statesService], ports)
    const real = createServiceCaller({ ...ports, services: all, operations: () => states.operations, authorizeCaller })
    answerCall = () => real.call(calls.at(-1)!, new AbortController().signal)
    const RoleArn = await roleOfEvents()
    const mayStart = { Effect: 'Allow', Action: 'states:StartExecution', Resource: machine }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [mayStart] })
    await rolePolicies(ports).PutRolePolicy({ RoleName: 'events', PolicyName: 'p', PolicyDocument }, testContext())
    const sfn = states.operations[0]!.operations
    const place = { ...testContext(), region: 'us-east-1' }
    await sfn['CreateStateMachine']!({ name: 'm', definition: PASS, roleArn: RoleArn }, place)
    await rule('r', { EventPattern }, { Id: '1', Arn: machine, RoleArn, Input: '{"a":1}' })
    await put({ total: 11 })
    const executions = async () => (await ports.index.list({ stateMachineArn: machine, limit: 9 })).records
    await expect.poll(executions).toMatchObject([{ input: '{"a":1}', status: 'RUNNING' }])
    // Told again after a crash, the same delivery meets its own execution.
    expect(await real.call(calls[0]!, new AbortController().signal)).toMatchObject({ outcome: 'answered' })
    expect(await executions()).toHaveLength(1)
    await opened.close()
  })

  it('is tried again when its target is not well, and goes to the dead letters in the end', async () => {
    const dead = await queue('dead')
    const RoleArn = await roleOfEvents()
    answerCall = () => ({ outcome: 'refused', refusal: { code: 'InternalError', message: '', status: 500, requestId: 'r' } })
    const arn = await rule(
      'r',
      { EventPattern },
      { Id: '1', Arn: machine, RoleArn, DeadLetterConfig: { Arn: queueArn('dead') }, RetryPolicy: { MaximumRetryAttempts: 1 } },
    )
    await put({ total: 11 })
    await expect.poll(() => calls.length).toBe(1)
    await new Promise(resolve => setTimeout(resolve, 20))
    clock.advance(1_000)
    await expect.poll(() => calls.length).toBe(2)
    expect(new Set(calls.map(({ input }) => (input as { name: string }).name)).size).toBe(1)
    const letters: sqsSdk.Message[] = []
    await expect.poll(async () => letters.push(...(await received(dead)))).toBe(1)
    expect(letters[0]?.MessageAttributes).toMatchObject({
      RULE_ARN: { StringValue: arn },
      TARGET_ARN: { StringValue: machine },
      ERROR_CODE: { StringValue: 'InternalError' },
      RETRY_ATTEMPTS: { StringValue: '1' },
    })
    expect(await world.ports.data.scan('events.delivery', { limit: 9 })).toEqual([])
  })

  it('reaches nobody whose policy or role does not let EventBridge in', async () => {
    const [closed, dead] = [await queue('closed', { Policy: '' }), await queue('dead')]
    await rule('r', { EventPattern }, { Id: '1', Arn: queueArn('closed'), DeadLetterConfig: { Arn: queueArn('dead') } })
    await put({ total: 11 })
    expect(await bodies(closed)).toEqual([])
    expect((await received(dead))[0]?.MessageAttributes?.['ERROR_CODE']?.StringValue).toBe('NO_PERMISSIONS')
  })

  it('on another bus is matched by the rules of that bus', async () => {
    const url = await queue('a')
    await client.send(new sdk.CreateEventBusCommand({ Name: 'orders' }))
    await rule('r', { EventPattern, EventBusName: 'orders' }, { Id: '1', Arn: queueArn('a') })
    await put({ total: 11 })
    await put({ total: 12 }, { EventBusName: 'orders' })
    expect((await bodies(url)).map(({ detail }) => detail.total)).toEqual([12])
  })

  it.each(['a topic', 'another bus'])('reaches %s in the write that ends its delivery, so once whatever dies', async target => {
    const url = await queue('a', { Policy: everybody })
    if (target === 'a topic') {
      const sns = new snsSdk.SNSClient(world.config())
      const { TopicArn } = await sns.send(new snsSdk.CreateTopicCommand({ Name: 't' }))
      await sns.send(
        new snsSdk.SetTopicAttributesCommand({
          TopicArn,
          AttributeName: 'Policy',
          AttributeValue: everybody.replaceAll('sqs:*', 'sns:Publish'),
        }),
      )
      await sns.send(new snsSdk.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn('a') }))
      await rule('r', { EventPattern }, { Id: '1', Arn: TopicArn })
    } else {
      const { EventBusArn } = await client.send(new sdk.CreateEventBusCommand({ Name: 'orders' }))
      await rule('r', { EventPattern }, { Id: '1', Arn: EventBusArn })
      await rule('s', { EventPattern, EventBusName: 'orders' }, { Id: '1', Arn: queueArn('a') })
    }
    const commits: string[][] = []
    const { commit } = world.ports.data
    world.ports.data.commit = writes => {
      commits.push(writes.map(write => `${'value' in write && write.value === undefined ? '-' : '+'}${write.space}`))
      return commit(writes)
    }
    await put({ total: 11 })
    await expect.poll(() => bodies(url)).toHaveLength(1)
    expect(commits.find(spaces => spaces.includes('+sqs.entry'))).toEqual(['-events.delivery', '+sqs.entry'])
  })
})

describe('a scheduled rule', () => {
  it('fires every so often, once late when the server was away', async () => {
    const url = await queue('a')
    const arn = await rule('r', { ScheduleExpression: 'rate(5 minutes)' }, { Id: '1', Arn: queueArn('a') })
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 5_000) {
        clock.advance(5_000)
        await new Promise(resolve => setTimeout(resolve, 1))
      }
    }
    await pass(295_000)
    expect(await bodies(url)).toEqual([])
    await pass(10_000)
    expect(await bodies(url)).toMatchObject([{ source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [arn], detail: {} }])
    await world.opened.close()
    clock.advance(3_600_000)
    const again = serviceWorld(services, world.ports)
    sqs = new sqsSdk.SQSClient(again.config())
    await again.opened.start()
    await expect.poll(async () => (await bodies(url)).filter(({ time }) => time > '2026-01-31T12:06').length).toBe(1)
    await again.opened.close()
  })
})

describe('rules', () => {
  it('are made, shown, listed, changed and deleted', async () => {
    const RuleArn = await rule('r', { EventPattern, Description: 'D', Tags: [{ Key: 'a', Value: '1' }] }, { Id: '1', Arn: queueArn('a') })
    expect(RuleArn).toBe(`arn:aws:events:us-east-1:${account}:rule/r`)
    expect(await client.send(new sdk.DescribeRuleCommand({ Name: 'r' }))).toMatchObject({
      ...{ Name: 'r', Arn: RuleArn, EventBusName: 'default', State: 'ENABLED', Description: 'D', EventPattern, CreatedBy: account },
    })
    expect((await client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: RuleArn }))).Tags).toEqual([{ Key: 'a', Value: '1' }])
    await client.send(new sdk.DisableRuleCommand({ Name: 'r' }))
    expect((await client.send(new sdk.ListRulesCommand({ NamePrefix: 'r' }))).Rules).toMatchObject([{ Name: 'r', State: 'DISABLED' }])
    expect((await client.send(new sdk.ListRuleNamesByTargetCommand({ TargetArn: queueArn('a') }))).RuleNames).toEqual(['r'])
    expect((await client.send(new sdk.ListTargetsByRuleCommand({ Rule: 'r' }))).Targets).toEqual([{ Id: '1', Arn: queueArn('a') }])
    expect(await refusal(client.send(new sdk.DeleteRuleCommand({ Name: 'r' })))).toContain("Rule can't be deleted since it has targets.")
    await client.send(new sdk.RemoveTargetsCommand({ Rule: 'r', Ids: ['1'] }))
    await client.send(new sdk.DeleteRuleCommand({ Name: 'r' }))
    expect(await refusal(client.send(new sdk.DescribeRuleCommand({ Name: 'r' })))).toBe(
      'ResourceNotFoundException: Rule r does not exist on EventBus default.',
    )
  })

  it.each<[Partial<sdk.PutRuleRequest>, string]>([
    [{}, 'Parameter(s) EventPattern or ScheduleExpression must be specified.'],
    [{ EventPattern: '{"a":"b"}' }, 'InvalidEventPatternException: Event pattern is not valid. Reason:'],
    [{ ScheduleExpression: 'rate(5 minute)' }, 'Parameter ScheduleExpression is not valid.'],
    [{ ScheduleExpression: 'cron(0 12 * * * *)' }, 'Parameter ScheduleExpression is not valid.'],
    [{ EventPattern, EventBusName: 'nowhere' }, 'Event bus nowhere does not exist.'],
  ])('are refused as %j', async (settings, words) => {
    expect(await refusal(rule('r', settings))).toContain(words)
  })

  it('can be tried', async () => {
    const Event = JSON.stringify({ source: 'shop', detail: { total: 11 } })
    expect((await client.send(new sdk.TestEventPatternCommand({ EventPattern, Event }))).Result).toBe(true)
  })

  it('take five targets at most, and a role for state machines', async () => {
    const targets = (count: number) => Array.from({ length: count }, (_, at) => ({ Id: String(at), Arn: queueArn('a') }))
    expect(await refusal(rule('r', { EventPattern }, ...targets(6)))).toContain('LimitExceededException')
    expect(await refusal(rule('r', { EventPattern }, { Id: '1', Arn: machine }))).toContain(`RoleArn is required for target ${machine}.`)
  })
})
