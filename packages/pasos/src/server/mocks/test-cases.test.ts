import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { fakeClock } from '@pasos/engine'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { caller } from '../example.ts'
import { openServer, type Server } from '../open-server.ts'
import { readMockConfig } from './mock-config.ts'

const roleArn = 'arn:aws:iam::123456789012:role/r'
const place = 'arn:aws:states:us-east-1:123456789012'
const busy = { Throw: { Error: 'Busy', Cause: 'later' } }
const done = { Return: { done: true } }
const mocks = readMockConfig(
  JSON.stringify({
    StateMachines: { m: { TestCases: { Second: { Send: 'Second' }, Once: { Send: 'Once' }, Worked: { Work: 'Once' } } } },
    MockedResponses: { Second: { '0': busy, '1': done }, Once: { '0': done } },
  }),
)
const clock = fakeClock(Date.parse('2030-01-02T03:04:05Z'))
const folder = mkdtempSync(join(tmpdir(), 'pasos-cases-'))
let server: Server
let client: SFNClient

async function open(): Promise<void> {
  server = await openServer({
    ...{ folder, clock, mocks, host: '127.0.0.1', port: 0, posture: { auth: 'trust' }, allowedHosts: [], accountId: '123456789012' },
    ...{ region: 'us-east-1', version: '0', deployExample: false, retentionDays: 0, keepsAwsLimits: true, executionDays: 0 },
    ...{ keepsExpressHistory: false, sandbox: 'process', services: ['states', 'iam', 'sqs'], diskReserveBytes: 0 },
    prepare: async target => {
      await caller(target)('iam', 'CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust }).catch(() => undefined)
    },
    onFatal: error => {
      throw error
    },
  })
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  client = new SFNClient({ endpoint: server.url, region: 'us-east-1', credentials, disableHostPrefix: true })
}

beforeEach(open)
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const send = {
  Type: 'Task',
  Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  Parameters: { QueueUrl: 'http://nowhere', 'MessageBody.$': '$$.Task.Token' },
  Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }],
}
const machine = async (states: Record<string, object>, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') => {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states })
  return (await client.send(new CreateStateMachineCommand({ name: 'm', definition, roleArn, type }))).stateMachineArn
}
const describe = (executionArn?: string) => client.send(new DescribeExecutionCommand({ executionArn }))
const ended = (executionArn?: string) => expect.poll(async () => (await describe(executionArn)).status).not.toBe('RUNNING')

test('an execution started as ARN#TestCase gets the answers of its case, and its ARN says nothing of it', async () => {
  const stateMachineArn = await machine({ Send: { ...send, Retry: undefined, End: true } })
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}#Once`, name: 'one' }))
  expect(executionArn).toBe(`${place}:execution:m:one`)
  await ended(executionArn)
  expect(await describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}', stateMachineArn })
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(events?.map(({ type }) => type)).toContain('TaskSubmitted')
})

test('a case that mocks a state which the machine has not is refused: under its right name it would be called for real', async () => {
  const stateMachineArn = await machine({ Sned: { ...send, End: true } })
  const start = client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}#Once` }))
  await expect(start).rejects.toMatchObject({
    name: 'InvalidArn',
    message: expect.stringContaining('Once mocks the state "Send"; there are: Sned'),
  })
})

test('a case goes on where it was when the server starts again, and is never sent for real', async () => {
  const stateMachineArn = await machine({ Send: { ...send, End: true } })
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}#Second` }))
  const history = async () => (await client.send(new GetExecutionHistoryCommand({ executionArn }))).events!.map(({ type }) => type)
  await expect.poll(history).toContain('TaskFailed')
  await server.close()
  await open()
  clock.advance(61_000)
  await ended(executionArn)
  expect(await describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' })
})

test('activities and Express workflows have test cases too', async () => {
  const { activityArn } = await client.send(new CreateActivityCommand({ name: 'work' }))
  const stateMachineArn = await machine({ Work: { Type: 'Task', Resource: activityArn, End: true } })
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}#Worked` }))
  await ended(executionArn)
  expect((await describe(executionArn)).output).toBe('{"done":true}')
})

test('a synchronous Express execution runs its case', async () => {
  const express = { ...send, Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: 'q', MessageBody: 'm' }, End: true }
  const stateMachineArn = await machine({ Send: express }, 'EXPRESS')
  const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn: `${stateMachineArn}#Once` }))
  expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' })
})

test('a case that the file has not is refused, and nothing starts', async () => {
  const stateMachineArn = await machine({ Send: { ...send, End: true } })
  const start = client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}#Nowhere` }))
  await expect(start).rejects.toThrow(/InvalidArn|TestCases has no object "Nowhere"; there are: Second, Once, Worked/)
})

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
