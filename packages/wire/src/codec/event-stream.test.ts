import { expect, test } from 'vitest'
import { readRemoteAnswer } from '../protocol/remote-call.ts'
import { readEventStream } from './event-stream.ts'
import { streamEvent, streamMessage } from './testing/stream-message.ts'

test('messages are read one after the other, and damaged ones are refused', () => {
  const stream = Buffer.concat([streamEvent('a', { n: 1 }), streamEvent('b', { text: 'ä' })])
  expect(readEventStream(stream).map(({ headers, payload }) => [headers[':event-type'], Buffer.from(payload).toString()])).toEqual([
    ['a', '{"n":1}'],
    ['b', '{"text":"ä"}'],
  ])
  expect(readEventStream(new Uint8Array())).toEqual([])
  for (let at = 0; at < stream.length; at++) {
    const damaged = Buffer.from(stream)
    damaged[at]! ^= 1
    expect(() => readEventStream(damaged), `byte ${at}`).toThrow('no stream of events')
  }
  expect(() => readEventStream(stream.subarray(0, -1))).toThrow('no stream of events')
})

test('an answer that is a stream is its events, or the error that it ends with', () => {
  const call = { service: 'bedrockagentcore', operation: 'InvokeHarness', input: {}, names: 'api', requestId: 'r' } as const
  const events = [
    streamEvent('messageStart', { role: 'assistant' }),
    streamEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'hi' } }),
  ]
  const answer = (body: Buffer) => readRemoteAnswer(call, { status: 200, headers: {}, body })
  expect(answer(Buffer.concat(events))).toMatchObject({
    outcome: 'answered',
    output: { Stream: [{ MessageStart: { Role: 'assistant' } }, { ContentBlockDelta: { ContentBlockIndex: 0, Delta: { Text: 'hi' } } }] },
  })
  const failed = streamMessage({ ':message-type': 'exception', ':exception-type': 'runtimeClientError' }, '{"message":"no"}')
  expect(answer(Buffer.concat([...events, failed]))).toMatchObject({
    outcome: 'refused',
    code: 'RuntimeClientError',
    message: 'no',
    status: 424,
  })
})
