import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { findPostgres, type PostgresServer, startPostgres } from '@pasos/store-postgres/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, createRole, eventually, pasos, type RunningServer, startServer, temporaryFolder, zipOf } from './running-server.ts'

const isHere = findPostgres() !== undefined
if (!isHere) process.stderr.write('SKIPPED: there is no PostgreSQL on this machine, so nothing is known of clusters.\n')

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:EvenOrOdd-number-generator'

const definition = JSON.stringify({
  StartAt: 'Pause',
  States: {
    Pause: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Draw' },
    Draw: { Type: 'Task', Resource: FUNCTION, ResultPath: '$.drawn', End: true },
  },
})

describe.runIf(isHere)('two nodes on one PostgreSQL', () => {
  let postgres: PostgresServer
  let url: string
  let nodes: RunningServer[]
  let database: pg.Client
  const folders = ['one', 'two', 'three'].map(name => temporaryFolder(`cluster-${name}`))
  const started: RunningServer[] = []
  let turn = 0

  const start = async (at: number): Promise<RunningServer> => {
    const server = await startServer({ folder: folders[at]!.folder, args: ['--postgres', url, '--sandbox', 'process'] })
    started.push(server)
    return server
  }
  /** As behind a load balancer: each call goes to the next of the nodes. */
  const sfn = (): SFNClient => new SFNClient({ ...clientOptions(nodes[turn++ % nodes.length]!.url), maxAttempts: 6 })

  const lanesOf = async (): Promise<Map<string, number[]>> => {
    const { rows } = await database.query<{ name: string | null; lane: number }>(
      'SELECT n.name, l.lane FROM lanes l LEFT JOIN nodes n ON n.node = l.node ORDER BY l.lane',
    )
    const lanes = new Map<string, number[]>()
    for (const { name, lane } of rows) {
      const owner = name?.split(':').at(-1) ?? 'nobody'
      lanes.set(owner, [...(lanes.get(owner) ?? []), lane])
    }
    return lanes
  }
  const shared = (count: number) =>
    eventually('lanes to be shared', async () => {
      const lanes = await lanesOf()
      const sizes = [...lanes.values()].map(each => each.length)
      return !lanes.has('nobody') && lanes.size === count && Math.max(...sizes) <= Math.ceil(8 / count) ? lanes : undefined
    })

  beforeAll(async () => {
    postgres = await startPostgres()
    url = await postgres.newDatabase()
    nodes = [await start(0), await start(1)]
    database = new pg.Client(url)
    await database.connect()
  }, 120_000)
  afterAll(async () => {
    for (const server of started) await server.stop('SIGKILL')
    await database.end()
    await postgres.stop()
    for (const { remove } of folders) remove()
  }, 180_000)

  const ended = (executionArn: string | undefined) =>
    eventually('the end of the execution', async () => {
      const answer = await sfn().send(new DescribeExecutionCommand({ executionArn }))
      return answer.status === 'RUNNING' ? undefined : answer
    })

  const numbersOf = async (arns: readonly (string | undefined)[]): Promise<number[]> => {
    const { rows } = await database.query<{ number: string; facts: string }>('SELECT number, facts FROM executions')
    const known = new Map(rows.map(({ number, facts }) => [JSON.parse(facts).executionArn as string, Number(number)]))
    return arns.map(arn => known.get(arn!)!)
  }

  it('share the lanes, and any of them answers any call', async () => {
    const lanes = await shared(2)
    expect([...lanes.values()].map(each => each.length).sort()).toEqual([4, 4])
    for (const each of nodes) {
      const { stdout } = await pasos(['nodes', '--endpoint', each.url, '--json'])
      const { schema, nodes: told }: { schema: string; nodes: { name: string; isHome: boolean; lanes: { lane: number }[] }[] } =
        JSON.parse(stdout)
      expect(schema).toBe('pasos.nodes/1')
      for (const node of told) expect(Object.keys(node)).toEqual(['node', 'name', 'url', 'isHome', 'isLeaving', 'lanes', 'running'])
      expect(Object.keys(told[0]!.lanes[0]!)).toEqual(['lane', 'epoch'])
      expect(told.map(({ isHome }) => isHome).sort()).toEqual([false, true])
      for (const { name, lanes: own } of told) expect(own.map(({ lane }) => lane)).toEqual(lanes.get(name.split(':').at(-1)!))
    }
    const { executionArn } = await sfn().send(new StartExecutionCommand({ stateMachineArn: EXAMPLE }))
    expect((await ended(executionArn)).status).toBe('SUCCEEDED')
    for (const _ of nodes) {
      const { executions } = await sfn().send(new ListExecutionsCommand({ stateMachineArn: EXAMPLE }))
      expect(executions?.map(found => found.executionArn)).toEqual([executionArn])
      const { events } = await sfn().send(new GetExecutionHistoryCommand({ executionArn }))
      expect(events?.length).toBe(14)
    }
  })

  it('run executions on both, which call their functions there, and what was just created can be used everywhere', async () => {
    const roleArn = await roleOf()
    const { stateMachineArn } = await sfn().send(new CreateStateMachineCommand({ name: 'Spread', definition, roleArn }))
    const input = JSON.stringify({ seconds: 0 })
    const starts = await Promise.all(Array.from({ length: 40 }, () => sfn().send(new StartExecutionCommand({ stateMachineArn, input }))))
    for (const { executionArn } of starts) expect((await ended(executionArn)).status).toBe('SUCCEEDED')
    const used = new Set((await numbersOf(starts.map(({ executionArn }) => executionArn))).map(number => number % 16))
    // By the hash of their names, forty of them are in all of seven lanes but once in a few hundred times.
    expect(used.size).toBeGreaterThanOrEqual(5)
    expect(used.has(0)).toBe(false)
  })

  it('tell an execution to stop and give it the answer to its token, wherever it runs and whoever is asked', async () => {
    const roleArn = await roleOf()
    const waits = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } })
    const { stateMachineArn } = await sfn().send(new CreateStateMachineCommand({ name: 'Waits', definition: waits, roleArn }))
    const input = '{}'
    for (let at = 0; at < 6; at++) {
      const name = `w${at}`
      const { executionArn, startDate } = await sfn().send(new StartExecutionCommand({ stateMachineArn, name, input }))
      const again = await sfn().send(new StartExecutionCommand({ stateMachineArn, name, input }))
      expect(again.startDate).toEqual(startDate)
      await sfn().send(new StopExecutionCommand({ executionArn, cause: 'enough' }))
      expect(await ended(executionArn)).toMatchObject({ status: 'ABORTED', cause: 'enough' })
      await expect(sfn().send(new StartExecutionCommand({ stateMachineArn, name, input }))).rejects.toMatchObject({
        name: 'ExecutionAlreadyExists',
      })
    }
    const asks = JSON.stringify({
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Parameters: { FunctionName: FUNCTION, Payload: { 'token.$': '$$.Task.Token' } },
          End: true,
        },
      },
    })
    const { stateMachineArn: asking } = await sfn().send(new CreateStateMachineCommand({ name: 'Asks', definition: asks, roleArn }))
    for (let at = 0; at < 4; at++) {
      const { executionArn } = await sfn().send(new StartExecutionCommand({ stateMachineArn: asking }))
      const taskToken = await eventually('the token', async () => {
        const { events = [] } = await sfn().send(new GetExecutionHistoryCommand({ executionArn }))
        const scheduled = events.find(({ taskScheduledEventDetails: details }) => details)?.taskScheduledEventDetails
        const isOut = events.some(({ type }) => type === 'TaskSubmitted')
        return isOut && scheduled ? (JSON.parse(scheduled.parameters!).Payload.token as string) : undefined
      })
      await sfn().send(new SendTaskSuccessCommand({ taskToken, output: '"yes"' }))
      expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' })
      await expect(sfn().send(new SendTaskSuccessCommand({ taskToken, output: '"no"' }))).rejects.toMatchObject({ name: 'TaskTimedOut' })
    }
  })

  it('run functions that call back, each by its own node, with a session that all of them know', async () => {
    const roleArn = await roleOf()
    const Role = await createRole(nodes[0]!.url, 'calling', 'lambda.amazonaws.com')
    await allow('calling', ['states:SendTaskSuccess'])
    const lambda = new LambdaClient(clientOptions(nodes[1]!.url))
    const { FunctionArn } = await lambda.send(
      new CreateFunctionCommand({
        ...{ FunctionName: 'answers', Runtime: 'nodejs24.x', Handler: 'index.handler', Role, Timeout: 30 },
        Code: { ZipFile: await zipOf('index.mjs', answers) },
      }),
    )
    const machine = {
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Parameters: { FunctionName: FunctionArn, Payload: { 'token.$': '$$.Task.Token' } },
          End: true,
        },
      },
    }
    const created = new CreateStateMachineCommand({ name: 'CallsBack', definition: JSON.stringify(machine), roleArn })
    const { stateMachineArn } = await sfn().send(created)
    const starts = await Promise.all(Array.from({ length: 16 }, () => sfn().send(new StartExecutionCommand({ stateMachineArn }))))
    const pids = new Set<number>()
    for (const { executionArn } of starts) {
      const { status, output } = await ended(executionArn)
      expect(status).toBe('SUCCEEDED')
      pids.add(JSON.parse(output!).parent)
    }
    // Processes of functions are children of the node that runs them.
    expect([...pids].sort()).toEqual(nodes.map(({ process }) => process.pid).sort())
    const sum = async (): Promise<number> => {
      const [from, to] = [-600_000, 60_000].map(ms => new Date(Date.now() + ms).toISOString()) as [string, string]
      const dimension = { 'Dimensions.member.1.Name': 'FunctionName', 'Dimensions.member.1.Value': 'answers' }
      const asked = { Namespace: 'AWS/Lambda', MetricName: 'Invocations', ...dimension, StartTime: from, EndTime: to, Period: '3600' }
      const body = new URLSearchParams({ Action: 'GetMetricStatistics', Version: '2010-08-01', ...asked, 'Statistics.member.1': 'Sum' })
      const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0'
      const answer = await fetch(nodes[0]!.url, { method: 'POST', body, headers: { authorization } })
      return [...(await answer.text()).matchAll(/<Sum>([\d.]+)<\/Sum>/g)].reduce((all, [, Sum]) => all + Number(Sum), 0)
    }
    await eventually('every invocation to be counted', async () => ((await sum()) === 16 ? true : undefined))
  })

  it('answer synchronous Express executions where they are asked, by the definition as it is now, and log and count them in one place', async () => {
    const roleArn = await roleOf()
    await allow('spread', ['lambda:InvokeFunction', 'logs:*'])
    const Role = await createRole(nodes[0]!.url, 'where', 'lambda.amazonaws.com')
    const { FunctionArn } = await new LambdaClient(clientOptions(nodes[0]!.url)).send(
      new CreateFunctionCommand({
        ...{ FunctionName: 'where', Runtime: 'nodejs24.x', Handler: 'index.handler', Role, Timeout: 30 },
        Code: { ZipFile: await zipOf('index.mjs', 'export const handler = async said => ({ said, parent: process.ppid })') },
      }),
    )
    const logs = new CloudWatchLogsClient(clientOptions(nodes[1]!.url))
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'express' }))
    const logGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:express:*'
    const saying = (Parameters: string) =>
      JSON.stringify({ StartAt: 'Ask', States: { Ask: { Type: 'Task', Resource: FunctionArn, Parameters: { Parameters }, End: true } } })
    const loggingConfiguration = { level: 'ALL' as const, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }
    const { stateMachineArn } = await sfn().send(
      new CreateStateMachineCommand({ name: 'Quick', type: 'EXPRESS', definition: saying('0'), roleArn, loggingConfiguration }),
    )
    const arns: (string | undefined)[] = []
    for (const [at, { url: asked, process }] of [...nodes, ...nodes].entries()) {
      await sfn().send(new UpdateStateMachineCommand({ stateMachineArn, definition: saying(`change ${at}`) }))
      const node = new SFNClient(clientOptions(asked))
      const { status, output, executionArn } = await node.send(new StartSyncExecutionCommand({ stateMachineArn }))
      expect(status).toBe('SUCCEEDED')
      expect(JSON.parse(output!)).toEqual({ said: { Parameters: `change ${at}` }, parent: process.pid })
      arns.push(executionArn)
    }
    await eventually('the logs of all', async () => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: 'express', filterPattern: 'ExecutionSucceeded' }))
      const logged = events.map(({ message }) => JSON.parse(message!).execution_arn as string)
      return arns.every(arn => logged.includes(arn!)) ? true : undefined
    })
    const counted = /pasos_requests_total\{[^}]*StartSyncExecution[^}]*\} 4\n/
    await eventually('every request to be counted', async () => {
      const text = await (await fetch(`${nodes[0]!.url}/_pasos/metrics`)).text()
      return counted.test(text) ? true : undefined
    })
  })

  it('tell of what runs on any of them: the home’s rules hear of every change of status, and its console of every turn', async () => {
    const stateMachineArn = EXAMPLE.replace('EvenOrOdd', 'Spread')
    const [events, sqs] = [new EventBridgeClient(clientOptions(nodes[0]!.url)), new SQSClient(clientOptions(nodes[1]!.url))]
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'changes' }))
    const EventPattern = JSON.stringify({ source: ['aws.states'], detail: { stateMachineArn: [stateMachineArn] } })
    await events.send(new PutRuleCommand({ Name: 'changes', EventPattern }))
    const Arn = 'arn:aws:sqs:us-east-1:123456789012:changes'
    const policy = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: Arn }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [policy] })
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
    await events.send(new PutTargetsCommand({ Rule: 'changes', Targets: [{ Id: 'queue', Arn }] }))
    const live = await fetch(`${nodes[1]!.url}/_pasos/executions/events`, { headers: { accept: 'text/event-stream' } })
    const input = JSON.stringify({ seconds: 0 })
    const starts = await Promise.all(Array.from({ length: 12 }, () => sfn().send(new StartExecutionCommand({ stateMachineArn, input }))))
    const expected = starts.flatMap(({ executionArn }) => [`${executionArn} RUNNING`, `${executionArn} SUCCEEDED`]).sort()
    const heard: string[] = []
    await eventually('every change of status', async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
      for (const { Body, ReceiptHandle } of Messages) {
        const { detail } = JSON.parse(Body!) as { detail: { executionArn: string; status: string } }
        heard.push(`${detail.executionArn} ${detail.status}`)
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
      }
      return heard.length >= expected.length ? true : undefined
    })
    expect(heard.sort()).toEqual(expected)
    // The console's pages follow over any node too.
    let told = ''
    for await (const chunk of live.body!) {
      told += Buffer.from(chunk).toString()
      if (starts.every(({ executionArn }) => told.includes(executionArn!))) break
    }
  })

  it('go on when one is killed in the middle: every execution ends once, with a history without gaps', async () => {
    const stateMachineArn = EXAMPLE.replace('EvenOrOdd', 'Spread')
    const begin = () =>
      Promise.all(
        Array.from({ length: 30 }, (_, at) =>
          sfn().send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ seconds: at % 3 }) })),
        ),
      )
    const arns = (await begin()).map(({ executionArn }) => executionArn)
    // The one that serves, so that the other becomes the home as well.
    const [first, second] = nodes as [RunningServer, RunningServer]
    await first.stop('SIGKILL')
    nodes = [second]
    arns.push(...(await begin()).map(({ executionArn }) => executionArn))
    for (const executionArn of arns) {
      expect((await ended(executionArn)).status).toBe('SUCCEEDED')
      const { events = [] } = await sfn().send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
      expect(events.filter(({ type }) => type === 'ExecutionSucceeded')).toHaveLength(1)
    }
    const checked = await pasos(['verify', '--postgres', url, '--json'])
    expect(JSON.parse(checked.stdout)).toMatchObject({ damages: [] })
    nodes = [second, await start(2)]
    await shared(2)
    const last = await begin()
    for (const { executionArn } of last) expect((await ended(executionArn)).status).toBe('SUCCEEDED')
    expect(await second.stop()).toBe(0)
    nodes = [nodes[1]!]
    expect((await ended(arns[0])).status).toBe('SUCCEEDED')
  })

  let role: string | undefined
  async function roleOf(): Promise<string> {
    if (role === undefined) {
      role = await createRole(nodes[0]!.url, 'spread', 'states.amazonaws.com')
      await allow('spread', ['lambda:InvokeFunction'])
    }
    return role
  }

  async function allow(RoleName: string, Action: string[]): Promise<void> {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
    const iam = new IAMClient(clientOptions(nodes[1]!.url))
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'may', PolicyDocument }))
  }
})

/** Answers the token itself, by the session that it was given. */
const answers = `
import { SFNClient, SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
export async function handler({ token }) {
  const output = JSON.stringify({ parent: process.ppid })
  await new SFNClient({}).send(new SendTaskSuccessCommand({ taskToken: token, output }))
}
`
