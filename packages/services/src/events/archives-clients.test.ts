import * as sdk from '@aws-sdk/client-eventbridge'
import * as sqsSdk from '@aws-sdk/client-sqs'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { logsService } from '../logs/service.ts'
import { sqsService } from '../sqs/service.ts'
import { eventsService } from './service.ts'

const services = [sqsService, logsService, eventsService]
const start = Date.parse('2026-01-31T12:00:00Z')
let clock: FakeClock
let world: ReturnType<typeof serviceWorld>
let client: sdk.EventBridgeClient
let sqs: sqsSdk.SQSClient

beforeEach(() => {
  clock = fakeClock(start)
  world = serviceWorld(services, { clock, follow: () => () => undefined })
  client = new sdk.EventBridgeClient(world.config())
  sqs = new sqsSdk.SQSClient(world.config())
})

const busOf = (name: string) => `arn:aws:events:us-east-1:${account}:event-bus/${name}`
const allowed = (Action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action, Resource: '*' }],
  })

/** A rule of a bus that puts what the shop says into a queue. */
async function toQueue(name: string, EventBusName = 'default') {
  const Attributes = { Policy: allowed('sqs:SendMessage') }
  const { QueueUrl } = await sqs.send(new sqsSdk.CreateQueueCommand({ QueueName: name, Attributes }))
  const EventPattern = JSON.stringify({ source: ['shop'] })
  const { RuleArn } = await client.send(new sdk.PutRuleCommand({ Name: name, EventBusName, EventPattern }))
  const Arn = `arn:aws:sqs:us-east-1:${account}:${name}`
  await client.send(new sdk.PutTargetsCommand({ Rule: name, EventBusName, Targets: [{ Id: 'q', Arn }] }))
  const bodies = async () => {
    const { Messages = [] } = await sqs.send(new sqsSdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    return Messages.map(({ Body }) => JSON.parse(Body ?? ''))
  }
  const text = async () => (await sqs.send(new sqsSdk.ReceiveMessageCommand({ QueueUrl }))).Messages?.[0]?.Body
  return { RuleArn: RuleArn!, bodies, text }
}

async function toBus(name: string, EventBusName: string, Arn: string): Promise<void> {
  await client.send(new sdk.PutRuleCommand({ Name: name, EventBusName, EventPattern: JSON.stringify({ source: ['shop'] }) }))
  await client.send(new sdk.PutTargetsCommand({ Rule: name, EventBusName, Targets: [{ Id: 'b', Arn }] }))
}

const put = (n: number, more: Partial<sdk.PutEventsRequestEntry> = {}) =>
  client.send(new sdk.PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'Order', Detail: JSON.stringify({ n }), ...more }] }))
const archive = (more: Partial<sdk.CreateArchiveRequest> = {}) =>
  client.send(new sdk.CreateArchiveCommand({ ArchiveName: 'a', EventSourceArn: busOf('default'), ...more }))
const described = () => client.send(new sdk.DescribeArchiveCommand({ ArchiveName: 'a' }))
const replay = (more: Partial<sdk.StartReplayRequest> = {}) =>
  client.send(
    new sdk.StartReplayCommand({
      ...{ ReplayName: 'r', EventSourceArn: `arn:aws:events:us-east-1:${account}:archive/a`, Destination: { Arn: busOf('default') } },
      ...{ EventStartTime: new Date(start), EventEndTime: new Date(start + 3_600_000), ...more },
    }),
  )
const replayState = async () => (await client.send(new sdk.DescribeReplayCommand({ ReplayName: 'r' }))).State
const refusal = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )

