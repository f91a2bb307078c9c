import * as sdk from '@aws-sdk/client-eventbridge'
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import * as lambdaSdk from '@aws-sdk/client-lambda'
import * as snsSdk from '@aws-sdk/client-sns'
import * as sqsSdk from '@aws-sdk/client-sqs'
import type { ServiceCall } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { account, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { kmsService } from '../kms/service.ts'
import { lambdaService } from '../lambda/service.ts'
import { echoHost, memoryCodeStore } from '../lambda/test-host.ts'
import { snsService } from '../sns/service.ts'
import { sqsService } from '../sqs/service.ts'
import { eventsService } from './service.ts'

let world: ReturnType<typeof serviceWorld>
let client: sdk.EventBridgeClient
let sqs: sqsSdk.SQSClient

const busArn = `arn:aws:events:${region}:${account}:event-bus/orders`
const queueArn = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`
const LogConfig = { IncludeDetail: 'FULL', Level: 'INFO' } as const

beforeEach(() => {
  world = serviceWorld([kmsService, sqsService, eventsService], { follow: () => () => undefined })
  client = new sdk.EventBridgeClient(world.config())
  sqs = new sqsSdk.SQSClient(world.config())
})

const queue = (QueueName: string) => {
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }]
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  return sqs.send(new sqsSdk.CreateQueueCommand({ QueueName, Attributes: { Policy } }))
}
async function taken(name: string): Promise<sqsSdk.Message[]> {
  const QueueUrl = `http://127.0.0.1/${account}/${name}`
  const ask = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] as const }
  const { Messages = [] } = await sqs.send(new sqsSdk.ReceiveMessageCommand({ ...ask, MessageSystemAttributeNames: ['All'] }))
  for (const { ReceiptHandle } of Messages) await sqs.send(new sqsSdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle: ReceiptHandle! }))
  return Messages
}
const describe = async (Name = 'orders') => {
  const {
    $metadata: _,
    CreationTime: _at,
    LastModifiedTime: _changed,
    ...bus
  } = await client.send(new sdk.DescribeEventBusCommand({ Name }))
  return bus
}
const update = (more: Partial<sdk.UpdateEventBusCommandInput>) => client.send(new sdk.UpdateEventBusCommand({ Name: 'orders', ...more }))
const put = (more: Partial<sdk.PutEventsRequestEntry> = {}) => {
  const entry = { EventBusName: 'orders', Source: 'shop', DetailType: 'Order', Detail: '{"n":1}', ...more }
  return client.send(new sdk.PutEventsCommand({ Entries: [entry] }))
}
async function refusal(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

it('a bus shows its settings, which an update replaces as a whole', async () => {
  const DeadLetterConfig = { Arn: queueArn('dead') }
  const made = await client.send(new sdk.CreateEventBusCommand({ Name: 'orders', Description: 'd', DeadLetterConfig, LogConfig }))
  expect(made).toMatchObject({ EventBusArn: busArn, Description: 'd', DeadLetterConfig, LogConfig })
  const named = { Name: 'orders', Arn: busArn }
  expect(await describe()).toEqual({ ...named, Description: 'd', DeadLetterConfig, LogConfig })
  expect(await update({ Description: 'e', LogConfig })).toMatchObject({ ...named, Description: 'e', LogConfig })
  expect(await describe()).toEqual({ ...named, Description: 'e', LogConfig })
  await update({ Description: '', DeadLetterConfig: {}, LogConfig: { Level: 'OFF' } })
  expect(await describe()).toEqual({ ...named, LogConfig: { Level: 'OFF' } })
  await update({})
  expect(await describe()).toEqual(named)
  await client.send(new sdk.UpdateEventBusCommand({ Name: 'default', Description: 'ours' }))
  expect(await describe('default')).toMatchObject({ Name: 'default', Description: 'ours' })
  expect(await refusal(client.send(new sdk.UpdateEventBusCommand({ Name: 'other' })))).toContain('ResourceNotFoundException')
})

it('events that the key of their bus does not let in go to the dead letters of the bus', async () => {
  const kms = new KMSClient(world.config())
  const { KeyId, Arn: keyArn } = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!
  for (const name of ['dead', 'told']) await queue(name)
  const missing = keyArn!.replace(KeyId!, '11111111-2222-3333-4444-555555555555')
  const create = (KmsKeyIdentifier: string) =>
    client.send(new sdk.CreateEventBusCommand({ Name: 'orders', KmsKeyIdentifier, DeadLetterConfig: { Arn: queueArn('dead') } }))
  expect(await refusal(create(missing))).toBe(`ValidationException: KmsKeyIdentifier is not valid: Key '${missing}' does not exist`)
  await create(keyArn!)
  await client.send(new sdk.PutRuleCommand({ Name: 'r', EventBusName: 'orders', EventPattern: '{"source":["shop"]}' }))
  const Targets = [{ Id: 't', Arn: queueArn('told') }]
  await client.send(new sdk.PutTargetsCommand({ Rule: 'r', EventBusName: 'orders', Targets }))
  await put()
  expect(await taken('told')).toEqual([])
  const [letter] = await taken('dead')
  expect(JSON.parse(letter!.Body!)).toMatchObject({ source: 'shop', detail: { n: 1 } })
  const { ERROR_CODE: code, EVENT_BUS_ARN: bus, ERROR_MESSAGE: message } = letter!.MessageAttributes!
  expect([code!.StringValue, bus!.StringValue]).toEqual(['AccessDeniedException', busArn])
  expect(message!.StringValue).toContain('events.amazonaws.com is not authorized to perform: kms:GenerateDataKey')
  const owner = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }
  const Condition = { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': busArn, 'aws:SourceArn': busArn } }
  const uses = { ...{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Resource: '*' }, Condition }
  const statements = [owner, { ...uses, Action: ['kms:GenerateDataKey', 'kms:Decrypt'] }]
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) }))
  await put()
  expect([(await taken('told')).length, (await taken('dead')).length]).toEqual([1, 0])
  await kms.send(new DisableKeyCommand({ KeyId }))
  // Those of AWS itself have another key.
  const { router } = (await world.opened.face(eventsService))!
  const own = {
    version: '0',
    id: 'i',
    'detail-type': 'd',
    source: 'aws.states',
    account,
    time: '',
    region,
    resources: [],
    detail: {},
  } as const
  expect(await router.route(busArn, { ...own, resources: [] })).toMatchObject({ writes: [] })
  expect(await taken('dead')).toEqual([])
  await put()
  expect((await taken('dead'))[0]!.MessageAttributes!['ERROR_CODE']!.StringValue).toBe('DisabledException')
  expect(await refusal(update({ KmsKeyIdentifier: keyArn }))).toContain(`${keyArn} is disabled.`)
  await update({ DeadLetterConfig: { Arn: queueArn('dead') } })
  await put()
  expect([(await taken('told')).length, (await taken('dead')).length]).toEqual([1, 0])
  await kms.send(new EnableKeyCommand({ KeyId }))
  await update({ KmsKeyIdentifier: KeyId })
  expect(await describe()).toMatchObject({ KmsKeyIdentifier: KeyId })
})

