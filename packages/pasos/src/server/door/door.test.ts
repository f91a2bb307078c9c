import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { createDoor, type DoorOptions } from './door.ts'

const options: DoorOptions = {
  posture: { auth: 'none' },
  hosts: { allowed: [], answersAddresses: false },
  scheme: 'http',
  authentication: { defaultAccountId: '1', defaultRegion: 'r', partition: () => 'aws', credential: () => undefined, now: () => 0 },
}

it.each<[IncomingHttpHeaders, boolean]>([
  [{ host: 'localhost:1' }, true],
  [{ host: 'localhost:1', origin: 'http://localhost:1' }, true],
  [{ host: 'localhost:1', 'sec-fetch-site': 'none' }, true],
  [{}, false],
  [{ host: 'evil.example' }, false],
  [{ host: 'localhost:1', origin: 'http://evil.example' }, false],
  [{ host: 'localhost:1', origin: 'null' }, false],
  [{ host: 'localhost:1', 'sec-fetch-site': 'cross-site' }, false],
])('calls that are read without routes are admitted as routes let them pass: %j', (headers, isAdmitted) => {
  const { admits, route } = createDoor(options)
  const response = { writeHead: () => undefined, end: () => undefined }
  const target = { url: '/', path: '/', query: new URLSearchParams() }
  const request = { method: 'POST', headers } as IncomingMessage
  expect(admits(request)).toBe(isAdmitted)
  expect(route(request, response as unknown as ServerResponse, target)).toBe(!isAdmitted)
})

it('a host is asked about each time another one is named, and its refusal remembered for nobody', () => {
  const { route } = createDoor(options)
  const statusFor = (host?: string): number | undefined => {
    const statuses: number[] = []
    const response = { writeHead: (code: number) => void statuses.push(code), end: () => undefined }
    const target = { url: '/', path: '/', query: new URLSearchParams() }
    const isTaken = route({ headers: { host } } as IncomingMessage, response as unknown as ServerResponse, target)
    expect(isTaken).toBe(statuses.length === 1)
    return statuses[0]
  }
  const hosts = [undefined, 'evil.example', '127.0.0.1:8083', '127.0.0.1:8083', 'evil.example', 'evil.example', undefined, 'localhost']
  expect(hosts.map(statusFor)).toEqual([403, 403, undefined, undefined, 403, 403, 403, undefined])
})