describe('an archive', () => {
  it('keeps the events that its pattern wants, for as long as it is told to', async () => {
    await archive({ EventPattern: JSON.stringify({ detail: { n: [{ numeric: ['<', 3] }] } }), RetentionDays: 1, Description: 'd' })
    for (const n of [1, 2, 3]) await put(n)
    expect(await described()).toMatchObject({ EventCount: 2, State: 'ENABLED', RetentionDays: 1, Description: 'd' })
    clock.advance(86_400_000 + 3_600_000)
    await expect.poll(async () => (await described()).EventCount).toBe(0)
  })

  it('is changed, listed and deleted with its events', async () => {
    await archive()
    await put(1)
    await client.send(new sdk.UpdateArchiveCommand({ ArchiveName: 'a', EventPattern: JSON.stringify({ source: ['other'] }) }))
    await put(2)
    const { Archives } = await client.send(new sdk.ListArchivesCommand({ EventSourceArn: busOf('default') }))
    expect(Archives).toMatchObject([{ ArchiveName: 'a', EventCount: 1, RetentionDays: 0 }])
    await client.send(new sdk.DeleteArchiveCommand({ ArchiveName: 'a' }))
    await archive()
    expect((await described()).EventCount).toBe(0)
  })

  it('is refused twice, of no bus, and with a bad pattern', async () => {
    await archive()
    expect(await refusal(archive())).toBe('ResourceAlreadyExistsException: Archive a already exists.')
    expect(await refusal(archive({ ArchiveName: 'b', EventSourceArn: busOf('no') }))).toContain('Event bus no does not exist.')
    expect(await refusal(archive({ ArchiveName: 'b', EventPattern: '{"a":1}' }))).toContain('InvalidEventPatternException')
    expect(await refusal(client.send(new sdk.DescribeArchiveCommand({ ArchiveName: 'b' })))).toBe(
      'ResourceNotFoundException: Archive b does not exist.',
    )
  })
})

describe('a replay', () => {
  it('sends the events of its time once more, with its name, and they are archived no second time', async () => {
    const { bodies } = await toQueue('q')
    await archive()
    await put(0, { Time: new Date(start - 1000) })
    for (let n = 1; n <= 250; n++) await put(n, { Time: new Date(start + n * 1000) })
    for (let seen = 0; seen < 251; ) seen += (await bodies()).length
    expect(await replay()).toMatchObject({ State: 'STARTING' })
    await expect.poll(replayState).toBe('COMPLETED')
    const again: { detail: { n: number }; 'replay-name': string }[] = []
    for (let page = await bodies(); page.length > 0; page = await bodies()) again.push(...page)
    expect(again.map(({ detail }) => detail.n).sort((a, b) => a - b)).toEqual(Array.from({ length: 250 }, (_, n) => n + 1))
    expect(again.every(event => event['replay-name'] === 'r')).toBe(true)
    expect((await described()).EventCount).toBe(251)
    const { EventLastReplayedTime } = await client.send(new sdk.DescribeReplayCommand({ ReplayName: 'r' }))
    expect(EventLastReplayedTime).toEqual(new Date(start + 250_000))
  })

  it('and another bus have the numbers of an event as they were written', async () => {
    await client.send(new sdk.CreateEventBusCommand({ Name: 'other' }))
    const [here, there] = [await toQueue('q'), await toQueue('o', 'other')]
    await toBus('to-other', 'default', busOf('other'))
    await archive()
    const Detail = '{"id":12345678901234567890,"price":1.0}'
    await client.send(new sdk.PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 't', Detail, Time: new Date(start + 1000) }] }))
    for (const { text } of [here, there]) await expect.poll(text).toContain(`"detail":${Detail}`)
    await replay()
    await expect.poll(replayState).toBe('COMPLETED')
    await expect.poll(here.text).toContain(`"detail":${Detail}`)
  })

  it('goes to the rules that are named alone', async () => {
    const [one, other] = [await toQueue('one'), await toQueue('other')]
    await archive()
    await put(1)
    expect([await one.bodies(), await other.bodies()].map(({ length }) => length)).toEqual([1, 1])
    await replay({ Destination: { Arn: busOf('default'), FilterArns: [other.RuleArn] } })
    await expect.poll(replayState).toBe('COMPLETED')
    expect([await one.bodies(), await other.bodies()].map(({ length }) => length)).toEqual([0, 1])
  })

  it('that a former process began goes on behind the event that was sent last', async () => {
    const { bodies } = await toQueue('q')
    await archive()
    for (let n = 1; n <= 3; n++) await put(n, { Time: new Date(start + n * 1000) })
    await bodies()
    await replay()
    await expect.poll(replayState).toBe('COMPLETED')
    expect(await bodies()).toHaveLength(3)
    const arn = `arn:aws:events:us-east-1:${account}:replay/r`
    const { catalog, data } = world.ports
    const [second] = (await data.scan('events.archive', { limit: 2 })).slice(1)
    await data.commit([{ space: 'events.replay', key: arn, value: second!.key }])
    await catalog.update<object, void>('eventReplay', arn, current => ({ next: { ...current, state: 'RUNNING' }, result: undefined }))
    await world.opened.close()
    world = serviceWorld(services, world.ports)
    ;[client, sqs] = [new sdk.EventBridgeClient(world.config()), new sqsSdk.SQSClient(world.config())]
    await world.opened.face(eventsService)
    await expect.poll(replayState).toBe('COMPLETED')
    expect((await bodies()).map(({ detail }) => detail.n)).toEqual([3])
  })

  it('is refused for another bus, an empty time, a name in use, and cannot be cancelled when it is over', async () => {
    await archive()
    await client.send(new sdk.CreateEventBusCommand({ Name: 'two' }))
    expect(await refusal(replay({ Destination: { Arn: busOf('two') } }))).toContain('Cross event bus replay is not permitted.')
    expect(await refusal(replay({ EventEndTime: new Date(start) }))).toContain('EventStartTime must be before EventEndTime.')
    await replay()
    expect(await refusal(replay())).toBe('ResourceAlreadyExistsException: Replay r already exists.')
    await expect.poll(replayState).toBe('COMPLETED')
    expect(await refusal(client.send(new sdk.CancelReplayCommand({ ReplayName: 'r' })))).toContain('IllegalStatusException')
    const { Replays } = await client.send(new sdk.ListReplaysCommand({ NamePrefix: 'r' }))
    expect(Replays).toMatchObject([{ ReplayName: 'r', State: 'COMPLETED' }])
  })
})

