import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { BodyError } from '@pasos/wire'
import { expect, it } from 'vitest'
import { createBodyBudget } from './body-budget.ts'
import { readBody } from './request-body.ts'

const MOST = 100

function incoming(headers: IncomingMessage['headers'] = { 'content-length': '4' }) {
  const stream = new PassThrough()
  const message = Object.assign(stream, { headers }) as unknown as IncomingMessage
  const read = (take?: (chunk: Uint8Array) => void) =>
    readBody(message, MOST, { budget: createBodyBudget(1_000), signal: new AbortController().signal, afterAnswer: () => undefined, take })
  return { stream, read }
}

it('a body is given as it came, and what befalls its connection later is no error', async () => {
  const { stream, read } = incoming()
  const body = read()
  stream.write('ab')
  stream.end('cd')
  expect(String(Buffer.from(await body))).toBe('abcd')
  stream.emit('close')
  stream.emit('error', new Error('reset'))
  expect(await body).toHaveLength(4)
})

it('a client that goes away before its body is whole is told of, as is an error of its connection', async () => {
  for (const event of ['close', 'error']) {
    const { stream, read } = incoming()
    const body = read()
    stream.write('ab')
    stream.emit(event, new Error('reset'))
    await expect(body).rejects.toEqual(new BodyError('gone'))
    stream.emit('error', new Error('again'))
  }
})

it('of a body without a length nothing is taken after the part that was too much', async () => {
  const { stream, read } = incoming({ 'transfer-encoding': 'chunked' })
  const taken: number[] = []
  const body = read(chunk => void taken.push(chunk.length))
  stream.write(Buffer.alloc(60))
  stream.write(Buffer.alloc(50))
  stream.write(Buffer.alloc(7))
  stream.end()
  await expect(body).rejects.toMatchObject({ reason: 'too-large' })
  expect(taken).toEqual([60])
})
