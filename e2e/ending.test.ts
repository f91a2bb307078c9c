import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { clientOptions, createRole, eventually, pasos, type RunningServer, startServer, temporaryFolder, zipOf } from './running-server.ts'

/** Ends when what it asks answers. */
const CODE = 'exports.handler = async event => { if (event.ask) await fetch(event.ask); return { done: event.ask } }'
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:slow'
let temporary: ReturnType<typeof temporaryFolder>
let server: RunningServer
let sfn: SFNClient
let lambda: LambdaClient

async function start(args: string[] = []) {
  const folder = join(temporary.folder, 'data')
  server = await startServer({ folder, args: ['--no-example', '--iam', 'soft', '--finish-seconds', '60', ...args] })
  sfn = new SFNClient(clientOptions(server.url))
  lambda = new LambdaClient(clientOptions(server.url))
}

/** What a function asks whether it may end: says when it does, and answers when it may. */
async function openGate() {
  const [asked, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const gate = createServer((_, answer) => {
    asked.resolve()
    void mayEnd.promise.then(() => answer.end())
  })
  gate.listen(0, '127.0.0.1')
  await once(gate, 'listening')
  onTestFinished(() => void gate.close())
  return { url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}/`, asked: asked.promise, open: mayEnd.resolve }
}

/** By a connection of its own: one that stands already is served until the end. */
function isRefused(): Promise<true | undefined> {
  return new Promise(resolve => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.on('connect', () => resolve(void socket.destroy())).on('error', () => resolve(true))
  })
}

async function slowFunction() {
  const Role = await createRole(server.url, 'functions', 'lambda.amazonaws.com')
  const Code = { ZipFile: await zipOf('index.js', CODE) }
  const made = { FunctionName: 'slow', Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 30, Role, Code } as const
  await lambda.send(new CreateFunctionCommand(made))
  await lambda.send(new InvokeCommand({ FunctionName: 'slow', Payload: '{}' }))
}

beforeEach(() => {
  temporary = temporaryFolder('ending')
})
afterEach(async () => {
  await server.stop('SIGKILL')
  temporary.remove()
})

it('calls under way are answered before the server ends, new connections are refused, and who waits for work holds nothing up', async () => {
  await start()
  await slowFunction()
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name: 'work' }))
  const poll = sfn.send(new GetActivityTaskCommand({ activityArn })).catch(error => error)
  const gate = await openGate()
  const call = lambda.send(new InvokeCommand({ FunctionName: 'slow', Payload: JSON.stringify({ ask: gate.url }) }))
  await gate.asked
  const ended = server.stop('SIGTERM')
  await eventually('the closed door', isRefused)
  const begun = performance.now()
  gate.open()
  expect(Buffer.from((await call).Payload!).toString()).toBe(JSON.stringify({ done: gate.url }))
  expect(await ended).toBe(0)
  // Whoever waits for work does so for a minute, and for as long the server waits for those under way.
  expect(performance.now() - begun).toBeLessThan(30_000)
  await poll
})

it('a function that a task has called comes to its end once; what follows begins after the next start', async () => {
  await start()
  await slowFunction()
  const roleArn = await createRole(server.url, 'machines', 'states.amazonaws.com')
  const call = (next: object) => ({ Type: 'Task', Resource: ARN, InputPath: '$', ResultPath: null, ...next })
  const definition = JSON.stringify({ StartAt: 'A', States: { A: call({ Next: 'B' }), B: call({ End: true }) } })
  const gate = await openGate()
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'm', definition, roleArn }))
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ ask: gate.url }) }))
  await gate.asked
  const ended = server.stop('SIGTERM')
  await eventually('the closed door', isRefused)
  gate.open()
  expect(await ended).toBe(0)
  await start()
  const end = await eventually('the end', async () => {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    return found.status === 'RUNNING' ? undefined : found
  })
  expect(end.status).toBe('SUCCEEDED')
  const { events: lines } = JSON.parse(
    `{"events":[${(await pasos(['logs', 'slow', '--json', '--endpoint', server.url])).stdout.trim().split('\n')}]}`,
  )
  // The first call, A, which was not called again after the restart, and B.
  const starts = lines.filter(({ message }: { message: string }) => message.startsWith('START'))
  expect(starts).toHaveLength(3)
})

it('each request is a line with --log-format json, and backups come by themselves', async () => {
  const backups = join(temporary.folder, 'kept')
  await start(['--log-format', 'json', '--backup-every', '1', '--backup-to', backups])
  await sfn.send(new CreateActivityCommand({ name: 'work' }))
  await expect(
    sfn.send(new DescribeExecutionCommand({ executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e' })),
  ).rejects.toThrow()
  const lines = await eventually('the lines', async () => {
    const found = server
      .output()
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line))
    return found.length >= 2 ? found : undefined
  })
  const caller = 'arn:aws:iam::123456789012:root'
  expect(lines).toMatchObject([
    { message: 'request', service: 'states', operation: 'CreateActivity', caller, code: 'OK', status: 200, ms: expect.any(Number) },
    { message: 'request', operation: 'DescribeExecution', code: 'ExecutionDoesNotExist', status: 400 },
  ])
  const name = await eventually('a backup', async () => readdirSync(backups).find(file => file.endsWith('.zip')))
  const restored = join(temporary.folder, 'restored')
  const { code, stderr } = await pasos(['restore', join(backups, name), '--data', restored])
  expect(code, stderr).toBe(0)
  expect(readdirSync(restored)).toContain('journal.db')
})
