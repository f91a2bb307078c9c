import { execFileSync } from 'node:child_process'
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  ListStateMachinesCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, eventually, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'

describe('what an operator looks at', () => {
  const temporary = temporaryFolder('operation')
  let server: RunningServer
  let sfn: SFNClient
  beforeAll(async () => {
    server = await startServer({ folder: temporary.folder, args: ['--drain-seconds', '2'] })
    sfn = new SFNClient(clientOptions(server.url))
  })
  afterAll(async () => {
    await server.stop('SIGKILL')
    temporary.remove()
  })

  /** The metrics by name and labels; fails where a line is none of the format. */
  async function metrics(): Promise<Map<string, number>> {
    const answer = await fetch(`${server.url}/_pasos/metrics`)
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const values = new Map<string, number>()
    const types = new Map<string, string>()
    for (const line of (await answer.text()).trimEnd().split('\n')) {
      const type = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line)
      if (type) {
        expect(types.has(type[1]!), `${type[1]} comes once`).toBe(false)
        types.set(type[1]!, type[2]!)
      }
      if (line.startsWith('#')) continue
      const sample = /^(\w+?)((?:_bucket|_sum|_count)?)(\{(?:\w+="(?:[^"\\\n]|\\.)*",?)+\})? (-?[\d.e+-]+)$/.exec(line)
      expect(sample, line).not.toBeNull()
      expect(types.get(sample![1]!) ?? types.get(sample![1]! + sample![2]!), line).toBeDefined()
      values.set(`${sample![1]}${sample![2]}${sample![3] ?? ''}`, Number(sample![4]))
    }
    return values
  }

  it('counts requests, executions and commits', async () => {
    const before = await metrics()
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE }))
    await eventually('the end', async () => {
      const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
      return status === 'RUNNING' ? undefined : status
    })
    const after = await metrics()
    const grown = (name: string) => after.get(name)! - (before.get(name) ?? 0)
    expect(grown('pasos_requests_total{service="states",operation="StartExecution",code="200"}')).toBe(1)
    expect(grown('pasos_executions_started_total{type="STANDARD"}')).toBe(1)
    expect(grown('pasos_executions_ended_total{type="STANDARD",status="SUCCEEDED"}')).toBe(1)
    expect(grown('pasos_history_events_total')).toBe(14)
    expect(grown('pasos_commit_duration_seconds_count')).toBeGreaterThanOrEqual(3)
    expect(after.get('pasos_commit_duration_seconds_bucket{le="+Inf"}')).toBe(after.get('pasos_commit_duration_seconds_count'))
    expect(after.get('pasos_executions_running')).toBe(0)
    expect(after.get('pasos_disk_free_bytes')).toBeGreaterThan(0)
    expect(after.get('pasos_file_bytes{file="journal.db-wal"}')).toBeGreaterThan(0)
    expect(after.get('pasos_function_processes')).toBeGreaterThan(0)
    expect(after.get('pasos_long_expressions{state="waiting"}')).toBe(0)
    // Followers catch up within moments.
    await eventually('no lag', async () => {
      const now = await metrics()
      const lags = [...now].filter(([name]) => name.startsWith('pasos_feed_lag_turns'))
      return lags.length > 0 && lags.every(([, lag]) => lag === 0) && now.get('pasos_commits_waiting') === 0 ? true : undefined
    })
  })

  it('says 503 and goes on serving while it drains, and ends well', async () => {
    const stopped = server.stop('SIGTERM')
    const draining = await eventually('the drain', async () => {
      const answer = await fetch(`${server.url}/_pasos/health`)
      return answer.status === 503 ? answer : undefined
    })
    expect(await draining.json()).toMatchObject({ status: 'draining' })
    expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1)
    expect(await stopped).toBe(0)
  })
})

describe.skipIf(process.getuid?.() !== 0)('a disk that is nearly full', () => {
  const temporary = temporaryFolder('low-disk')
  const disk = join(temporary.folder, 'disk')
  let server: RunningServer
  beforeAll(async () => {
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk])
    server = await startServer({ folder: join(disk, 'data') })
  })
  afterAll(async () => {
    await server?.stop()
    execFileSync('umount', [disk])
    temporary.remove()
  })

  it('takes nothing new, says so, lets what runs come to its end, and is well again once there is room', async () => {
    const sfn = new SFNClient(clientOptions(server.url))
    const { activityArn } = await sfn.send(new CreateActivityCommand({ name: 'work' }))
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', Resource: activityArn, End: true } } })
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'm', definition, roleArn }))
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
    const { taskToken } = await sfn.send(new GetActivityTaskCommand({ activityArn }))
    const health = () => fetch(`${server.url}/_pasos/health`).then(answer => answer.json())
    const filler = join(disk, 'filler')
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 1_000_000))
    await eventually('the reserve to be noticed', async () => ((await health()).status === 'degraded' ? true : undefined))
    await expect(sfn.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      $metadata: { httpStatusCode: 503 },
      $fault: 'server',
    })
    // A flood of such refusals is no flood of stacks.
    expect(server.output()).not.toContain('nearly full; nothing new')
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"done":true}' }))
    const ended = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' })
    writeFileSync(filler, '')
    await eventually('the room to be noticed', async () => ((await health()).status === 'ok' ? true : undefined))
    await sfn.send(new StartExecutionCommand({ stateMachineArn }))
  })
})