describe('two buses that feed each other', () => {
  it('have each event once: what came from a bus goes to no further one', async () => {
    for (const Name of ['left', 'right', 'third']) await client.send(new sdk.CreateEventBusCommand({ Name }))
    const [left, right, third] = [await toQueue('l', 'left'), await toQueue('r', 'right'), await toQueue('t', 'third')]
    await toBus('to-right', 'left', busOf('right'))
    await toBus('to-left', 'right', busOf('left'))
    await toBus('to-third', 'right', busOf('third'))
    await toBus('to-itself', 'left', busOf('left'))
    await put(1, { EventBusName: 'left' })
    await expect.poll(async () => (await right.bodies()).length).toBe(1)
    // What goes on goes on within milliseconds.
    await new Promise(resolve => setTimeout(resolve, 200))
    expect((await world.ports.data.scan('events.delivery', { limit: 1 })).length).toBe(0)
    expect([(await left.bodies()).length, (await right.bodies()).length, (await third.bodies()).length]).toEqual([2, 0, 0])
  })
})

describe('a log group as a target', () => {
  const group = `arn:aws:logs:us-east-1:${account}:log-group:/aws/events/shop`
  const key = `${account}:us-east-1:/aws/events/shop`
  const call = (operation: string, input: object) =>
    world.opened.operations.find(({ scope }) => scope === 'logs')!.operations[operation]!(input, {
      ...{ requestId: 'r', service: 'logs', operation, region: 'us-east-1', accountId: account },
      caller: { accountId: account, accessKeyId: account, arn: `arn:aws:iam::${account}:root`, userId: account },
      signal: new AbortController().signal,
    })
  const lines = async () => (await world.ports.logs.query(key, { limit: 10 })).map(({ message, timestamp }) => ({ message, timestamp }))

  async function target(more: Partial<sdk.Target> = {}): Promise<void> {
    await call('CreateLogGroup', { logGroupName: '/aws/events/shop' })
    await client.send(new sdk.PutRuleCommand({ Name: 'logged', EventPattern: JSON.stringify({ source: ['shop'] }) }))
    await client.send(new sdk.PutTargetsCommand({ Rule: 'logged', Targets: [{ Id: 'l', Arn: group, ...more }] }))
  }

  it('gets a line for each event once a policy of the logs lets EventBridge', async () => {
    await target()
    await put(1)
    await expect.poll(async () => (await world.ports.data.scan('events.delivery', { limit: 1 })).length).toBe(0)
    expect(await lines()).toEqual([])
    await call('PutResourcePolicy', { policyName: 'events', policyDocument: allowed('logs:PutLogEvents') })
    await put(2)
    await expect.poll(async () => (await lines()).length).toBe(1)
    const [line] = await lines()
    expect([line!.timestamp, JSON.parse(line!.message).detail]).toEqual([start, { n: 2 }])
  })

  it('gets the time and the text that a template makes', async () => {
    const InputTransformer = { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"timestamp": 1769860801000, "message": "order <n>"}' }
    await target({ InputTransformer })
    await call('PutResourcePolicy', { policyName: 'events', policyDocument: allowed('logs:PutLogEvents') })
    await put(3)
    await expect.poll(lines).toEqual([{ timestamp: 1769860801000, message: 'order 3' }])
  })
})
