import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientOptions, createRole, eventually, pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'
import { terraform, whatTerraformMisses } from './terraform.ts'

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url))
const missing = whatTerraformMisses()

let server: RunningServer
let place: { folder: string; remove(): void }
beforeEach(async () => {
  place = temporaryFolder('service-examples')
  server = await startServer({ folder: join(place.folder, 'data'), args: ['--no-example'] })
})
afterEach(async () => {
  await server.stop()
  place.remove()
})

const clients = () => {
  const options = clientOptions(server.url)
  return {
    tables: new DynamoDBClient(options),
    events: new EventBridgeClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sfn: new SFNClient(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
  }
}

/** What Terraform makes of the example's folder, made by hand. */
const byHand = {
  async table(TableName: string, key: string): Promise<void> {
    const KeySchema = [{ AttributeName: key, KeyType: 'HASH' as const }]
    const AttributeDefinitions = [{ AttributeName: key, AttributeType: 'S' as const }]
    await clients().tables.send(new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' }))
  },
  async topic(Name: string, Endpoint: string): Promise<string> {
    const { TopicArn } = await clients().sns.send(new CreateTopicCommand({ Name }))
    await clients().sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sms', Endpoint }))
    return TopicArn!
  },
  async role(name: string, principal: string, Action: string[]): Promise<string> {
    return createRole(server.url, name, principal, Action)
  },
  async machine(name: string, actions: string[], values: Record<string, string>): Promise<string> {
    const roleArn = await byHand.role(`${name}-machine`, 'states.amazonaws.com', actions)
    const text = readFileSync(join(EXAMPLES, name, `${name}.asl.json`), 'utf8')
    const definition = text.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => values[key]!)
    return (await clients().sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }))).stateMachineArn!
  },
}

