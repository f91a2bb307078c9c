import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { findPostgres, type PostgresServer, startPostgres } from '@pasos/store-postgres/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { clientOptions, eventually, pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const isHere = findPostgres() !== undefined
if (!isHere) process.stderr.write('SKIPPED: there is no PostgreSQL on this machine, so nothing is known of servers on it.\n')

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:EvenOrOdd-number-generator'
const EXECUTIONS = 60

/** Waits, calls a function, waits again in two branches: at any moment some executions stand in each kind of waiting. */
const definition = JSON.stringify({
  StartAt: 'Pause',
  States: {
    Pause: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Draw' },
    Draw: { Type: 'Task', Resource: FUNCTION, ResultPath: '$.drawn', Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: { Type: 'Wait', Seconds: 1, End: true } } },
        { StartAt: 'Right', States: { Right: { Type: 'Task', Resource: FUNCTION, End: true } } },
      ],
      End: true,
    },
  },
})

describe.runIf(isHere)('a server on PostgreSQL', () => {
  let postgres: PostgresServer
  const folders = ['one', 'two', 'three'].map(name => temporaryFolder(`postgres-${name}`))
  const running: RunningServer[] = []

  const start = async (at: number, url: string): Promise<RunningServer> => {
    const server = await startServer({ folder: folders[at]!.folder, args: ['--postgres', url] })
    running.push(server)
    return server
  }

  beforeAll(async () => {
    postgres = await startPostgres()
  }, 180_000)
  afterAll(async () => {
    for (const server of running) await server.stop('SIGKILL')
    await postgres.stop()
    for (const { remove } of folders) remove()
  }, 180_000)

  const ended = (sfn: SFNClient, executionArn: string | undefined) =>
    eventually('the end of the execution', async () => {
      const answer = await sfn.send(new DescribeExecutionCommand({ executionArn }))
      return answer.status === 'RUNNING' ? undefined : answer
    })

  it('runs the worked example, and another machine goes on with all that is in the database', async () => {
    const url = await postgres.newDatabase()
    const first = await start(0, url)
    let sfn = new SFNClient(clientOptions(first.url))
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: EXAMPLE }))
    expect((await ended(sfn, executionArn)).status).toBe('SUCCEEDED')
    expect(await first.stop()).toBe(0)

    const second = await start(1, url)
    expect(second.output()).not.toContain('is deployed')
    sfn = new SFNClient(clientOptions(second.url))
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: EXAMPLE }))
    expect(executions?.map(found => found.executionArn)).toEqual([executionArn])
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
    expect(events?.map(({ id }) => id)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1))
    const again = await sfn.send(new StartExecutionCommand({ stateMachineArn: EXAMPLE }))
    const { status, output } = await ended(sfn, again.executionArn)
    expect(status).toBe('SUCCEEDED')
    const { number } = JSON.parse(output!)
    const logs = new CloudWatchLogsClient(clientOptions(second.url))
    const logGroupName = `/aws/lambda/EvenOrOdd-${number % 2 === 0 ? 'even' : 'odd'}`
    await eventually('the line of the function', async () => {
      const found = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: `"number is ${number}"` }))
      return found.events?.length ? found : undefined
    })
    expect(await second.stop()).toBe(0)
  }, 180_000)

  it('dies with executions under way, and the one that stood beside it finishes them all, with histories without gaps', async () => {
    const url = await postgres.newDatabase()
    const first = await start(0, url)
    const second = await start(2, url)
    await eventually('the second to stand beside the first', async () => second.output().includes('This one shares the work') || undefined)
    let sfn = new SFNClient(clientOptions(first.url))
    const { roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: EXAMPLE }))
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Killed', definition, roleArn }))
    const arns = await Promise.all(
      Array.from({ length: EXECUTIONS }, async (_, index) => {
        const input = JSON.stringify({ seconds: index % 3 })
        return (await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn!
      }),
    )
    await new Promise(resolve => setTimeout(resolve, 700))
    await first.stop('SIGKILL')

    // A database that has only just begun lets nobody be taken for dead for a while.
    sfn = new SFNClient({ ...clientOptions(second.url), maxAttempts: 8 })
    for (const executionArn of arns) {
      expect((await ended(sfn, executionArn)).status).toBe('SUCCEEDED')
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
      expect(events.filter(({ type }) => type === 'ExecutionSucceeded')).toHaveLength(1)
    }
    await second.stop()
  }, 180_000)

  it('waits for a database that is away, says so, and goes on', async () => {
    const own = await startPostgres()
    onTestFinished(own.stop)
    const server = await start(1, await own.newDatabase())
    const sfn = new SFNClient(clientOptions(server.url))
    const health = async () => (await (await fetch(`${server.url}/_pasos/health`)).json()) as { status: string }
    expect((await health()).status).toBe('ok')
    await own.kill()
    const begun = sfn.send(new StartExecutionCommand({ stateMachineArn: EXAMPLE, name: 'meanwhile' })).catch((error: Error) => error)
    await eventually('the server to say that the database is away', async () => ((await health()).status === 'degraded' ? true : undefined))
    await own.start()
    const started = await begun
    if (started instanceof Error) throw started
    expect((await ended(sfn, started.executionArn)).status).toBe('SUCCEEDED')
    await eventually('the server to be well again', async () => ((await health()).status === 'ok' ? true : undefined))
    await server.stop()
  }, 180_000)

  it('says in one line that no database is there', async () => {
    const { code, stderr } = await pasos(['start', '--port', '0', '--data', folders[1]!.folder, '--postgres', 'postgres://127.0.0.1:1/x'])
    expect(stderr).toMatch(/PostgreSQL at postgres:\/\/127\.0\.0\.1:1\/x can't be had: .*ECONNREFUSED/)
    expect(stderr).not.toContain('    at ')
    expect(code).not.toBe(0)
  })
})
