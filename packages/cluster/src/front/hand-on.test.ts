import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { nodeClient } from '../peers/node-client.ts'
import { type NodeServer, openNodeServer } from '../peers/node-server.ts'
import { handingOn } from './hand-on.ts'

const secret = Buffer.from('secret')
const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function home(serve: (request: IncomingMessage, response: ServerResponse) => void): Promise<NodeServer> {
  const server = await openNodeServer({ host: '127.0.0.1', port: 0, secret, calls: {}, report: () => undefined })
  server.serveHandedOn(serve)
  closing.push(server.close)
  return server
}

/** A node that serves nothing itself; answers its address. */
async function front(homeUrl: () => string | undefined, patienceMs = 1_000, moves = new Set<() => void>()): Promise<string> {
  const client = nodeClient(secret)
  const onMove = (_url: string, told: () => void) => {
    moves.add(told)
    return () => moves.delete(told)
  }
  const handOn = handingOn({ secret, agent: client.agent, homeUrl, onMove, patienceMs, movedMs: 50 })
  const server: Server = createServer((request, response) => handOn(request, response, { sender: 'owner', credential: 'abc' }))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(client.close, () => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const echo = (request: IncomingMessage, response: ServerResponse): void => {
  const chunks: Buffer[] = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const { method, url, headers } = request
    response.writeHead(207, { 'x-more': 'yes' })
    response.end(JSON.stringify({ method, url, headers, bytes: Buffer.concat(chunks).length }))
  })
}

test('a request comes as it was sent, with who sent it, and its answer goes back', async () => {
  const { url } = await home(echo)
  const address = await front(() => url)
  const headers = { 'x-amz-target': 'S.Op', host: 'bucket.example', 'x-pasos-sender': 'function', 'x-pasos-credential': 'stolen' }
  const answer = await fetch(`${address}/a%20b?c=d`, { method: 'PUT', body: 'text', headers })
  expect(answer.status).toBe(207)
  expect(answer.headers.get('x-more')).toBe('yes')
  const seen = (await answer.json()) as { headers: Record<string, string> }
  expect(seen).toMatchObject({ method: 'PUT', url: '/a%20b?c=d', bytes: 4 })
  expect(seen.headers).toMatchObject({ 'x-amz-target': 'S.Op', 'x-pasos-sender': 'owner', 'x-pasos-credential': 'abc' })
  const large = await fetch(address, { method: 'POST', body: Buffer.alloc(3_000_000) })
  expect(await large.json()).toMatchObject({ bytes: 3_000_000 })
})

test('while nobody serves it waits, then goes to whoever does, with its body', async () => {
  let url: string | undefined = 'http://127.0.0.1:1'
  const address = await front(() => url)
  const asked = fetch(address, { method: 'POST', body: 'text' })
  setTimeout(() => {
    url = undefined
  }, 60)
  const later = home(echo)
  setTimeout(async () => {
    url = (await later).url
  }, 150)
  expect(await (await asked).json()).toMatchObject({ bytes: 4 })
})

test('a node that has it no more says so, and the request goes on to the next', async () => {
  const former = await openNodeServer({ host: '127.0.0.1', port: 0, secret, calls: {}, report: () => undefined })
  closing.push(former.close)
  const next = await home(echo)
  let asked = 0
  const address = await front(() => (asked++ === 0 ? former.url : next.url))
  expect(await (await fetch(address, { method: 'POST', body: 'text' })).json()).toMatchObject({ bytes: 4 })
})

test('where nobody comes to serve the answer is one that clients try again on', async () => {
  const address = await front(() => undefined, 100)
  const answer = await fetch(address, { method: 'POST', body: '{}', headers: { 'x-amz-target': 'S.Op' } })
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ __type: 'ServiceUnavailableException' })
  // Clients of the query protocol can't read JSON, and of what they can't read they do not try again.
  const form = await fetch(address, { method: 'POST', body: new URLSearchParams({ Action: 'ListRoles' }) })
  expect([form.status, await form.text()]).toEqual([503, ''])
})

test('what broke off is tried again where it only read, and not where it may have been done', async () => {
  const done: string[] = []
  const { url } = await home((request, response) => {
    const operation = String(request.headers['x-amz-target'])
    done.push(operation)
    if (done.filter(each => each === operation).length === 1) request.socket.destroy()
    else response.end(operation)
  })
  const address = await front(() => url)
  const ask = (operation: string) => fetch(address, { method: 'POST', body: '{}', headers: { 'x-amz-target': `S.${operation}` } })
  expect((await ask('StartExecution')).status).toBe(503)
  expect((await ask('GetActivityTask')).status).toBe(503)
  expect(await (await ask('DescribeExecution')).text()).toBe('S.DescribeExecution')
  expect(done).toEqual(['S.StartExecution', 'S.GetActivityTask', 'S.DescribeExecution', 'S.DescribeExecution'])
})

test('a home that has moved without a word is not waited for: what only reads goes to the next', async () => {
  const asked: string[] = []
  const silent = await home(request => void asked.push(String(request.headers['x-amz-target'])))
  const next = await home(echo)
  const moves = new Set<() => void>()
  let url = silent.url
  const address = await front(() => url, 1_000, moves)
  const ask = (operation: string) => fetch(address, { method: 'POST', body: '{}', headers: { 'x-amz-target': `S.${operation}` } })
  const answers = [ask('DescribeExecution'), ask('StartExecution')]
  while (asked.length < 2) await new Promise(resolve => setTimeout(resolve, 5))
  url = next.url
  for (const told of [...moves]) told()
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([207, 503])
  await expect.poll(() => moves.size).toBe(0)
})

test('a home that gives away what it serves still answers what it has taken, and the next is asked for what it has not', async () => {
  const asked = Promise.withResolvers<ServerResponse>()
  const former = await home((_request, response) => asked.resolve(response))
  const next = await home(echo)
  const moves = new Set<() => void>()
  let url = former.url
  const address = await front(() => url, 1_000, moves)
  const ask = () => fetch(address, { method: 'POST', body: '{}', headers: { 'x-amz-target': 'S.StartExecution' } })
  const first = ask()
  const response = await asked.promise
  former.serveHandedOn(undefined)
  const second = ask()
  url = next.url
  for (const told of [...moves]) told()
  response.writeHead(200).end()
  expect([(await first).status, (await second).status]).toEqual([200, 207])
})
