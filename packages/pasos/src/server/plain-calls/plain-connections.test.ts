import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Listener, type ListenerOptions, listen } from '../listener.ts'
import { createUnderway } from '../underway.ts'
import { openPlainConnections } from './plain-connections.ts'

const opened: Listener[] = []
const reports: string[] = []
afterEach(async () => {
  for (const listener of opened.splice(0)) await listener.close()
  reports.length = 0
})

async function open(options: Partial<ListenerOptions> = {}): Promise<Listener> {
  const report: ListenerOptions['report'] = (_message, { error }) => reports.push(String(error))
  // Who has read a call shows in what its body is: bytes at hand, or a way to them.
  const dispatch: ListenerOptions['dispatch'] = async ({ body }) => {
    const [by, bytes] = typeof body === 'function' ? ['node', await body(10_000_000)] : ['plain', body]
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: `[${by} ${bytes.length} ${Buffer.from(bytes).subarray(0, 9)}]` }
  }
  const listener = await listen({
    ...{ host: '127.0.0.1', port: 0, routes: [], senderOf: () => 'owner', isCall: () => true, dispatch, report },
    ...options,
  })
  opened.push(listener)
  return listener
}

interface Client {
  socket: Socket
  received: () => string
  /** Resolves when what has come says so. */
  until(text: string): Promise<void>
  closed: Promise<unknown>
}

async function clientOf(port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  await new Promise(resolve => socket.once('connect', resolve))
  let received = ''
  socket.setEncoding('latin1').on('data', chunk => (received += chunk))
  const closed = new Promise(resolve =>
    socket
      .on('error', () => undefined)
      .on('end', () => socket.end())
      .on('close', resolve),
  )
  const until = async (text: string): Promise<void> => {
    while (!received.includes(text)) await new Promise(resolve => setTimeout(resolve, 2))
  }
  return { socket, received: () => received, until, closed }
}

