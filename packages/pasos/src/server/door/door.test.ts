import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { createDoor } from './door.ts'

it('a host is asked about each time another one is named, and its refusal remembered for nobody', () => {
  const { route } = createDoor({
    posture: { auth: 'none' },
    hosts: { allowed: [], answersAddresses: false },
    scheme: 'http',
    authentication: { defaultAccountId: '1', defaultRegion: 'r', partition: () => 'aws', credential: () => undefined, now: () => 0 },
  })
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
