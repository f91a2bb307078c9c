import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Listener, type ListenerOptions, listen } from './listener.ts'

let listener: Listener
let reports: string[]
afterEach(() => listener.close())

async function open(options: Partial<ListenerOptions>): Promise<void> {
  reports = []
  const report: ListenerOptions['report'] = (_message, { error }) => reports.push(String(error))
  const dispatch: ListenerOptions['dispatch'] = async ({ url, body }) => {
    const bytes = typeof body === 'function' ? await body(1_000_000) : body
    return { status: 200, headers: {}, body: `${url} ${bytes.length}` }
  }
  listener = await listen({ host: '127.0.0.1', port: 0, routes: [], senderOf: () => 'owner', dispatch, report, ...options })
}

/** Writes these bytes on a socket of their own and resolves with all that comes back. */
function exchange(...parts: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(listener.port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part)
    })
    socket.setEncoding('latin1').on('data', chunk => (received += chunk))
    socket.on('error', reject).on('close', () => resolve(received))
  })
}

const head = (target: string, method = 'GET') => `${method} ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n`

describe('a request target', () => {
  it.each(['//', '///', '//%', '//a:b:c', '/%zz', 'http://x:99999/'])('%s is answered', async target => {
    await open({ routes: [(_request, _response, { path }) => !path.startsWith('/')] })
    expect(await exchange(`${head(target)}\r\n`)).toMatch(/^HTTP\/1.1 200 /)
  })

  it('that names no path is a 400', async () => {
    await open({})
    expect(await exchange(`${head('*', 'OPTIONS')}\r\n`)).toMatch(/^HTTP\/1.1 400 /)
  })

  it('of a tunnel is refused in so many words', async () => {
    await open({})
    expect(await exchange(`${head('other:443', 'CONNECT')}\r\n`)).toMatch(/^HTTP\/1.1 405 /)
  })
})

it('a header that comes several times is handed on as it is signed', async () => {
  await open({ dispatch: async ({ headers }) => ({ status: 200, headers: {}, body: `[${headers['x-a']}] [${headers['authorization']}]` }) })
  const lines = 'x-a: 2\r\nx-a: 2\r\nX-A: 1, 0\r\nauthorization: first\r\nauthorization: second\r\n'
  expect(await exchange(`${head('/')}${lines}\r\n`)).toContain('[2,2,1, 0] [first]')
})

it('of a body whose head says that it is too large nothing is read', async () => {
  const read = Promise.withResolvers<unknown>()
  await open({
    async dispatch({ body }) {
      read.resolve(typeof body === 'function' ? await body(10).catch((error: unknown) => error) : body)
      return { status: 413, headers: {}, body: '' }
    },
  })
  // None of it has come, so that only the head can tell.
  const answered = exchange(`${head('/', 'POST')}content-length: 11\r\n\r\n`)
  expect(await read.promise).toMatchObject({ name: 'BodyError', reason: 'too-large' })
  expect(await answered).toMatch(/^HTTP\/1.1 413 /)
})

it('a poll is told that nothing has come when the server ends', async () => {
  const begun = Promise.withResolvers<void>()
  await open({
    async dispatch({ signal }) {
      begun.resolve()
      await new Promise(resolve => signal.addEventListener('abort', resolve))
      return { status: 200, headers: {}, body: 'nothing' }
    },
  })
  const answer = exchange(`${head('/', 'POST')}x-amz-target: AmazonSQS.ReceiveMessage\r\ncontent-length: 0\r\n\r\n`)
  await begun.promise
  await listener.close(10_000)
  expect(await answer).toContain('nothing')
})

describe('a defect', () => {
  it('of a route is a 500 and the next request is served', async () => {
    const routes: ListenerOptions['routes'] = [
      (_request, _response, { path }) => {
        if (path === '/bad') throw new Error('a route')
        return false
      },
    ]
    await open({ routes })
    expect(await exchange(`${head('/bad')}\r\n`)).toMatch(/^HTTP\/1.1 500 /)
    expect(await exchange(`${head('/good')}\r\n`)).toContain('/good 0')
    expect(reports).toEqual(['Error: a route'])
  })

  it('of the dispatcher, or an answer that cannot be written, is a 500', async () => {
    await open({ dispatch: async () => Promise.reject(new Error('a stage')) })
    expect(await exchange(`${head('/')}\r\n`)).toMatch(/^HTTP\/1.1 500 /)
    await listener.close()
    await open({ dispatch: async () => ({ status: 200, headers: { 'x-bad': 'a\nb' }, body: '' }) })
    expect(await exchange(`${head('/')}\r\n`)).toMatch(/^HTTP\/1.1 500 /)
    expect(reports).toHaveLength(1)
  })
})

describe('a body', () => {
  it('is read whole, with and without its length', async () => {
    await open({})
    expect(await exchange(`${head('/', 'POST')}content-length: 5\r\n\r\n`, 'hello')).toContain('/ 5')
    const large = 'x'.repeat(200_000)
    expect(await exchange(`${head('/', 'POST')}content-length: 200000\r\n\r\n`, large)).toContain('/ 200000')
    const chunk = `${large.length.toString(16)}\r\n${large}\r\n`
    expect(await exchange(`${head('/', 'POST')}transfer-encoding: chunked\r\n\r\n`, chunk, chunk, '0\r\n\r\n')).toContain('/ 400000')
  })

  it('as large as an archive of code keeps its part of the budget until it is answered, and then its memory is given back', async () => {
    let present = 0
    let most = 0
    const held: Uint8Array[] = []
    await open({
      dispatch: async ({ body }) => {
        const bytes = typeof body === 'function' ? await body(50_000_000) : body
        most = Math.max(most, ++present)
        held.push(bytes)
        const { length } = bytes
        await new Promise(resolve => setTimeout(resolve, 50))
        present--
        return { status: 200, headers: {}, body: `had ${length}` }
      },
    })
    const archive = 'x'.repeat(20_000_000)
    const sent = Array.from({ length: 4 }, () => exchange(`${head('/', 'POST')}content-length: 20000000\r\n\r\n`, archive))
    for (const answer of await Promise.all(sent)) expect(answer).toContain('had 20000000')
    expect(most).toBe(1)
    expect(held.map(({ length }) => length)).toEqual([0, 0, 0, 0])
  })

  it('that is too large is refused while it comes, and the client sees the answer', async () => {
    const refused: string[] = []
    await open({
      dispatch: async ({ body }) => {
        const error = typeof body === 'function' ? await body(1_000).catch(reason => reason) : undefined
        refused.push(error.reason)
        return { status: 413, headers: {}, body: 'too large' }
      },
    })
    const large = 'x'.repeat(3_000_000)
    expect(await exchange(`${head('/', 'POST')}content-length: 3000000\r\n\r\n`, large)).toMatch(/^HTTP\/1.1 413 /)
    const chunk = `${large.length.toString(16)}\r\n${large}\r\n`
    expect(await exchange(`${head('/', 'POST')}transfer-encoding: chunked\r\n\r\n`, chunk, '0\r\n\r\n')).toMatch(/^HTTP\/1.1 413 /)
    expect(refused).toEqual(['too-large', 'too-large'])
  })
})
