import { awsJson } from './aws-json.ts'
import { tokenPages } from './aws-pages.ts'

const call = awsJson({ service: 'sqs', target: 'AmazonSQS', version: '1.0' })

export interface Queue {
  name: string
  url: string
}

export interface QueueMessage {
  MessageId: string
  Body: string
  Attributes?: Record<string, string>
}

export const queueName = (urlOrArn: string) => urlOrArn.split(/[/:]/).at(-1) ?? urlOrArn

export async function listQueues(): Promise<Queue[]> {
  const urls = await tokenPages<string>(call, 'ListQueues', 'QueueUrls', { MaxResults: 1000 })
  return urls.map(url => ({ name: queueName(url), url }))
}

export async function findQueue(QueueName: string): Promise<{ url: string; attributes: Record<string, string>; feeders: string[] }> {
  const { QueueUrl: url } = await call<{ QueueUrl: string }>('GetQueueUrl', { QueueName })
  const [{ Attributes = {} }, { queueUrls = [] }] = await Promise.all([
    call<{ Attributes?: Record<string, string> }>('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] }),
    call<{ queueUrls?: string[] }>('ListDeadLetterSourceQueues', { QueueUrl: url }),
  ])
  return { url, attributes: Attributes, feeders: queueUrls.map(queueName) }
}

/** How many messages wait in a queue, and how many somebody has taken. */
export async function queueDepth(QueueUrl: string): Promise<{ waiting: number; inFlight: number }> {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible']
  const { Attributes = {} } = await call<{ Attributes?: Record<string, string> }>('GetQueueAttributes', { QueueUrl, AttributeNames })
  return { waiting: Number(Attributes[AttributeNames[0]!] ?? 0), inFlight: Number(Attributes[AttributeNames[1]!] ?? 0) }
}

/** Up to ten messages, which stay visible to everybody else. As at AWS, each look counts as a receive. */
export async function lookAtMessages(QueueUrl: string): Promise<QueueMessage[]> {
  const look = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, MessageSystemAttributeNames: ['All'] }
  return (await call<{ Messages?: QueueMessage[] }>('ReceiveMessage', look)).Messages ?? []
}

export const sendMessage = (QueueUrl: string, MessageBody: string, fifo?: { MessageGroupId: string; MessageDeduplicationId?: string }) =>
  call<{ MessageId: string }>('SendMessage', { QueueUrl, MessageBody, ...fifo })

export const createQueue = (QueueName: string) =>
  call('CreateQueue', { QueueName, ...(QueueName.endsWith('.fifo') ? { Attributes: { FifoQueue: 'true' } } : {}) })

export const purgeQueue = (QueueUrl: string) => call('PurgeQueue', { QueueUrl })

/** Takes the messages of a dead-letter queue back to where they came from. */
export const redriveQueue = (SourceArn: string) => call('StartMessageMoveTask', { SourceArn })
