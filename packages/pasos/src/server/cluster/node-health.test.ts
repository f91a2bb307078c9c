import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { Wellbeing } from '../operation/health.ts'
import { nodeHealth } from './node-health.ts'

let isServed = true
let wellbeing: Wellbeing = { isDraining: false, reasons: [] }
const server = createServer(
  nodeHealth(
    {
      ...{ hosts: { allowed: ['pasos.example'], answersAddresses: false }, scheme: 'http' as const, facts: { version: '1' } },
      ...{ isServed: () => isServed, wellbeing: () => wellbeing },
    },
    (_request, response) => void response.writeHead(503).end('the home'),
  ),
)
afterEach(() => server.close())

const ask = (path: string, headers: Record<string, string> = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    const outgoing = send({ host: '127.0.0.1', port, path, headers }, async answer => {
      const text = (await answer.toArray()).join('')
      resolve(`${answer.statusCode} ${text}`)
    })
    outgoing.on('error', reject).end()
  })

it('a node tells its own health, whatever the home says of its own, once somebody serves; and hands the rest on', async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  expect(await ask('/_pasos/health')).toBe('200 {"status":"ok","version":"1"}')
  expect(await ask('/_pasos/health?deep', { host: 'pasos.example' })).toBe('200 {"status":"ok","version":"1"}')
  expect(await ask('/_pasos/healthy')).toBe('503 the home')
  // Whom the home would refuse.
  expect(await ask('/_pasos/health', { host: 'evil.example' })).toBe('503 the home')
  expect(await ask('/_pasos/health', { origin: 'http://evil.example' })).toBe('503 the home')
  wellbeing = { isDraining: false, reasons: ['away'] }
  expect(await ask('/_pasos/health')).toBe('200 {"status":"degraded","reasons":["away"],"version":"1"}')
  isServed = false
  expect(await ask('/_pasos/health')).toBe('503 the home')
  wellbeing = { isDraining: true, reasons: [] }
  expect(await ask('/_pasos/health')).toBe('503 {"status":"draining","version":"1"}')
})
