import * as sdk from '@aws-sdk/client-scheduler'
import * as sqsSdk from '@aws-sdk/client-sqs'
import { type FakeClock, fakeClock, type ServiceAnswer, type ServiceCall } from '@pasos/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { createRole } from '../iam/create-role.ts'
import { rolePolicies } from '../iam/role-policies.ts'
import { createServiceCaller } from '../integrations/service-caller.ts'
import { sqsService } from '../sqs/service.ts'
import { testContext } from '../states/test-world.ts'
import { schedulerService } from './service.ts'

let world: ReturnType<typeof serviceWorld>
let client: sdk.SchedulerClient
let sqs: sqsSdk.SQSClient
let clock: FakeClock
let calls: ServiceCall[]
/** Answers a call in place of the server's own services. */
let answerCall: ((call: ServiceCall) => ServiceAnswer | undefined) | undefined
let RoleArn: string

const services = [sqsService, schedulerService]
const machine = `arn:aws:states:us-east-1:${account}:stateMachine:m`
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`
const started: ServiceAnswer = { outcome: 'answered', output: {}, http: { status: 200, requestId: 'r', headers: [] } }
const refusedWith = (code: string, status: number): ServiceAnswer => ({
  outcome: 'refused',
  refusal: { code, message: '', status, requestId: 'r' },
})

function open(ports: Partial<Parameters<typeof serviceWorld>[1]>): void {
  const caller = {
    reach: () => 'here' as const,
    call(call: ServiceCall, signal: AbortSignal) {
      calls.push(call)
      const answer = answerCall?.(call)
      return answer ? Promise.resolve(answer) : own.call(call, signal)
    },
  }
  world = serviceWorld(services, { ...ports, clock, caller })
  const { catalog, ids, logger } = world.ports
  const { authorizeCaller, opened } = world
  const own = createServiceCaller({ services, operations: () => opened.operations, authorizeCaller, catalog, ids, logger })
  client = new sdk.SchedulerClient(world.config())
  sqs = new sqsSdk.SQSClient(world.config())
}

beforeEach(async () => {
  clock = fakeClock(Date.parse('2026-03-28T12:00:30Z'))
  calls = []
  answerCall = undefined
  open({})
  RoleArn = await roleFor('scheduler.amazonaws.com', 'sqs:SendMessage')
})
afterEach(() => world.opened.close())

async function roleFor(Service: string, Action: string, Condition?: object): Promise<string> {
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
  const RoleName = `${Service.split('.')[0]}${Condition ? Object.keys(world.ports.catalog.list('role')).length : ''}`
  const AssumeRolePolicyDocument = document({ Principal: { Service }, Action: 'sts:AssumeRole', Condition })
  const { Role } = await createRole(world.ports)({ RoleName, AssumeRolePolicyDocument }, testContext())
  const PolicyDocument = document({ Action, Resource: '*' })
  await rolePolicies(world.ports).PutRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument }, testContext())
  return Role!.Arn!
}

async function queue(QueueName: string): Promise<string> {
  return (await sqs.send(new sqsSdk.CreateQueueCommand({ QueueName }))).QueueUrl!
}

async function received(QueueUrl: string): Promise<sqsSdk.Message[]> {
  const command = new sqsSdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] })
  return (await sqs.send(command)).Messages ?? []
}

function create(Name: string, ScheduleExpression: string, target: Partial<sdk.Target>, more: Partial<sdk.CreateScheduleInput> = {}) {
  const Target = { Arn: machine, RoleArn, ...target }
  return client.send(new sdk.CreateScheduleCommand({ Name, ScheduleExpression, FlexibleTimeWindow: { Mode: 'OFF' }, Target, ...more }))
}

/** Lets time pass by steps, so that what looks at the clock sees it. */
async function pass(seconds: number, stepSeconds = 30): Promise<void> {
  for (let passed = 0; passed < seconds; passed += stepSeconds) {
    clock.advance(stepSeconds * 1000)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
}

async function refusal(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => new Error('was not refused'),
    (reason: Error) => reason,
  )
  return `${error.name}: ${error.message}`
}

const get = (Name: string, GroupName?: string) => client.send(new sdk.GetScheduleCommand({ Name, GroupName }))

describe('a schedule', () => {
  it('sends its input to a queue as its role, with what it knows of the invocation', async () => {
    const url = await queue('a')
    const Input =
      '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>","try":<aws.scheduler.attempt-number>,"x":"<y>"}'
    const { ScheduleArn } = await create('s', 'at(2026-03-28T12:05:00)', { Arn: queueArn('a'), Input })
    await pass(240)
    expect(calls).toEqual([])
    await pass(60)
    const messages: sqsSdk.Message[] = []
    await expect.poll(async () => messages.push(...(await received(url)))).toBe(1)
    expect(JSON.parse(messages[0]!.Body!)).toEqual({ at: '2026-03-28T12:05:00Z', by: ScheduleArn, try: 1, x: '<y>' })
    expect(calls).toMatchObject([{ service: 'sqs', operation: 'SendMessage', as: RoleArn }])
    await expect.poll(() => world.ports.data.scan('scheduler.invocation', { limit: 9 })).toEqual([])
  })

  it('starts an execution under a name that repeats have again, until it is started', async () => {
    answerCall = () => (calls.length === 1 ? refusedWith('InternalError', 500) : started)
    await create('s', 'at(2026-03-28T12:01:00)', { Input: '{"a":1}' })
    await pass(30)
    await expect.poll(() => calls.length).toBe(1)
    await new Promise(resolve => setTimeout(resolve, 10))
    await pass(2, 1)
    await expect.poll(() => calls.length).toBe(2)
    expect(calls[0]).toMatchObject({ service: 'sfn', operation: 'StartExecution', input: { StateMachineArn: machine, Input: '{"a":1}' } })
    expect(calls[1]!.input).toEqual(calls[0]!.input)
  })

  it('is given up in the end, and its letter is in the queue of the dead', async () => {
    const url = await queue('dead')
    answerCall = call => (call.service === 'sfn' ? refusedWith('StateMachineDoesNotExist', 400) : undefined)
    const { ScheduleArn } = await create('s', 'at(2026-03-28T12:01:00)', { DeadLetterConfig: { Arn: queueArn('dead') } })
    await pass(30)
    const letters: sqsSdk.Message[] = []
    await expect.poll(async () => letters.push(...(await received(url)))).toBe(1)
    expect(letters[0]?.MessageAttributes).toMatchObject({
      SCHEDULE_ARN: { StringValue: ScheduleArn },
      TARGET_ARN: { StringValue: machine },
      ERROR_CODE: { StringValue: 'StateMachineDoesNotExist' },
    })
    expect(calls.filter(({ service }) => service === 'sfn')).toHaveLength(1)
  })

  it('calls any action of any service as a universal target', async () => {
    answerCall = () => started
    const Input = '{"roleName":"r","Description":"d"}'
    await create('s', 'at(2026-03-28T12:01:00)', { Arn: 'arn:aws:scheduler:::aws-sdk:iam:updateRole', Input })
    await pass(30)
    await expect
      .poll(() => calls)
      .toMatchObject([{ service: 'iam', operation: 'UpdateRole', names: 'sdk', input: { RoleName: 'r', Description: 'd' }, as: RoleArn }])
  })

  it('hands numbers on to a universal target as they are written', async () => {
    answerCall = () => started
    const Input = '{"functionName":"f","payload":1.0}'
    await create('s', 'at(2026-03-28T12:01:00)', { Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke', Input })
    await pass(30)
    await expect.poll(() => calls.map(({ input }) => JSON.stringify(input))).toEqual(['{"FunctionName":"f","Payload":1.0}'])
  })

  it('keeps to the clocks of its time zone when they change', async () => {
    answerCall = () => started
    await create(
      's',
      'cron(0 9 * * ? *)',
      { Input: '"<aws.scheduler.scheduled-time>"', Arn: queueArn('a') },
      { ScheduleExpressionTimezone: 'Europe/Paris' },
    )
    await pass(2 * 86_400, 300)
    await expect
      .poll(() => calls.map(({ input }) => (input as { MessageBody: string }).MessageBody))
      .toEqual(['"2026-03-29T07:00:00Z"', '"2026-03-30T07:00:00Z"'])
  })

  it('of a rate begins at once, or at its start, and stops at its end', async () => {
    answerCall = () => started
    const dates = { StartDate: new Date('2026-03-28T12:10:00Z'), EndDate: new Date('2026-03-28T12:20:00Z') }
    await create('now', 'rate(1 hours)', { Input: '{"now":1}' })
    await create('later', 'rate(5 minutes)', { Input: '{"later":1}' }, dates)
    const times = (name: string) => calls.filter(({ input }) => (input as { Input: string }).Input.includes(name)).length
    await pass(60, 5)
    await expect.poll(() => times('now')).toBe(1)
    expect(times('later')).toBe(0)
    await pass(1800)
    await expect.poll(() => times('later')).toBe(3)
    expect(times('now')).toBe(1)
  })

  it('is invoked somewhere within its window', async () => {
    answerCall = () => started
    const FlexibleTimeWindow = { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 60 }
    for (let n = 0; n < 20; n++) await create(`s${n}`, 'at(2026-03-28T13:00:00)', {}, { FlexibleTimeWindow })
    await pass(3600)
    expect(calls.length).toBeLessThan(20)
    await pass(1800)
    expect(calls.length).toBeGreaterThan(0)
    expect(calls.length).toBeLessThan(20)
    await pass(1800)
    await expect.poll(() => calls.length).toBe(20)
  })

  it('is deleted after its last invocation when it says so', async () => {
    answerCall = () => started
    await create('gone', 'at(2026-03-28T12:01:00)', {}, { ActionAfterCompletion: 'DELETE' })
    await create('stays', 'at(2026-03-28T12:01:00)', {})
    await pass(60, 5)
    await expect.poll(() => calls.length).toBe(2)
    await expect.poll(() => refusal(get('gone'))).toBe('ResourceNotFoundException: Schedule gone does not exist.')
    expect((await get('stays')).State).toBe('ENABLED')
  })

  it('that was missed while the server was away fires once, late', async () => {
    answerCall = () => started
    await create('s', 'cron(0/5 * * * ? *)', {})
    await pass(330)
    await expect.poll(() => calls.length).toBe(1)
    await world.opened.close()
    clock.advance(3_600_000)
    calls = []
    open(world.ports)
    await world.opened.start()
    await expect.poll(() => calls.length).toBe(1)
    await pass(30, 5)
    expect(calls.length).toBe(1)
    await pass(300)
    await expect.poll(() => calls.length).toBe(2)
  })

  it('that is disabled misses what is due, for good', async () => {
    answerCall = () => started
    await create('s', 'cron(0/5 * * * ? *)', {}, { State: 'DISABLED' })
    await pass(900)
    const Target = { Arn: machine, RoleArn }
    const all = { Name: 's', ScheduleExpression: 'cron(0/5 * * * ? *)', FlexibleTimeWindow: { Mode: 'OFF' as const }, Target }
    await client.send(new sdk.UpdateScheduleCommand({ ...all, State: 'ENABLED' }))
    await pass(60, 5)
    expect(calls).toEqual([])
    await pass(300)
    await expect.poll(() => calls.length).toBe(1)
  })
})

describe('schedules', () => {
  it('are made, shown, changed as a whole, listed and deleted', async () => {
    const { ScheduleArn } = await create('s', 'rate(5 minutes)', {}, { Description: 'D', State: 'DISABLED' })
    expect(ScheduleArn).toBe(`arn:aws:scheduler:us-east-1:${account}:schedule/default/s`)
    expect(await get('s')).toMatchObject({
      ...{ Name: 's', GroupName: 'default', Arn: ScheduleArn, State: 'DISABLED', Description: 'D', ActionAfterCompletion: 'NONE' },
      ...{ ScheduleExpression: 'rate(5 minutes)', ScheduleExpressionTimezone: 'UTC', FlexibleTimeWindow: { Mode: 'OFF' } },
      ...{ Target: { Arn: machine, RoleArn }, CreationDate: new Date('2026-03-28T12:00:30Z') },
    })
    const all = {
      Name: 's',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      Target: { Arn: machine, RoleArn },
    }
    await client.send(new sdk.UpdateScheduleCommand({ ...all, State: 'DISABLED' }))
    expect(await get('s')).toMatchObject({ ScheduleExpression: 'rate(1 hour)' })
    expect((await get('s')).Description).toBeUndefined()
    await create('t', 'rate(5 minutes)', {}, { State: 'DISABLED' })
    const names: (string | undefined)[] = []
    for await (const { Schedules } of sdk.paginateListSchedules({ client, pageSize: 1 }, {})) names.push(Schedules?.[0]?.Name)
    expect(names).toEqual(['s', 't'])
    await client.send(new sdk.DeleteScheduleCommand({ Name: 's' }))
    expect(await refusal(get('s'))).toBe('ResourceNotFoundException: Schedule s does not exist.')
  })

  it('live in groups, which have tags and take their schedules with them', async () => {
    const Tags = [{ Key: 'a', Value: '1' }]
    const { ScheduleGroupArn } = await client.send(new sdk.CreateScheduleGroupCommand({ Name: 'g', Tags }))
    await create('s', 'rate(5 minutes)', {}, { GroupName: 'g', State: 'DISABLED' })
    expect((await get('s', 'g')).GroupName).toBe('g')
    expect((await client.send(new sdk.GetScheduleGroupCommand({ Name: 'g' }))).State).toBe('ACTIVE')
    const listed = await client.send(new sdk.ListScheduleGroupsCommand({}))
    expect(listed.ScheduleGroups?.map(({ Name }) => Name)).toEqual(['default', 'g'])
    await client.send(new sdk.TagResourceCommand({ ResourceArn: ScheduleGroupArn, Tags: [{ Key: 'b', Value: '2' }] }))
    await client.send(new sdk.UntagResourceCommand({ ResourceArn: ScheduleGroupArn, TagKeys: ['a'] }))
    const tags = await client.send(new sdk.ListTagsForResourceCommand({ ResourceArn: ScheduleGroupArn }))
    expect(tags.Tags).toEqual([{ Key: 'b', Value: '2' }])
    await client.send(new sdk.DeleteScheduleGroupCommand({ Name: 'g' }))
    expect(await refusal(get('s', 'g'))).toContain('ResourceNotFoundException')
  })

  it.each<[string, Partial<sdk.Target>, Partial<sdk.CreateScheduleInput>, string]>([
    ['rate(5 seconds)', {}, {}, 'Invalid Schedule Expression rate(5 seconds).'],
    ['cron(0 9 * * * *)', {}, {}, 'Invalid Schedule Expression'],
    ['rate(1 hour)', {}, { ScheduleExpressionTimezone: 'Mars/Base' }, 'Invalid ScheduleExpressionTimezone Mars/Base.'],
    ['rate(1 hour)', {}, { GroupName: 'nowhere' }, 'ResourceNotFoundException: Schedule group nowhere does not exist.'],
    ['rate(1 hour)', { RoleArn: `arn:aws:iam::${account}:role/none` }, {}, 'must allow AWS EventBridge Scheduler to assume the role.'],
    ['rate(1 hour)', { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:getQueueUrl' }, {}, 'The action getQueueUrl is not supported as a target.'],
    ['rate(1 hour)', { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:flyAway' }, {}, 'is not a known service action.'],
    ['rate(1 hour)', { Arn: queueArn('a.fifo') }, {}, 'MessageGroupId is required for FIFO queues.'],
    ['rate(1 hour)', {}, { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, 'MaximumWindowInMinutes must be set'],
  ])('of %s with %j and %j are refused', async (expression, target, more, words) => {
    expect(await refusal(create('s', expression, target, more))).toContain(words)
  })

  it('act for their group: that is what trust policies of their roles may ask for', async () => {
    const ofGroup = (name: string) => ({
      StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': `arn:aws:scheduler:us-east-1:${account}:schedule-group/${name}` },
    })
    const url = await queue('q')
    const trusting = await roleFor('scheduler.amazonaws.com', 'sqs:SendMessage', ofGroup('default'))
    await create('s', 'at(2026-03-28T12:01:00)', { Arn: queueArn('q'), RoleArn: trusting })
    await clock.advance(60_000)
    await expect.poll(() => received(url)).toHaveLength(1)
    const others = await roleFor('scheduler.amazonaws.com', 'sqs:SendMessage', ofGroup('other'))
    expect(await refusal(create('t', 'rate(1 hour)', { RoleArn: others }))).toContain(
      'must allow AWS EventBridge Scheduler to assume the role.',
    )
  })

  it('have names that are taken once, but the same request may come again', async () => {
    await create('s', 'rate(1 hour)', {}, { ClientToken: 'one', State: 'DISABLED' })
    expect((await create('s', 'rate(1 hour)', {}, { ClientToken: 'one', State: 'DISABLED' })).ScheduleArn).toContain('default/s')
    expect(await refusal(create('s', 'rate(1 hour)', {}))).toBe('ConflictException: Schedule s already exists.')
  })
})