const machineArn = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`

async function start(name: string, input: object): Promise<string> {
  const started = await clients().sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn(name), input: JSON.stringify(input) }))
  return started.executionArn!
}

const end = (executionArn: string) =>
  eventually('the end of the execution', async () => {
    const execution = await clients().sfn.send(new DescribeExecutionCommand({ executionArn }))
    return execution.status === 'RUNNING' ? undefined : execution
  })

/** Texts of the short messages, the newest first. */
async function outbox(): Promise<string[]> {
  const { stdout } = await pasos(['outbox', '--json', '--endpoint', server.url])
  const entries = stdout.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as { schema: string; text: string }]))
  for (const { schema } of entries) expect(schema).toBe('pasos.outbox/1')
  return entries.map(({ text }) => text).reverse()
}

interface Example {
  deploy(): Promise<unknown>
  /** What it is there for happens. */
  prove(): Promise<void>
}

const examples: Record<string, Example> = {
  fulfilment: {
    async deploy() {
      await byHand.table('fulfilment-stock', 'sku')
      await byHand.table('fulfilment-accounts', 'customer')
      const news_topic = await byHand.topic('fulfilment-news', '+15550100')
      const { QueueUrl } = await clients().sqs.send(new CreateQueueCommand({ QueueName: 'fulfilment-warehouse' }))
      const values = { stock_table: 'fulfilment-stock', accounts_table: 'fulfilment-accounts', warehouse_queue: QueueUrl!, news_topic }
      await byHand.machine('fulfilment', ['dynamodb:UpdateItem', 'sqs:SendMessage', 'sns:Publish'], values)
    },
    async prove() {
      const { tables, sqs } = clients()
      await tables.send(new PutItemCommand({ TableName: 'fulfilment-stock', Item: { sku: { S: 'tea' }, available: { N: '5' } } }))
      await tables.send(new PutItemCommand({ TableName: 'fulfilment-accounts', Item: { customer: { S: 'ann' }, balance: { N: '100' } } }))
      const left = async () => {
        const stock = await tables.send(new GetItemCommand({ TableName: 'fulfilment-stock', Key: { sku: { S: 'tea' } } }))
        const account = await tables.send(new GetItemCommand({ TableName: 'fulfilment-accounts', Key: { customer: { S: 'ann' } } }))
        return [stock.Item?.['available']?.N, account.Item?.['balance']?.N]
      }
      const order = (id: string, quantity: number, amount: number) =>
        start('fulfilment', { id, sku: 'tea', quantity, amount, customer: 'ann' }).then(end)
      expect(await order('o1', 2, 60)).toMatchObject({ status: 'SUCCEEDED', output: '{"id":"o1","state":"shipped"}' })
      expect(await left()).toEqual(['3', '40'])
      expect(await order('o2', 1, 60)).toMatchObject({ status: 'FAILED', error: 'OrderRefused', cause: 'not enough money' })
      expect(await order('o3', 9, 1)).toMatchObject({ status: 'FAILED', error: 'OrderRefused', cause: 'sold out' })
      expect(await left()).toEqual(['3', '40'])
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: `${server.url}/123456789012/fulfilment-warehouse`, MaxNumberOfMessages: 10 }),
      )
      expect(Messages.map(({ Body }) => JSON.parse(Body!).id)).toEqual(['o1'])
      expect(await outbox()).toEqual([
        'Order o3 is refused: sold out.',
        'Order o2 is refused: not enough money.',
        'Order o1 is on its way.',
      ])
    },
  },
  'expense-approval': {
    async deploy() {
      const approvals_topic = await byHand.topic('expense-approvals', '+15550101')
      await byHand.table('expense-payments', 'id')
      const values = { approvals_topic, payments_table: 'expense-payments' }
      await byHand.machine('expense-approval', ['sns:Publish', 'dynamodb:PutItem'], values)
    },
    async prove() {
      const { sfn, tables } = clients()
      const asked = async (what: string) => {
        const executionArn = await start('expense-approval', { who: 'Bob', amount: 12, what })
        const text = await eventually('the message', async () => (await outbox()).find(one => one.includes(`for ${what}. Answer with: `)))
        return { executionArn, taskToken: text.split('Answer with: ')[1]! }
      }
      const yes = await asked('a book')
      await sfn.send(new SendTaskSuccessCommand({ taskToken: yes.taskToken, output: '{"by":"Eve"}' }))
      expect(await end(yes.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"paid":12,"by":"Eve"}' })
      const no = await asked('a yacht')
      await sfn.send(new SendTaskFailureCommand({ taskToken: no.taskToken, error: 'Rejected', cause: 'too dear' }))
      expect(await end(no.executionArn)).toMatchObject({ status: 'FAILED', error: 'Rejected', cause: 'too dear' })
      const { Items = [] } = await tables.send(new ScanCommand({ TableName: 'expense-payments' }))
      expect(Items.map(item => item['approvedBy']?.S)).toEqual(['Eve'])
    },
  },
  'nightly-report': {
    async deploy() {
      await clients().s3.send(new CreateBucketCommand({ Bucket: 'nightly-report-sales' }))
      const reports_topic = await byHand.topic('nightly-reports', '+15550102')
      const actions = ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 'sns:Publish', 'states:*']
      const Arn = await byHand.machine('nightly-report', actions, { bucket: 'nightly-report-sales', reports_topic })
      const RoleArn = await byHand.role('nightly-report-schedule', 'scheduler.amazonaws.com', ['states:StartExecution'])
      const authorization = 'AWS4-HMAC-SHA256 Credential=a/20300102/us-east-1/scheduler/aws4_request, SignedHeaders=host, Signature=0'
      const Target = { Arn, RoleArn, Input: '{"key":"sales.csv"}' }
      const schedule = { ScheduleExpression: 'cron(0 2 * * ? *)', FlexibleTimeWindow: { Mode: 'OFF' }, Target }
      const headers = { authorization, 'content-type': 'application/json' }
      const made = await fetch(`${server.url}/schedules/nightly-report`, { method: 'POST', headers, body: JSON.stringify(schedule) })
      expect(made.status).toBe(200)
    },
    async prove() {
      const { s3 } = clients()
      const lines = Array.from({ length: 250 }, (_, n) => `item${n},${(n % 5) + 1},2.5`)
      const Body = ['name,quantity,price', ...lines].join('\n')
      await s3.send(new PutObjectCommand({ Bucket: 'nightly-report-sales', Key: 'sales.csv', Body }))
      // As the schedule does at two in the night.
      const { status, output } = await end(await start('nightly-report', { key: 'sales.csv' }))
      expect(status).toBe('SUCCEEDED')
      const read = async (Key: string) =>
        JSON.parse(await (await s3.send(new GetObjectCommand({ Bucket: 'nightly-report-sales', Key }))).Body!.transformToString())
      const { Key } = JSON.parse(output!) as { Key: string }
      const manifest = await read(Key)
      const results: { sales: number; total: number }[] = []
      for (const file of manifest.ResultFiles.SUCCEEDED) results.push(...(await read(file.Key)))
      expect(results.map(({ sales }) => sales).sort((a, b) => a - b)).toEqual([50, 100, 100])
      expect(results.reduce((sum, { total }) => sum + total, 0)).toBe(250 * 3 * 2.5)
      expect(await outbox()).toEqual([`The report is in nightly-report-sales/${Key}`])
    },
  },
  'on-upload': {
    async deploy() {
      const { s3, events } = clients()
      const Bucket = 'on-upload-uploads'
      await s3.send(new CreateBucketCommand({ Bucket }))
      const NotificationConfiguration = { EventBridgeConfiguration: {} }
      await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
      await byHand.table('on-upload-uploads', 'key')
      const Arn = await byHand.machine('on-upload', ['s3:GetObject', 'dynamodb:PutItem'], { uploads_table: 'on-upload-uploads' })
      const RoleArn = await byHand.role('on-upload-rule', 'events.amazonaws.com', ['states:StartExecution'])
      const EventPattern = JSON.stringify({ source: ['aws.s3'], 'detail-type': ['Object Created'] })
      await events.send(new PutRuleCommand({ Name: 'on-upload', EventPattern }))
      await events.send(new PutTargetsCommand({ Rule: 'on-upload', Targets: [{ Id: 'machine', Arn, RoleArn }] }))
    },
    async prove() {
      const { s3, tables } = clients()
      const file = { Bucket: 'on-upload-uploads', Key: 'a b/ü.txt', Body: 'hello', ContentType: 'text/plain' }
      await s3.send(new PutObjectCommand(file))
      const item = await eventually('the note of the upload', async () => {
        const Key = { key: { S: file.Key } }
        return (await tables.send(new GetItemCommand({ TableName: 'on-upload-uploads', Key }))).Item
      })
      expect(item).toEqual({ key: { S: file.Key }, size: { N: '5' }, type: { S: 'text/plain' } })
    },
  },
}

describe.each(Object.keys(examples))('the example %s', name => {
  const { deploy, prove } = examples[name]!

  it('does what it is there for, made by SDKs', async () => {
    await deploy()
    await prove()
  })

  it.runIf(!missing)('is applied by Terraform, does it, plans nothing afterwards, and is destroyed', { timeout: 240_000 }, async () => {
    cpSync(join(EXAMPLES, name), join(place.folder, name), { recursive: true })
    const run = (...args: string[]) => terraform(join(place.folder, name, 'terraform'), server.url, ...args)
    expect(await run('init')).toMatchObject({ code: 0 })
    expect(await run('apply', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Apply complete!') })
    await prove()
    expect(await run('plan', '-detailed-exitcode')).toMatchObject({ code: 0, text: expect.stringContaining('No changes') })
    expect(await run('destroy', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Destroy complete!') })
  })
})
