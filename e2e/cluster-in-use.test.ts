import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { findPostgres, type PostgresServer, startPostgres } from '@pasos/store-postgres/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LoadBalancer, openLoadBalancer } from '../proof/cluster/load-balancer.ts'
import { clientOptions, createRole, eventually, pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const isHere = findPostgres() !== undefined
if (!isHere) process.stderr.write('SKIPPED: there is no PostgreSQL on this machine, so nothing is known of clusters in use.\n')

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:EvenOrOdd-number-generator'
const ACCOUNT = 'arn:aws:iam::123456789012:root'
/** As an AWS SDK calls by default. */
const usualAttempts = 3

interface Session {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

/** The tests build upon each other: what the first has from a node must still be good when the last has replaced all of them. */
describe.runIf(isHere)('three nodes on one PostgreSQL, behind a load balancer', () => {
  let postgres: PostgresServer
  let url: string
  let balancer: LoadBalancer
  let roleArn: string
  let session: Session
  const folders = ['one', 'two', 'three'].map(name => temporaryFolder(`in-use-${name}`))
  const nodes: (RunningServer | undefined)[] = []

  const start = async (at: number): Promise<RunningServer> => {
    const server = await startServer({
      folder: folders[at]!.folder,
      args: ['--postgres', url, '--sandbox', 'process', '--drain-seconds', '1'],
    })
    nodes[at] = server
    return server
  }
  const there = (): RunningServer[] => nodes.filter(node => node !== undefined)
  const options = () => ({ ...clientOptions(balancer.url), maxAttempts: usualAttempts })
  let calling: SFNClient | undefined
  /** Each of its calls goes to the next node. */
  const sfn = (): SFNClient => (calling ??= new SFNClient(options()))

  const placeOfHome = async (): Promise<number> => {
    const { stdout } = await pasos(['nodes', '--endpoint', balancer.url, '--json'])
    const home = (JSON.parse(stdout) as { nodes: { name: string; isHome: boolean }[] }).nodes.find(({ isHome }) => isHome)!
    return nodes.findIndex(node => node?.process.pid === Number(home.name.split(':').at(-1)))
  }

  const isReady = async ({ url }: RunningServer): Promise<boolean> => (await fetch(`${url}/_pasos/health`)).ok

  const ended = (executionArn: string | undefined) =>
    eventually('the end of the execution', async () => {
      const answer = await sfn().send(new DescribeExecutionCommand({ executionArn }))
      return answer.status === 'RUNNING' ? undefined : answer
    })

  beforeAll(async () => {
    postgres = await startPostgres()
    url = await postgres.newDatabase()
    await start(0)
    await Promise.all([start(1), start(2)])
    balancer = await openLoadBalancer(() => there().map(node => node.url))
    roleArn = await createRole(balancer.url, 'in-use', 'states.amazonaws.com', ['lambda:InvokeFunction'])
  }, 120_000)
  afterAll(async () => {
    for (const server of there()) await server.stop('SIGKILL')
    await balancer.close()
    await postgres.stop()
    for (const { remove } of folders) remove()
  }, 180_000)

  /** Each of the nodes knows whose the session is, and what its role may do. */
  const holdsEverywhere = async (): Promise<void> => {
    for (const node of there()) {
      const as = { ...clientOptions(node.url), credentials: session }
      const { Arn } = await new STSClient(as).send(new GetCallerIdentityCommand({}))
      expect(Arn).toBe('arn:aws:sts::123456789012:assumed-role/looks-on/me')
      const client = new SFNClient(as)
      expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).not.toEqual([])
      const denied = client.send(new CreateActivityCommand({ name: 'not-mine' }))
      await expect(denied).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('assumed-role/looks-on/me'),
      })
    }
  }

  it('a session that one node has given out is good on all of them', async () => {
    const [issuing, other] = there() as [RunningServer, RunningServer]
    const iam = new IAMClient(clientOptions(other.url))
    const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'looks-on',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      }),
    )
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'states:List*', Resource: '*' }],
    })
    await iam.send(new PutRolePolicyCommand({ RoleName: 'looks-on', PolicyName: 'may', PolicyDocument }))
    for (const node of [issuing, other]) {
      const assume = new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'me' })
      const { Credentials } = await new STSClient(clientOptions(node.url)).send(assume)
      session = {
        ...{ accessKeyId: Credentials!.AccessKeyId!, secretAccessKey: Credentials!.SecretAccessKey! },
        sessionToken: Credentials!.SessionToken!,
      }
      await holdsEverywhere()
    }
  })

  it('a worker asks any node for tasks of an activity, and the one it holds outlives the home, as does the poll of another worker', async () => {
    const home = await placeOfHome()
    const away = there().filter(node => node !== nodes[home])
    const [near, far] = away.map(node => new SFNClient({ ...clientOptions(node.url), maxAttempts: usualAttempts })) as [
      SFNClient,
      SFNClient,
    ]
    const { activityArn } = await near.send(new CreateActivityCommand({ name: 'by-hand' }))
    const definition = JSON.stringify({ StartAt: 'Ask', States: { Ask: { Type: 'Task', Resource: activityArn, End: true } } })
    const { stateMachineArn } = await far.send(new CreateStateMachineCommand({ name: 'ByHand', definition, roleArn }))
    const begin = (input: string) => sfn().send(new StartExecutionCommand({ stateMachineArn, input }))
    const poll = (client: SFNClient) => client.send(new GetActivityTaskCommand({ activityArn, workerName: 'w' }))

    const polled = poll(near)
    const first = await begin('"first"')
    const held = await polled
    expect(held.input).toBe('"first"')
    // Waits at the home by way of a node that lives on.
    const waiting = poll(far)
    await new Promise(resolve => setTimeout(resolve, 200))
    await nodes[home]!.stop('SIGKILL')
    nodes[home] = undefined
    const second = await begin('"second"')
    const next = await waiting
    expect(next.input).toBe('"second"')
    await near.send(new SendTaskHeartbeatCommand({ taskToken: held.taskToken }))
    await far.send(new SendTaskSuccessCommand({ taskToken: held.taskToken, output: '"one"' }))
    await near.send(new SendTaskSuccessCommand({ taskToken: next.taskToken, output: '"two"' }))
    expect(await ended(first.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"one"' })
    expect(await ended(second.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"two"' })
    await start(home)
    await holdsEverywhere()
  })

  it('one is replaced after the other while clients call, and nobody is told anything that an SDK would not try again', async () => {
    const definition = JSON.stringify({
      StartAt: 'Pause',
      States: {
        Pause: { Type: 'Wait', Seconds: 1, Next: 'Draw' },
        Draw: { Type: 'Task', Resource: FUNCTION, ResultPath: '$.drawn', End: true },
      },
    })
    const { stateMachineArn } = await sfn().send(new CreateStateMachineCommand({ name: 'Rolling', definition, roleArn }))
    const sqs = new SQSClient(options())
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'rolling' }))
    const started: string[] = []
    const sent: string[] = []
    let isOver = false
    /** What a client does in a row; what it is refused fails the test. */
    const client = async (who: number): Promise<void> => {
      const calls = new SFNClient(options())
      for (let at = 0; !isOver; at++) {
        const name = `${who}-${at}`
        const { executionArn } = await calls.send(new StartExecutionCommand({ stateMachineArn, name }))
        started.push(executionArn!)
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: name }))
        sent.push(name)
        await calls.send(new DescribeExecutionCommand({ executionArn: started[Math.floor(at / 2)] }))
        await new Promise(resolve => setTimeout(resolve, 150))
      }
    }
    const clients = Promise.all([1, 2, 3].map(client))
    // Told below; nobody is to wait for it until then.
    clients.catch(() => undefined)
    const before = there().map(({ process }) => process.pid)
    for (const at of nodes.keys()) {
      const leaving = nodes[at]!
      const others = there().filter(node => node !== leaving)
      const left = leaving.stop()
      // As an orchestrator asks who is to be sent more: who leaves says no, and nobody else does, the home among them or not.
      await eventually('that who leaves is sent no more', async () => ((await isReady(leaving)) ? undefined : true))
      nodes[at] = undefined
      let isGone = false
      left.finally(() => {
        isGone = true
      })
      for (let asked = 0; !isGone || asked < 3; asked++) {
        expect(await Promise.all(others.map(isReady))).toEqual(others.map(() => true))
        await new Promise(resolve => setTimeout(resolve, 50))
      }
      expect(await left).toBe(0)
      await start(at)
    }
    isOver = true
    await clients
    expect(there().filter(({ process }) => before.includes(process.pid))).toEqual([])
    expect(started.length).toBeGreaterThan(20)
    for (const executionArn of started) {
      expect((await ended(executionArn)).status).toBe('SUCCEEDED')
      const { events = [] } = await sfn().send(new GetExecutionHistoryCommand({ executionArn }))
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
      expect(events.filter(({ type }) => type === 'LambdaFunctionSucceeded')).toHaveLength(1)
    }
    const received = new Set<string>()
    await eventually('every message', async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
      for (const { Body } of Messages) received.add(Body!)
      return sent.every(name => received.has(name)) ? true : undefined
    })
    await holdsEverywhere()
  })
})
