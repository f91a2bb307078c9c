import * as sdk from '@aws-sdk/client-sqs'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { account, serviceWorld } from '../../declaration/testing/service-world.ts'
import { sqsService } from '../service.ts'

export const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
export const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:${account}:${name}`

/** For tests: SQS on ports in memory, reached with the real client. With the ports of a former world it is the server started again. */
export function sqsWorld(former?: ReturnType<typeof serviceWorld>) {
  const clock: FakeClock = fakeClock(Date.now())
  const world = serviceWorld([sqsService], former ? former.ports : { clock })
  const client = new sdk.SQSClient(world.config())
  const receive = async (QueueUrl: string, more: Partial<sdk.ReceiveMessageRequest> = {}): Promise<sdk.Message[]> =>
    (await client.send(new sdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? []
  return {
    ...{ world, client, clock, receive },
    queue: async (QueueName = 'q', Attributes: Record<string, string> = {}): Promise<string> =>
      (await client.send(new sdk.CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!,
    send: (QueueUrl: string, MessageBody: string, more: Partial<sdk.SendMessageRequest> = {}) =>
      client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    bodies: async (QueueUrl: string, more: Partial<sdk.ReceiveMessageRequest> = {}) =>
      (await receive(QueueUrl, more)).map(({ Body }) => Body),
    remove: (QueueUrl: string, message: sdk.Message | undefined) =>
      client.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle })),
    attributes: async (QueueUrl: string) =>
      (await client.send(new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes!,
  }
}

/** Name and text of the refusal. */
export async function refusal(action: Promise<unknown>): Promise<string> {
  try {
    await action
  } catch (error) {
    const { name, message } = error as Error
    return `${name}: ${message}`
  }
  throw new Error('was not refused')
}
