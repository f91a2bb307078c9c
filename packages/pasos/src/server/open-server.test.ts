import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { fakeClock } from '@pasos/engine'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openServer, type Server } from './open-server.ts'

const start = Date.parse('2030-01-02T03:04:05Z')
const day = 86_400_000
const clock = fakeClock(start)
let folder: string
let server: Server

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-clock-'))
  server = await openServer({
    ...{ folder, clock, host: '127.0.0.1', port: 0, posture: { auth: 'trust' }, allowedHosts: [], accountId: '123456789012' },
    ...{ region: 'us-east-1', version: '0', deployExample: false, retentionDays: 0, keepsAwsLimits: true, executionDays: 0 },
    ...{ keepsExpressHistory: false, sandbox: 'process', services: ['states', 'iam', 'sqs'], diskReserveBytes: 0 },
    publicUrl: 'https://pasos.example',
    onFatal: error => {
      throw error
    },
  })
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a server goes by the clock it is given: a Wait of a day is over when a day has passed on it', async () => {
  const client = new SFNClient({ endpoint: server.url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
  const definition = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 86_400, End: true } } })
  await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=a/20300102/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({ Action: 'CreateRole', Version: '2010-05-08', RoleName: 'r', AssumeRolePolicyDocument: trust }).toString(),
  })
  const roleArn = 'arn:aws:iam::123456789012:role/r'
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: 'm', definition, roleArn }))
  const { executionArn, startDate } = await client.send(new StartExecutionCommand({ stateMachineArn }))
  expect(startDate).toEqual(new Date(start))
  const described = () => client.send(new DescribeExecutionCommand({ executionArn }))
  clock.advance(day - 1)
  expect((await described()).status).toBe('RUNNING')
  clock.advance(1)
  await expect.poll(async () => (await described()).status, { timeout: 5000 }).toBe('SUCCEEDED')
  expect((await described()).stopDate).toEqual(new Date(start + day))
})

test('what it gives out begins with the address by which clients reach it', async () => {
  const answer = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.CreateQueue' },
    body: JSON.stringify({ QueueName: 'q' }),
  })
  expect(await answer.json()).toEqual({ QueueUrl: 'https://pasos.example/123456789012/q' })
})

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
