import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { whileCurrent } from './while-current.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serving(isCurrent: () => boolean, patienceMs?: number): Promise<string> {
  server = createServer(whileCurrent((_request, response) => response.end('served'), isCurrent, patienceMs))
  await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a node whose lease may be over makes requests wait until it holds again', async () => {
  let asked = 0
  const url = await serving(() => ++asked > 3)
  expect(await (await fetch(url)).text()).toBe('served')
})

test('and refuses them in the end, while its health is told', async () => {
  const url = await serving(() => false, 60)
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(503)
  expect((await fetch(`${url}/_pasos/health`)).status).toBe(200)
})
