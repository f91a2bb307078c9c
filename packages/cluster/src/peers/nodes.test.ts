import { request } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { type NodeClient, nodeClient } from './node-client.ts'
import { type NodeServer, openNodeServer } from './node-server.ts'
import { isFromNode, NODE_HEADER, signForNode } from './node-signature.ts'
import { BrokenOff, TryAgain } from './try-again.ts'

const secret = Buffer.from('a secret that all nodes know')
const open: (NodeServer | NodeClient)[] = []
const reported: string[] = []

afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
  reported.length = 0
})

async function node(calls: Parameters<typeof openNodeServer>[0]['calls']): Promise<{ server: NodeServer; client: NodeClient }> {
  const server = await openNodeServer({ host: '127.0.0.1', port: 0, secret, calls, report: message => reported.push(message) })
  const client = nodeClient(secret)
  open.push(server, client)
  return { server, client }
}

test('a call is answered with what the node says, also when that is nothing', async () => {
  const { server, client } = await node({ add: async body => (body as { a: number }).a + 1, none: async () => undefined })
  expect(await client.call(server.url, 'add', { a: 1 })).toBe(2)
  expect(await client.call(server.url, 'none', {})).toBeUndefined()
})

test('it is told apart whether nothing has happened, nobody knows, or the node met an error', async () => {
  const fails = (error: Error) => async (): Promise<never> => {
    throw error
  }
  const { server, client } = await node({
    elsewhere: fails(new TryAgain('elsewhere')),
    lost: fails(new BrokenOff('lost')),
    wrong: fails(new RangeError('wrong')),
    hangs: () => new Promise(() => undefined),
  })
  await expect(client.call(server.url, 'elsewhere', {})).rejects.toBeInstanceOf(TryAgain)
  await expect(client.call(server.url, 'lost', {})).rejects.toBeInstanceOf(BrokenOff)
  const wrong = await client.call(server.url, 'wrong', {}).catch((error: Error) => error)
  expect(wrong).not.toBeInstanceOf(TryAgain)
  expect(wrong).toMatchObject({ message: 'wrong' })
  expect(reported).toHaveLength(1)
  const hanging = client.call(server.url, 'hangs', {})
  setTimeout(() => server.close(), 50)
  await expect(hanging).rejects.toBeInstanceOf(BrokenOff)
  await expect(client.call(server.url, 'elsewhere', {})).rejects.toBeInstanceOf(TryAgain)
})

test('nobody is heard who does not sign with the secret, or who repeats what was said long ago', async () => {
  const { server } = await node({ add: async () => 1 })
  server.serveHandedOn((_request, response) => response.end('served'))
  const statusWith = (headers: Record<string, string>, path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(server.url + path, { method: 'POST', headers }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end('{}')
    })
  const signed = (path: string, now = Date.now()) => ({ [NODE_HEADER]: signForNode(secret, { method: 'POST', url: path }, now) })
  expect(await statusWith({}, '/_node/add')).toBe(403)
  expect(await statusWith({}, '/')).toBe(403)
  expect(await statusWith(signed('/_node/other'), '/_node/add')).toBe(403)
  expect(await statusWith(signed('/_node/add', Date.now() - 120_000), '/_node/add')).toBe(403)
  expect(await statusWith({ [NODE_HEADER]: signForNode(Buffer.from('guessed'), { method: 'POST', url: '/' }, Date.now()) }, '/')).toBe(403)
  expect(await statusWith({ ...signed('/'), 'x-pasos-sender': 'owner' }, '/')).toBe(403)
  expect(await statusWith(signed('/'), '/')).toBe(200)
  expect(await statusWith(signed('/_node/add'), '/_node/add')).toBe(200)
})

test('a signature is over everything that the other node goes by', () => {
  const said = { method: 'POST', url: '/x', sender: 'stranger', credential: 'c' }
  const header = signForNode(secret, said, 1_000)
  expect(isFromNode(secret, said, header, 1_000)).toBe(true)
  for (const other of [{ method: 'GET' }, { url: '/y' }, { sender: 'owner' }, { credential: 'd' }])
    expect(isFromNode(secret, { ...said, ...other }, header, 1_000)).toBe(false)
  expect(isFromNode(secret, said, undefined, 1_000)).toBe(false)
})
