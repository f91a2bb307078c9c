import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Span } from '../packages/pasos/src/server/traces/span.ts'
import {
  clientOptions,
  createRole,
  eventually,
  isCluster,
  type RunningServer,
  startServer,
  temporaryFolder,
  zipOf,
} from './running-server.ts'

const temporary = temporaryFolder('traces')
const CODE = 'exports.handler = async event => { if (event?.fails) throw new Error("secret-cause"); return process.env._X_AMZN_TRACE_ID }'
const HEADER = 'Root=1-5f84c7a5-000102030405060708090a0b;Parent=1112131415161718;Sampled=1'
const TRACE = '5f84c7a5000102030405060708090a0b'

/** A collector of our own: what it was sent, and what it answers. */
let collector: Server
let taken: Span[]
let heads: IncomingHttpHeaders[]
let bodies: string[]
let status: number
let server: RunningServer
let sfn: SFNClient
let roleArn: string

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const body = await text(request)
    if (status === 200) {
      bodies.push(body)
      heads.push({ ...request.headers, path: request.url! })
      taken.push(...JSON.parse(body).resourceSpans[0].scopeSpans[0].spans)
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  await start()
  const functionRole = await createRole(server.url, 'functions', 'lambda.amazonaws.com')
  const lambda = new LambdaClient(clientOptions(server.url))
  const Code = { ZipFile: await zipOf('index.js', CODE) }
  const named = { FunctionName: 'told', Runtime: 'nodejs24.x', Handler: 'index.handler', Role: functionRole, Code } as const
  await lambda.send(new CreateFunctionCommand(named))
  roleArn = await createRole(server.url, 'machines', 'states.amazonaws.com')
}, 180_000)

afterAll(async () => {
  // Nodes that are killed wait to be started again, with their database.
  await server?.stop(isCluster ? 'SIGTERM' : 'SIGKILL')
  collector.close()
  temporary.remove()
})

beforeEach(() => {
  ;[taken, heads, bodies, status] = [[], [], [], 200]
})

async function start() {
  const { port } = collector.address() as AddressInfo
  process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'x-key=a%20key'
  server = await startServer({ folder: temporary.folder, args: ['--no-example', '--iam', 'soft', '--otlp', `http://127.0.0.1:${port}`] })
  delete process.env['OTEL_EXPORTER_OTLP_HEADERS']
  sfn = new SFNClient(clientOptions(server.url))
}

async function machine(name: string, states: Record<string, object>, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): Promise<string> {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states })
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn, type }))
  return stateMachineArn!
}

async function run(stateMachineArn: string, input = '{}', traceHeader?: string) {
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input, traceHeader }))
  return eventually('the end', async () => {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    return found.status === 'RUNNING' ? undefined : found
  })
}

const spans = (count: number) => eventually(`${count} spans`, async () => (taken.length >= count ? taken : undefined))
const named = (name: string) => taken.filter(span => span.name === name)
const attributeOf = (span: Span, key: string) => span.attributes.find(attribute => attribute.key === key)?.value
const resource = 'arn:aws:lambda:us-east-1:123456789012:function:told'

it('an execution is a trace, its states are spans in it, a function is in its state, and the function knows where it stands', async () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } })
  const arn = await machine('nested', {
    Both: { Type: 'Parallel', Branches: [branch('Left'), branch('Right')], Next: 'Each' },
    Each: {
      ...{ Type: 'Map', ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } } },
      ...{ ItemsPath: '$', ResultPath: null, Next: 'Ask' },
    },
    Ask: { Type: 'Task', Resource: resource, End: true },
  })
  const { output, name, executionArn } = await run(arn, '{}', HEADER)
  await spans(9)
  const [execution] = named(name!)
  expect(execution).toMatchObject({ traceId: TRACE, parentSpanId: '1112131415161718', kind: 2, status: { code: 1 } })
  expect(attributeOf(execution!, 'aws.step_functions.execution.arn')).toEqual({ stringValue: executionArn })
  expect(new Set(taken.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]))
  const parentOf = (child: string) => taken.find(({ spanId }) => spanId === named(child)[0]!.parentSpanId)?.name
  expect(['Both', 'Each', 'Ask', 'Left', 'Right', 'Item', 'told'].map(parentOf)).toEqual([name, name, name, 'Both', 'Both', 'Each', 'Ask'])
  expect(named('Item')).toHaveLength(2)
  const [told] = named('told')
  expect(JSON.parse(output!)).toBe(`Root=1-5f84c7a5-000102030405060708090a0b;Parent=${told!.spanId};Sampled=1`)
  for (const span of taken) expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano))
  expect(heads[0]).toMatchObject({ path: '/v1/traces', 'content-type': 'application/json', 'x-key': 'a key' })
})

