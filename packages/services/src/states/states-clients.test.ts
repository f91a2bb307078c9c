import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { defaultLimits } from '@pasos/asl'
import { activities, durableCatalog, embeddedRuntime, languageInterpreter, memoryJournal, systemClock, systemIds } from '@pasos/engine'
import { createDispatcher } from '@pasos/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { awsLimits } from './dependencies.ts'
import { languageChecks } from './language-checks.ts'
import { createRunTask, refuseTask } from './run-task.ts'
import { createStatesService } from './states-service.ts'
import { ROLE } from './test-world.ts'

// The whole way: the SDK's own client, a listener, the dispatcher, the operations, the runtime and the language.

const DEFINITION = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Double',
  States: { Double: { Type: 'Pass', Output: '{% $states.input.n * 2 %}', End: true } },
})

const dispatch = createDispatcher({ services: [createStatesService(world())], logger: { error: message => expect.unreachable(message) } })

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const answer = await dispatch({
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers as Record<string, string | undefined>,
    body: Buffer.concat(chunks),
    signal: new AbortController().signal,
  })
  response.writeHead(answer.status, answer.headers).end(answer.body)
})

let client: SFNClient

function world() {
  const journal = memoryJournal()
  const place = { accountId: '123456789012', region: 'eu-west-1' }
  const engine = {
    journal,
    interpreter: languageInterpreter,
    runners: [],
    clock: systemClock,
    ids: systemIds,
    limits: defaultLimits,
    ...place,
  }
  const runtime = embeddedRuntime(engine)
  return {
    runtime,
    index: runtime.index,
    catalog: durableCatalog(journal),
    data: journal.data,
    activities: activities({ runtime, clock: systemClock }),
    runTask: createRunTask([], journal.data),
    refuseTask,
    clock: systemClock,
    ids: systemIds,
    checks: languageChecks,
    proveKey: () => expect.unreachable('no machine here has a key'),
    trusts: () => true,
    logGroupExists: () => true,
    limits: awsLimits,
  }
}

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  client = new SFNClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    disableHostPrefix: true,
  })
})

afterAll(() => {
  client.destroy()
  server.closeAllConnections()
  server.close()
})

test('an execution is created, run, described, listed and told event by event', async () => {
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: 'double', definition: DEFINITION, roleArn: ROLE }))
  const { executionArn, startDate } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'first', input: '{"n":21}' }))
  expect(startDate).toBeInstanceOf(Date)
  const shown = () => client.send(new DescribeExecutionCommand({ executionArn }))
  await expect.poll(async () => (await shown()).status).toBe('SUCCEEDED')
  expect(await shown()).toMatchObject({ output: '42', outputDetails: { included: true }, redriveStatus: 'NOT_REDRIVABLE' })
  const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }))
  expect(executions?.map(({ name }) => name)).toEqual(['first'])
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }))
  expect(events?.map(({ type }) => type)).toEqual(['ExecutionSucceeded', 'PassStateExited'])
  expect(events?.[0]?.executionSucceededEventDetails?.output).toBe('42')
})

test('an EXPRESS execution answers its caller', async () => {
  const input = { name: 'express', definition: DEFINITION, roleArn: ROLE, type: 'EXPRESS' as const }
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand(input))
  const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"n":4}' }))
  expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '8', billingDetails: { billedMemoryUsedInMB: 64 } })
})

test('the context object counts redrives unless the caller waits for the execution', async () => {
  const state = { Type: 'Pass', InputPath: '$$.Execution', End: true }
  const definition = JSON.stringify({ StartAt: 'P', States: { P: state } })
  const create = (name: string, type: 'STANDARD' | 'EXPRESS') =>
    client.send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE, type }))
  const { stateMachineArn } = await create('sync', 'EXPRESS')
  const { output } = await client.send(new StartSyncExecutionCommand({ stateMachineArn }))
  expect(JSON.parse(output ?? '')).not.toHaveProperty('RedriveCount')
  const { executionArn } = await client.send(new StartExecutionCommand(await create('async', 'STANDARD')))
  const described = async () => (await client.send(new DescribeExecutionCommand({ executionArn }))).output ?? '{}'
  await expect.poll(async () => JSON.parse(await described())).toHaveProperty('RedriveCount', 0)
})

test('a refusal is the error class of the model', async () => {
  const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:none'
  await expect(client.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${stateMachineArn}'`,
  })
})