const call = (body: string, more = ''): string =>
  `POST / HTTP/1.1\r\nhost: localhost\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
/** The same call, which Node reads. */
const LEFT_TO_NODE = 'te: trailers\r\n'

async function answerTo(port: number, bytes: string, end: string): Promise<string> {
  const { socket, received, until } = await clientOf(port)
  socket.write(bytes)
  await until(end)
  socket.destroy()
  return received().replace(/Date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/, 'Date: now')
}

describe('what a plain call is answered is to the letter what Node writes', () => {
  it.each<[string, ListenerOptions['dispatch'], string]>([
    ['text', async () => ({ status: 200, headers: { 'x-a': 'b', 'content-type': 'text/plain' }, body: 'text.' }), 'text.'],
    ['letters of several bytes', async () => ({ status: 200, headers: {}, body: 'ü€😀.' }), Buffer.from('ü€😀.').toString('latin1')],
    ['bytes', async () => ({ status: 200, headers: {}, body: Buffer.from('bytes.') }), 'bytes.'],
    ['a header of Latin letters', async () => ({ status: 400, headers: { 'x-a': 'ü' }, body: 'ü.' }), Buffer.from('ü.').toString('latin1')],
    ['no body', async () => ({ status: 413, headers: {}, body: '' }), '\r\n\r\n'],
    ['a defect', () => Promise.reject(new Error('broken')), '}'],
    ['a header that would end its line', async () => ({ status: 200, headers: { 'x-a': 'b\r\nc: d' }, body: '' }), '}'],
  ])('%s', async (_what, dispatch, end) => {
    const { port } = await open({ dispatch })
    const plain = await answerTo(port, call('{}'), end)
    expect(plain).toBe(await answerTo(port, call('{}', LEFT_TO_NODE), end))
    expect(plain).toMatch(/^HTTP\/1\.1 \d{3} [A-Z]/)
  })

  it('a defect before anything waits', async () => {
    const { port } = await open({
      senderOf: () => {
        throw new Error('broken')
      },
    })
    expect(await answerTo(port, call('{}'), '}')).toMatch(/^HTTP\/1.1 500 .*unknown error/s)
    expect(reports).toEqual(['Error: broken'])
  })
})

describe('a connection', () => {
  it('takes call after call, and with the first that is none is Node’s for good', async () => {
    const { port } = await open()
    const { socket, received, until } = await clientOf(port)
    for (const body of ['one', 'second']) {
      socket.write(call(body))
      await until(`${body}]`)
    }
    socket.write(`POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nthird`)
    socket.write('\r\n0\r\n\r\n')
    await until('third]')
    socket.write(call('fourth'))
    await until('fourth]')
    const large = 'x'.repeat(3_000_000)
    socket.write(call(large))
    await until(`${large.length} xxxxxxxxx]`)
    expect(received().match(/\[.*?\]/g)).toEqual([
      '[plain 3 one]',
      '[plain 6 second]',
      '[node 5 third]',
      '[node 6 fourth]',
      '[node 3000000 xxxxxxxxx]',
    ])
    socket.destroy()
  })

  it('may begin with a call that comes in pieces', async () => {
    const { port } = await open()
    const { socket, received, until } = await clientOf(port)
    for (const letter of call('body')) {
      socket.write(letter)
      await new Promise(resolve => setImmediate(resolve))
    }
    await until('body]')
    expect(received()).toContain('[node 4 body]')
    socket.destroy()
  })

  it('gets the answers in the order of its calls, also of those that come together or while one is answered', async () => {
    const first = Promise.withResolvers<void>()
    let calls = 0
    const { port } = await open({
      async dispatch({ body }) {
        const text = String(typeof body === 'function' ? await body(100) : body)
        if (calls++ === 0) await first.promise
        return { status: 200, headers: {}, body: `[${text}]` }
      },
    })
    const { socket, received, until } = await clientOf(port)
    socket.write(call('a'))
    while (calls === 0) await new Promise(resolve => setImmediate(resolve))
    socket.write(call('b') + call('c'))
    await new Promise(resolve => setTimeout(resolve, 20))
    socket.write(call('d'))
    expect(received()).toBe('')
    first.resolve()
    await until('[d]')
    expect(received().match(/\[.\]/g)).toEqual(['[a]', '[b]', '[c]', '[d]'])
    socket.destroy()
  })

  it('whose client reads slowly is sent all of a long answer, and goes on', async () => {
    const long = 'x'.repeat(12_000_000)
    const { port } = await open({ dispatch: async ({ body }) => ({ status: 200, headers: {}, body: `${body.length === 1 ? long : ''}.` }) })
    const { socket, received, until } = await clientOf(port)
    socket.pause()
    socket.write(call('1'))
    await new Promise(resolve => setTimeout(resolve, 100))
    socket.resume()
    await until('x.')
    socket.write(call('22'))
    await until('\r\n\r\n.')
    expect(received().length).toBeGreaterThan(long.length)
    socket.destroy()
  })

  it.each<[string, (socket: Socket) => void]>([
    ['goes away', socket => socket.destroy()],
    ['says no more', socket => socket.end()],
  ])('whose client %s has its call ended', async (_how, leave) => {
    const begun = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    const { port } = await open({
      async dispatch({ signal }) {
        begun.resolve()
        await new Promise(resolve => signal.addEventListener('abort', resolve))
        ended.resolve()
        return { status: 200, headers: {}, body: 'nobody reads it' }
      },
    })
    const { socket, received, closed } = await clientOf(port)
    socket.write(call(''))
    await begun.promise
    leave(socket)
    await ended.promise
    await closed
    expect(received()).toBe('')
    expect(reports).toEqual([])
  })

  it.each<[string, (socket: Socket) => void]>([
    ['went away', socket => socket.destroy()],
    ['says no more', socket => socket.end()],
  ])('whose client has asked for more and then %s is nobody’s any more', async (_how, leave) => {
    const [begun, first] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let calls = 0
    const { port } = await open({
      async dispatch({ signal }) {
        calls++
        begun.resolve()
        signal.addEventListener('abort', () => first.resolve())
        await first.promise
        return { status: 200, headers: {}, body: '' }
      },
    })
    const { socket, closed } = await clientOf(port)
    socket.write(call('a'))
    await begun.promise
    await new Promise(resolve => socket.write(call('b', LEFT_TO_NODE), resolve))
    leave(socket)
    await Promise.all([closed, first.promise])
    await new Promise(resolve => setTimeout(resolve, 20))
    expect([calls, reports]).toEqual([1, []])
  })

  it('is Node’s where the call is no call of ours: routes are asked then', async () => {
    const { port } = await open({
      isCall: ({ headers }) => headers.host === 'ours',
      routes: [
        (_request, response) => {
          response.writeHead(403).end('[refused]')
          return true
        },
      ],
    })
    const { socket, received, until } = await clientOf(port)
    socket.write(call('a').replace('localhost', 'ours'))
    await until(']')
    socket.write(call('b'))
    await until('refused]')
    expect(received().match(/\[.*?\]/g)).toEqual(['[plain 1 a]', '[refused]'])
    socket.destroy()
  })
})

it('a call that cannot be told is Node’s, whose request fails by itself', async () => {
  const broken = () => {
    throw new Error('broken')
  }
  const { port } = await open({ isCall: broken, routes: [broken] })
  expect(await answerTo(port, call('a'), '}')).toMatch(/^HTTP\/1.1 500 /)
  expect(reports).toEqual(['Error: broken'])
})

describe('when the server ends', () => {
  it('idle connections go at once, a poll is told that nothing has come, and with its answer its connection closes', async () => {
    const begun = Promise.withResolvers<void>()
    const listener = await open({
      async dispatch({ signal, headers }) {
        if (headers['x-amz-target'] === undefined) return { status: 200, headers: {}, body: 'idle' }
        begun.resolve()
        await new Promise(resolve => signal.addEventListener('abort', resolve))
        return { status: 200, headers: {}, body: 'nothing' }
      },
    })
    const [idle, fresh, poll] = [await clientOf(listener.port), await clientOf(listener.port), await clientOf(listener.port)]
    idle.socket.write(call(''))
    await idle.until('idle')
    poll.socket.write(call('', 'x-amz-target: AmazonSQS.ReceiveMessage\r\n'))
    await begun.promise
    await listener.close(5_000)
    await Promise.all([idle.closed, fresh.closed, poll.closed])
    expect(poll.received()).toMatch(/^HTTP\/1.1 200 OK\r\n.*\r\nConnection: close\r\n\r\nnothing$/s)
  })

  it('connections on which nothing is asked hold nothing up', async () => {
    const took: number[] = []
    // What is not idle is cut after a second; a busy machine may take as long once.
    do {
      const listener = await open()
      const { socket, until, closed } = await clientOf(listener.port)
      socket.write(call('one'))
      await until('one]')
      const begun = performance.now()
      await listener.close(5_000)
      took.push(performance.now() - begun)
      await closed
    } while (took.at(-1)! >= 900 && took.length < 5)
    expect(Math.min(...took)).toBeLessThan(900)
  })

  it('a call that takes longer than it may is cut', async () => {
    const begun = Promise.withResolvers<void>()
    const listener = await open({
      dispatch: () => {
        begun.resolve()
        return new Promise(() => undefined)
      },
    })
    const { socket, received, closed } = await clientOf(listener.port)
    socket.write(call(''))
    await begun.promise
    await listener.close(20)
    await closed
    expect(received()).toBe('')
  })
})

it('a connection on which nothing comes is not kept: one that has said nothing yet is told so', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  openPlainConnections(server, {
    ...{ isOurs: () => true, answer: async () => ({ status: 200, headers: {}, body: 'answered' }), report: () => undefined },
    ...{ underway: createUnderway(), keptMs: 60, firstMs: 20, sweepMs: 10 },
  })
  const [silent, kept] = [await clientOf(port), await clientOf(port)]
  kept.socket.write(call(''))
  await kept.until('answered')
  const begun = performance.now()
  await silent.closed
  expect(silent.received()).toBe('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
  await kept.closed
  expect(performance.now() - begun).toBeGreaterThan(20)
  expect(kept.received()).toMatch(/^HTTP\/1.1 200 OK.*answered$/s)
  await new Promise(resolve => server.close(resolve))
})