it('every attempt is a span; a failure tells its name, and nothing tells what anybody passed', async () => {
  const Retry = [{ ErrorEquals: ['Error'], MaxAttempts: 1, IntervalSeconds: 1 }]
  const arn = await machine('failing', { Ask: { Type: 'Task', Resource: resource, Retry, End: true } })
  const { status: ended } = await run(arn, '{"fails":true,"card":"secret-input"}')
  expect(ended).toBe('FAILED')
  await spans(4)
  expect(named('told').map(({ status }) => status)).toEqual([
    { code: 2, message: 'Error' },
    { code: 2, message: 'Error' },
  ])
  expect(new Set(named('told').map(({ spanId }) => spanId)).size).toBe(2)
  expect(taken.map(({ status: { code } }) => code)).toEqual([2, 2, 2, 2])
  expect(bodies.join()).not.toMatch(/secret/)
})

it('traces go on in nested executions, messages and from a traceparent, and Express executions have them too', async () => {
  const sqs = new SQSClient(clientOptions(server.url))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
  const inner = await machine('inner', { Say: { Type: 'Pass', End: true } })
  const outer = await machine(
    'outer',
    {
      Send: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl, MessageBody: 'm' }, Next: 'Nest' },
      Nest: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution', Parameters: { StateMachineArn: inner }, End: true },
    },
    'EXPRESS',
  )
  const express = new SFNClient(clientOptions(server.url))
  const traceparent = `00-${TRACE}-1112131415161718-01`
  express.middlewareStack.add(
    next => args => {
      ;(args.request as { headers: Record<string, string> }).headers['traceparent'] = traceparent
      return next(args)
    },
    { step: 'build' },
  )
  const { status: ended, traceHeader } = await express.send(new StartSyncExecutionCommand({ stateMachineArn: outer }))
  expect({ ended, traceHeader }).toEqual({ ended: 'SUCCEEDED', traceHeader: HEADER })
  await spans(7)
  expect(new Set(taken.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]))
  const [nest] = named('states:startExecution')
  const child = taken.find(span => JSON.stringify(attributeOf(span, 'aws.step_functions.state_machine.arn'))?.includes(':inner'))
  expect(child?.parentSpanId).toBe(nest!.spanId)
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['AWSTraceHeader'] }))
  const [sent] = named('sqs:sendMessage')
  expect(Messages?.[0]?.Attributes).toEqual({
    AWSTraceHeader: `Root=1-5f84c7a5-000102030405060708090a0b;Parent=${sent!.spanId};Sampled=1`,
  })
})

it('what a collector could not take is told later, over a kill of the server, with the same ids, and none is missed', async () => {
  const arn = await machine('kept', { Say: { Type: 'Pass', End: true } })
  status = 503
  const names: string[] = []
  for (let count = 0; count < 20; count++) names.push((await run(arn)).name!)
  await server.stop('SIGKILL')
  await start()
  status = 200
  await eventually('all of them', async () => (names.every(name => named(name).length > 0) ? true : undefined))
  for (const name of names) expect(new Set(named(name).map(({ traceId, spanId }) => traceId + spanId)).size).toBe(1)
  const metrics = await (await fetch(`${server.url}/_pasos/metrics`)).text()
  expect(Number(/^pasos_spans_total\{outcome="exported"\} (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(40)
})

it('a collector that refuses for good is left alone, and what comes later reaches it', async () => {
  const arn = await machine('refused', { Say: { Type: 'Pass', End: true } })
  status = 400
  const { name: lost } = await run(arn)
  await eventually('the refusal', async () => (/refused 2 spans with status 400/.test(server.output()) ? true : undefined))
  status = 200
  const { name } = await run(arn)
  await eventually('the next one', async () => (named(name!).length > 0 ? true : undefined))
  expect(named(lost!)).toEqual([])
})