it('the trace of an event goes on with it, that of its entry before that of the request', async () => {
  await queue('told')
  await client.send(new sdk.CreateEventBusCommand({ Name: 'orders' }))
  await client.send(new sdk.PutRuleCommand({ Name: 'r', EventBusName: 'orders', EventPattern: '{"source":["shop"]}' }))
  await client.send(new sdk.PutTargetsCommand({ Rule: 'r', EventBusName: 'orders', Targets: [{ Id: 't', Arn: queueArn('told') }] }))
  const [own, around] = ['Root=1-5759e988-bd862e3fe1be46a994272793', 'Root=1-5759e988-bd862e3fe1be46a994272794']
  client.middlewareStack.add(
    next => args => {
      Object.assign((args.request as { headers: object }).headers, { 'x-amzn-trace-id': around })
      return next(args)
    },
    { step: 'build' },
  )
  const traces: (string | undefined)[] = []
  for (const more of [{ TraceHeader: own }, {}]) {
    await put(more)
    const [message] = await taken('told')
    traces.push(message!.Attributes!.AWSTraceHeader)
  }
  expect(traces).toEqual([own, around])
})

it('functions, topics and executions have the trace of the event, too', async () => {
  const host = echoHost()
  const calls: { input: unknown }[] = []
  const answered = { outcome: 'answered' as const, output: {}, http: { status: 200, requestId: 'r', headers: [] } }
  const caller = {
    reach: () => 'here' as const,
    call: async (call: ServiceCall) => {
      calls.push(call)
      return answered
    },
  }
  const functions = async () => ({ host, codeStore: { ...memoryCodeStore(), collect: async () => undefined } })
  const more = { functions, caller, follow: () => () => undefined }
  world = serviceWorld([kmsService, sqsService, snsService, lambdaService, eventsService], more)
  Object.assign(world.ports.authorizer, { trusts: () => true })
  client = new sdk.EventBridgeClient(world.config())
  sqs = new sqsSdk.SQSClient(world.config())
  const [topics, functionsClient] = [new snsSdk.SNSClient(world.config()), new lambdaSdk.LambdaClient(world.config())]
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] })
  await sqs.send(new sqsSdk.CreateQueueCommand({ QueueName: 'told', Attributes: { Policy } }))
  const { TopicArn } = await topics.send(new snsSdk.CreateTopicCommand({ Name: 't', Attributes: { Policy } }))
  await topics.send(new snsSdk.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn('told') }))
  const RoleArn = `arn:aws:iam::${account}:role/r`
  const code = { Role: RoleArn, Code: { ZipFile: Buffer.from('PK zip') }, Runtime: 'nodejs24.x', Handler: 'm.h' } as const
  const { FunctionArn } = await functionsClient.send(new lambdaSdk.CreateFunctionCommand({ FunctionName: 'f', ...code }))
  const permission = { FunctionName: 'f', StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' }
  await functionsClient.send(new lambdaSdk.AddPermissionCommand(permission))
  await client.send(new sdk.CreateEventBusCommand({ Name: 'orders' }))
  await client.send(new sdk.PutRuleCommand({ Name: 'r', EventBusName: 'orders', EventPattern: '{"source":["shop"]}' }))
  const Targets = [
    { Id: 'f', Arn: FunctionArn! },
    { Id: 't', Arn: TopicArn! },
    { Id: 'm', Arn: `arn:aws:states:${region}:${account}:stateMachine:m`, RoleArn },
  ]
  await client.send(new sdk.PutTargetsCommand({ Rule: 'r', EventBusName: 'orders', Targets }))
  const TraceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793'
  await put({ TraceHeader })
  await expect.poll(() => host.invocations.map(({ traceId }) => traceId)).toEqual([TraceHeader])
  await expect.poll(() => calls.map(({ input }) => input)).toMatchObject([{ TraceHeader }])
  await expect.poll(async () => (await taken('told')).map(({ Attributes }) => Attributes!.AWSTraceHeader)).toEqual([TraceHeader])
})
