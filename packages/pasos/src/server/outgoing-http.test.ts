import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isInnerAddress } from './inner-address.ts'
import { outgoingHttp } from './outgoing-http.ts'

let server: Server
let host: string
const seen: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.url ?? '')
    if (request.url === '/slow') return
    response.writeHead(request.url === '/moved' ? 302 : 204, { location: '/elsewhere' }).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
  server.closeAllConnections()
})

const post = (url: string, allowed: string[] = [], timeoutMs = 5_000) => outgoingHttp(allowed).post(url, { 'x-a': '1' }, 'body', timeoutMs)

it('calls an address inside only when it is allowed', async () => {
  await expect(post(`http://${host}/`)).rejects.toThrow(`${host} is inside`)
  await expect(post(`http://localhost:${host.split(':')[1]}/`)).rejects.toThrow('is inside')
  await expect(post(`http://[::1]:${host.split(':')[1]}/`)).rejects.toThrow('is inside')
  await expect(post('http://169.254.169.254/latest/meta-data/')).rejects.toThrow('is inside')
  await expect(post('file:///etc/passwd')).rejects.toThrow('no protocol')
  expect(seen).toEqual([])
  expect(await post(`http://${host}/`, [host])).toEqual({ status: 204 })
})

it('follows no redirect, and waits no longer than it is told', async () => {
  expect(await post(`http://${host}/moved`, [host])).toEqual({ status: 302 })
  expect(seen).not.toContain('/elsewhere')
  await expect(post(`http://${host}/slow`, [host], 50)).rejects.toThrow('No answer within 50 ms.')
})

it.each([
  ...['127.0.0.1', '127.255.0.3', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '0.0.0.0', '100.64.0.1', '224.0.0.1'],
  ...['255.255.255.255', '::1', '::', '::ffff:127.0.0.1', '::ffff:10.0.0.1', 'fe80::1', 'fe80::1%eth0', 'fd00::1', 'ff02::1'],
  ...['64:ff9b::7f00:1', '2002:7f00:1::', 'nonsense', ''],
])('%j is inside', address => expect(isInnerAddress(address)).toBe(true))

it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%j is not', address =>
  expect(isInnerAddress(address)).toBe(false),
)

it('brings back what was answered, as long as is asked for, and insists on https where it is told to', async () => {
  const asked = { url: `http://${host}/`, method: 'GET', headers: {}, timeoutMs: 1_000, longestAnswerBytes: 1_000, needsTls: true }
  expect(await outgoingHttp([host]).exchange(asked)).toMatchObject({ status: 204, headers: { connection: 'close' } })
  await expect(outgoingHttp([]).exchange(asked)).rejects.toThrow('The endpoint must be an https URL.')
})
