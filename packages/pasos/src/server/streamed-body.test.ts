import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type Listener, listen } from './listener.ts'

let listener: Listener
afterEach(() => listener.close())

const request = 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'

async function answering(stream: AsyncIterable<Uint8Array>, headers: Record<string, string> = {}): Promise<void> {
  const dispatch = async () => ({ status: 200, headers, body: '', stream })
  listener = await listen({ host: '127.0.0.1', port: 0, routes: [], senderOf: () => 'owner', dispatch, report: () => undefined })
}

it('an answer that is made while it is sent goes at the pace of its client, and arrives whole', async () => {
  const length = 64 * 1024 * 1024
  let made = 0
  async function* source() {
    for (; made < length; made += 65_536) yield Buffer.alloc(65_536, 'x')
  }
  await answering(source(), { 'content-length': String(length) })
  const socket = connect(listener.port, '127.0.0.1', () => socket.write(request))
  socket.pause()
  // Nobody reads: more than the buffers of the two ends hold is not made.
  let before = -1
  while (made !== before || made === 0) {
    before = made
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  expect(made).toBeLessThan(length)
  let received = 0
  socket.on('data', chunk => (received += chunk.length)).resume()
  await new Promise(resolve => socket.on('close', resolve))
  expect(made).toBe(length)
  expect(received).toBeGreaterThan(length)
})

it('of an answer whose client has gone the rest is not made', async () => {
  const ended = Promise.withResolvers<void>()
  async function* source() {
    try {
      for (;;) yield Buffer.alloc(65_536, 'x')
    } finally {
      ended.resolve()
    }
  }
  await answering(source())
  const socket = connect(listener.port, '127.0.0.1', () => socket.write(request))
  socket.once('data', () => socket.destroy())
  await ended.promise
})

it('an answer that breaks off is cut, so that nobody takes it for the whole', async () => {
  async function* source() {
    yield Buffer.from('begun')
    throw new Error('broken')
  }
  await answering(source())
  let received = ''
  const socket = connect(listener.port, '127.0.0.1', () => socket.write(request))
  socket.setEncoding('latin1').on('data', chunk => (received += chunk))
  socket.on('error', () => undefined)
  await new Promise(resolve => socket.on('close', resolve))
  expect(received).not.toContain('0\r\n\r\n')
})
