import { expect, it } from 'vitest'
import { atOnceWorld } from '../declaration/testing/at-once-world.ts'
import { sqsService } from './service.ts'

const urlOf = (name: string): string => `http://127.0.0.1/123456789012/${name}`

function world() {
  const { call, atOnce, ...rest } = atOnceWorld([sqsService])
  return {
    ...rest,
    call: (operation: string, input: object) => call('sqs', operation, input),
    atOnce: (operation: string, input: object) => atOnce('sqs', operation, input),
  }
}

it('a queue in memory takes messages without a wait, one and several, once they are on disk', async () => {
  const { call, atOnce, left, commit } = world()
  expect(atOnce('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm' }), 'nothing is loaded').toBeUndefined()
  await call('CreateQueue', { QueueName: 'q' })
  expect(atOnce('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm' }), 'the queue is on disk alone').toBeUndefined()
  await call('ReceiveMessage', { QueueUrl: urlOf('q') })
  expect(atOnce('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'a' })!()).toMatchObject({ MessageId: expect.any(String) })
  const Entries = ['b', ''].map((MessageBody, at) => ({ Id: `${at}`, MessageBody }))
  expect(atOnce('SendMessageBatch', { QueueUrl: urlOf('q'), Entries })!()).toMatchObject({
    Successful: [{ Id: '0', MessageId: expect.any(String) }],
    Failed: [{ Id: '1' }],
  })
  const inQueue = async () => ((await call('ReceiveMessage', { QueueUrl: urlOf('q'), MaxNumberOfMessages: 10 }))['Messages'] ?? []) as []
  expect(await inQueue()).toEqual([])
  expect(left).toHaveLength(2)
  await commit()
  expect(await inQueue()).toMatchObject([{ Body: 'a' }, { Body: 'b' }])
})

it('nothing is done where a key is asked for, or an earlier message', async () => {
  const { call, atOnce, left, commit } = world()
  await call('CreateQueue', { QueueName: 'locked', Attributes: { KmsMasterKeyId: 'alias/k' } })
  await call('CreateQueue', { QueueName: 'f.fifo', Attributes: { FifoQueue: 'true' } })
  const asked = { QueueUrl: urlOf('f.fifo'), MessageBody: 'm', MessageGroupId: 'g', MessageDeduplicationId: 'd' }
  for (const name of ['locked', 'f.fifo']) await call('GetQueueAttributes', { QueueUrl: urlOf(name), AttributeNames: ['All'] })
  expect(atOnce('SendMessage', { QueueUrl: urlOf('locked'), MessageBody: 'm' })).toBeUndefined()
  const Entries = [{ Id: 'a', MessageBody: 'm' }]
  expect(atOnce('SendMessageBatch', { QueueUrl: urlOf('locked'), Entries })).toBeUndefined()
  atOnce('SendMessage', asked)!()
  const { QueueUrl: _, ...entry } = asked
  const repeats = () => [
    atOnce('SendMessage', asked),
    atOnce('SendMessageBatch', {
      QueueUrl: asked.QueueUrl,
      Entries: [
        { Id: 'a', ...entry, MessageDeduplicationId: 'e' },
        { Id: 'b', ...entry },
      ],
    }),
  ]
  expect(repeats(), 'the first is on its way').toEqual([undefined, undefined])
  expect(left).toHaveLength(1)
  await commit()
  expect(repeats(), 'the first is there').toEqual([undefined, undefined])
  expect(left).toEqual([])
})

it('a trace goes with its message, and its digest with the answer', async () => {
  const { call } = world()
  await call('CreateQueue', { QueueName: 'q' })
  const StringValue = 'Root=1-5759e988-bd862e3fe1be46a994272793'
  const MessageSystemAttributes = { AWSTraceHeader: { DataType: 'String', StringValue } }
  expect(await call('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm', MessageSystemAttributes })).toMatchObject({
    MD5OfMessageSystemAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  const asked = { QueueUrl: urlOf('q'), MessageSystemAttributeNames: ['AWSTraceHeader'] }
  expect(await call('ReceiveMessage', asked)).toMatchObject({ Messages: [{ Attributes: { AWSTraceHeader: StringValue } }] })
})
