import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { readRemoteAnswer } from '../protocol/remote-call.ts'
import { readEventStream } from './event-stream.ts'

function message(headers: Record<string, string>, payload: string): Buffer {
  const written = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(Buffer.byteLength(value))
      return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)])
    }),
  )
  const body = Buffer.from(payload)
  const prelude = Buffer.alloc(12)
  prelude.writeUInt32BE(12 + written.length + body.length + 4, 0)
  prelude.writeUInt32BE(written.length, 4)
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8)
  const whole = Buffer.concat([prelude, written, body])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(whole), 0)
  return Buffer.concat([whole, sum])
}
const event = (type: string, payload: object) => message({ ':message-type': 'event', ':event-type': type }, JSON.stringify(payload))

test('messages are read one after the other, and damaged ones are refused', () => {
  const stream = Buffer.concat([event('a', { n: 1 }), event('b', { text: 'ä' })])
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
  const events = [event('messageStart', { role: 'assistant' }), event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'hi' } })]
  const answer = (body: Buffer) => readRemoteAnswer(call, { status: 200, headers: {}, body })
  expect(answer(Buffer.concat(events))).toMatchObject({
    outcome: 'answered',
    output: { Stream: [{ MessageStart: { Role: 'assistant' } }, { ContentBlockDelta: { ContentBlockIndex: 0, Delta: { Text: 'hi' } } }] },
  })
  const failed = message({ ':message-type': 'exception', ':exception-type': 'runtimeClientError' }, '{"message":"no"}')
  expect(answer(Buffer.concat([...events, failed]))).toMatchObject({
    outcome: 'refused',
    code: 'RuntimeClientError',
    message: 'no',
    status: 424,
  })
})
