import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Sender } from '@pasos/cluster'
import type { IncomingRequest } from '@pasos/wire'
import { expect, test } from 'vitest'
import { answeringInPlace } from './answering-in-place.ts'

const body = '{"stateMachineArn":"m"}'
const target = 'AWSStepFunctions.StartSyncExecution'
const signedBy = (key: string) =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0`

interface Sent {
  from?: Sender['sender']
  headers?: Record<string, string>
  method?: string
  url?: string
}

/** Who answers a request, with what body it is handed on, and what the node was asked. */
async function ask(sent: Sent, { isBusy = false, isElsewhere = false, isAway = false } = {}) {
  const asked: IncomingRequest[] = []
  const answered = Promise.withResolvers<{ by: 'node' | 'home'; body?: string | undefined }>()
  const take = answeringInPlace({
    answers: {
      isBusy,
      isHere: operation => operation.startsWith('Start'),
      knows: key => key === 'AKIAKNOWN',
      async answer(request) {
        asked.push(request)
        if (isAway) throw new Error('The database is away.')
        return isElsewhere ? undefined : { status: 200, headers: { 'x-from': 'node' }, body: '{}' }
      },
      close: async () => undefined,
    },
    handOn: (_request, _response, _from, read) => answered.resolve({ by: 'home', body: read?.toString() }),
    hosts: { allowed: [], answersAddresses: false },
    scheme: 'http',
  })
  const headers = { host: 'localhost', 'content-length': String(body.length), 'x-amz-target': target, ...sent.headers }
  const request = Object.assign(Readable.from([Buffer.from(body)]), {
    ...{ method: sent.method ?? 'POST', url: sent.url ?? '/', headers, rawHeaders: Object.entries(headers).flat() },
  })
  const response = Object.assign(new EventEmitter(), { writeHead: () => undefined, end: () => answered.resolve({ by: 'node' }) })
  take(request as unknown as IncomingMessage, response as unknown as ServerResponse, {
    sender: sent.from ?? 'owner',
    arrival: '{"isSecure":true}',
  })
  return { ...(await answered.promise), asked }
}

test('a start by the owner, or with a key that is known, is answered here, by who sent it and how it came', async () => {
  for (const [from, headers, sender] of [
    ['owner', {}, 'owner'],
    ['owner', { 'x-amz-target': 'AWSStepFunctions.StartExecution' }, 'owner'],
    ['owner', { authorization: signedBy('test') }, 'owner'],
    ['stranger', { authorization: signedBy('AKIAKNOWN') }, 'stranger'],
    ['function', { authorization: signedBy('AKIAKNOWN'), host: 'elsewhere' }, 'stranger'],
  ] as const) {
    const { by, asked } = await ask({ from, headers })
    expect(by).toBe('node')
    expect(asked).toMatchObject([{ sender, arrival: { isSecure: true }, method: 'POST', url: '/' }])
  }
})

test('what another node may judge more strictly goes to the home unread', async () => {
  for (const sent of [
    { headers: { 'x-amz-target': 'AWSStepFunctions.StopExecution' } },
    { method: 'GET' },
    { url: '/?Action=x' },
    { headers: { host: 'evil.example' } },
    // Whatever it says is for an API of the user's own.
    { headers: { host: 'abcdefghij.execute-api.localhost:4566' } },
    { headers: { origin: 'http://evil.example' } },
    { headers: { 'sec-fetch-site': 'cross-site' } },
    { headers: { authorization: signedBy('ASIAUNKNOWN') } },
    { from: 'stranger' as const },
    { from: 'stranger' as const, headers: { authorization: signedBy('root') } },
    { from: 'stranger' as const, headers: { authorization: signedBy('AKIAKNOWN'), host: 'evil.example' } },
    { from: 'function' as const, headers: { authorization: signedBy('ASIAUNKNOWN') } },
  ]) {
    expect(await ask(sent)).toEqual({ by: 'home', body: undefined, asked: [] })
  }
  expect(await ask({}, { isBusy: true })).toEqual({ by: 'home', body: undefined, asked: [] })
})

test('what turns out to need the home goes there with the body that was read, also when the database says nothing', async () => {
  for (const how of [{ isElsewhere: true }, { isAway: true }]) expect(await ask({}, how)).toMatchObject({ by: 'home', body, asked: [{}] })
})

test('a body that is not read as a whole goes to the home as it comes', async () => {
  expect(await ask({ headers: { 'content-length': String(2 * 1024 * 1024) } })).toEqual({ by: 'home', body: undefined, asked: [] })
})
