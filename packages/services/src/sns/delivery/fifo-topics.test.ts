import * as sdk from '@aws-sdk/client-sns'
import * as sqsSdk from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { account, serviceWorld } from '../../declaration/testing/service-world.ts'
import { sqsService } from '../../sqs/service.ts'
import { snsService } from '../service.ts'

const Policy = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }],
})
const queueArnOf = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`

/** A FIFO topic; queues, subscriptions and messages of it. */
async function world() {
  const { opened, config } = serviceWorld([sqsService, snsService])
  const [client, sqs] = [new sdk.SNSClient(config()), new sqsSdk.SQSClient(config())]
  const Attributes = { FifoTopic: 'true', ContentBasedDeduplication: 'true' }
  const { TopicArn } = await client.send(new sdk.CreateTopicCommand({ Name: 't.fifo', Attributes }))
  const queue = async (QueueName: string) => {
    const created = await sqs.send(new sqsSdk.CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', Policy } }))
    return created.QueueUrl!
  }
  const subscribe = (name: string, more: Record<string, string> = {}) =>
    client.send(
      new sdk.SubscribeCommand({
        ...{ TopicArn, Protocol: 'sqs', Endpoint: queueArnOf(name) },
        Attributes: { RawMessageDelivery: 'true', ...more },
      }),
    )
  const publish = (Message: string, MessageGroupId = 'g') => client.send(new sdk.PublishCommand({ TopicArn, Message, MessageGroupId }))
  const receive = async (QueueUrl: string) => {
    const wanted = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] }
    return (await sqs.send(new sqsSdk.ReceiveMessageCommand(wanted))).Messages ?? []
  }
  return { opened, queue, subscribe, publish, receive }
}

describe('a FIFO topic whose queue cannot take messages', () => {
  it('leaves each of them to the dead letters, in its group', async () => {
    const { queue, subscribe, publish, receive } = await world()
    const dead = await queue('dead.fifo')
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArnOf('dead.fifo') })
    for (const name of ['nowhere.fifo', 'away.fifo']) await subscribe(name, { RedrivePolicy })
    await publish('one')
    await publish('two')
    await publish('three', 'h')
    const letters = (await receive(dead)).map(({ Body, Attributes }) => `${Body} ${Attributes?.MessageGroupId}`)
    expect(letters.sort()).toEqual(['one g', 'one g', 'three h', 'three h', 'two g', 'two g'])
  })

  it('forgets a message that was not published after all', async () => {
    const { opened, queue, subscribe, publish, receive } = await world()
    const url = await queue('q.fifo')
    await queue('broken.fifo')
    for (const name of ['q.fifo', 'broken.fifo']) await subscribe(name)
    await publish('first')
    const { queues } = (await opened.face(sqsService))!
    const open = queues.open.bind(queues)
    queues.open = record => (record.name === 'q.fifo' ? open(record) : Promise.reject(new Error('cannot be read')))
    await expect(publish('m')).rejects.toThrow()
    queues.open = open
    await publish('m')
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(['first', 'm'])
  })
})
