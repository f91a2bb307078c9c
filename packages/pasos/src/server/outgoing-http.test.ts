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

const port = () => host.split(':')[1]

/** Ways to write 127.0.0.1, ::1 and the address of clouds' metadata that have got past such checks elsewhere. */
it.each([
  ...['127.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1', '017700000001', '127.0.0.1.', '127.000.000.001', '0', '0.0.0.0'],
  ...['①②⑦.⓪.⓪.①', '127。0。0。1', '%31%32%37.0.0.1', 'LOCALHOST', 'user:pass@127.0.0.1', '8.8.8.8@127.0.0.1'],
  ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::127.0.0.1]'],
  ...[
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '169.254.43518',
  ],
  ...['[::ffff:169.254.169.254]', '100.100.100.200', '192.0.0.192', '10.0.0.1', '172.16.0.1', '192.168.0.1'],
])('%s is not called, whatever it is written like', async name => {
  const before = seen.length
  await expect(post(`http://${name}:${port()}/`)).rejects.toThrow('is inside')
  await expect(post(`https://${name}:${port()}/`)).rejects.toThrow('is inside')
  expect(seen).toHaveLength(before)
})

it('a name is resolved once, and what that said is what is called: another answer afterwards changes nothing', async () => {
  let asked = 0
  const turning = ((_name: string, _options: object, callback: (error: null, addresses: object[]) => void) => {
    asked++
    callback(null, [{ address: asked === 1 ? '127.0.0.1' : '8.8.8.8', family: 4 }])
  }) as unknown as Parameters<typeof outgoingHttp>[1]
  await expect(outgoingHttp([], turning).post(`http://turning.example:${port()}/`, {}, '', 2_000)).rejects.toThrow(
    'turning.example is inside',
  )
  expect(asked).toBe(1)
  const mixed = ((_name: string, _options: object, callback: (error: null, addresses: object[]) => void) =>
    callback(null, [
      { address: '8.8.8.8', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])) as unknown as Parameters<typeof outgoingHttp>[1]
  await expect(outgoingHttp([], mixed).post(`http://mixed.example:${port()}/`, {}, '', 2_000)).rejects.toThrow('is inside')
  // The other way round: what was outside at first is what is called, although it is inside by now.
  let later = 0
  const rebound = ((_name: string, _options: object, callback: (error: null, addresses: object[]) => void) => {
    later++
    callback(null, [{ address: later === 1 ? '8.8.8.8' : '127.0.0.1', family: 4 }])
  }) as unknown as Parameters<typeof outgoingHttp>[1]
  const before = seen.length
  await expect(outgoingHttp([], rebound).post(`http://rebound.example:${port()}/`, {}, '', 300)).rejects.toThrow()
  expect([later, seen.length]).toEqual([1, before])
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
