import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, createRole, type RunningServer, startServer, temporaryFolder, zipOf } from './running-server.ts'

const messages = 10_000
const workers = 10

let server: RunningServer
let sqs: SQSClient
const temporary = temporaryFolder('consumers')
const options = () => clientOptions(server.url)

beforeAll(async () => {
  server = await startServer({ folder: join(temporary.folder, 'data'), args: ['--no-example', '--sandbox', 'process'] })
  sqs = new SQSClient(options())
})
afterAll(async () => {
  await server.stop()
  temporary.remove()
})

async function filled(QueueName: string): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: '120' } }))
  let next = 0
  const sender = async (): Promise<void> => {
    while (next < messages) {
      const first = next
      next += 10
      const Entries = Array.from({ length: 10 }, (_, at) => ({ Id: String(at), MessageBody: JSON.stringify({ order: first + at }) }))
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
      expect(Failed).toEqual([])
    }
  }
  await Promise.all(Array.from({ length: workers }, sender))
  return QueueUrl!
}

const left = async (QueueUrl: string): Promise<number> => {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }))
  return names.reduce((sum, name) => sum + Number(Attributes[name]), 0)
}

const every = Array.from({ length: messages }, (_, order) => order)
const sorted = (orders: readonly number[]): number[] => [...orders].sort((a, b) => a - b)

describe(`${messages} messages`, () => {
  it(`are each handled once by ${workers} workers, none lost`, async () => {
    const QueueUrl = await filled('orders')
    const handled: number[] = []
    const worker = async (): Promise<void> => {
      while (handled.length < messages) {
        const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }))
        const { Messages = [] } = received
        if (Messages.length === 0) continue
        for (const { Body = '' } of Messages) handled.push((JSON.parse(Body) as { order: number }).order)
        const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }))
        const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
        expect(Failed).toEqual([])
      }
    }
    await Promise.all(Array.from({ length: workers }, worker))
    expect(sorted(handled)).toEqual(every)
    expect(await left(QueueUrl)).toBe(0)
  })

  it('are each handled once by a function that a mapping calls, none lost', async () => {
    const QueueUrl = await filled('for-a-function')
    const file = join(temporary.folder, 'handled.txt')
    const Role = await createRole(server.url, 'consumer', 'lambda.amazonaws.com', ['sqs:*'])
    const lambda = new LambdaClient(options())
    const code =
      "exports.handler = async ({ Records }) => require('node:fs').appendFileSync(process.env.HANDLED, Records.map(r => JSON.parse(r.body).order + '\\n').join(''))"
    await lambda.send(
      new CreateFunctionCommand({
        ...{ FunctionName: 'consumer', Runtime: 'nodejs24.x', Handler: 'index.handler', Role, Timeout: 30 },
        ...{ Code: { ZipFile: await zipOf('index.js', code) }, Environment: { Variables: { HANDLED: file } } },
      }),
    )
    const EventSourceArn = 'arn:aws:sqs:us-east-1:123456789012:for-a-function'
    await lambda.send(new CreateEventSourceMappingCommand({ FunctionName: 'consumer', EventSourceArn, BatchSize: 10 }))
    await expect.poll(() => left(QueueUrl), { timeout: 120_000, interval: 500 }).toBe(0)
    const handled = readFileSync(file, 'utf8').trim().split('\n').map(Number)
    expect(sorted(handled)).toEqual(every)
  })
})
