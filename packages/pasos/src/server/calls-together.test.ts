import type { IncomingRequest } from '@pasos/wire'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { callsTogether } from './calls-together.ts'
import { type Listener, listen } from './listener.ts'

const troubles: string[] = []
let asked: IncomingRequest[] = []
let listener: Listener

beforeEach(async () => {
  asked = []
  const dispatch = async (request: IncomingRequest) => {
    asked.push(request)
    if (request.url === '/broken') throw new Error('broken')
    if (request.url === '/stream') return { status: 200, headers: {}, body: '', stream: (async function* () {})() }
    const text = Buffer.from(request.body as Uint8Array).toString()
    return { status: request.url === '/refused' ? 403 : 200, headers: { 'x-amzn-requestid': 'r' }, body: Buffer.from(`ñ ${text}`) }
  }
  const report = (message: string) => void troubles.push(message)
  const arrivalOf = () => ({ sourceIp: '127.0.0.1', isSecure: false })
  const routes = [callsTogether({ dispatch, arrivalOf, report })]
  listener = await listen({ host: '127.0.0.1', port: 0, routes, dispatch, report, senderOf: () => 'owner' })
})
afterEach(async () => {
  await listener.close()
})

const call = (url: string, body = '') => ({ method: 'POST', url, headers: { 'x-amz-target': 'AmazonSQS.ListQueues' }, body })

async function send(body: unknown) {
  const answer = await fetch(`http://127.0.0.1:${listener.port}/_pasos/calls`, { method: 'POST', body: JSON.stringify(body) })
  return { status: answer.status, ...((await answer.json()) as { answers?: { status: number; body: string; headers: object }[] }) }
}

it('calls that come together are each answered as by itself, in their order', async () => {
  const { status, answers } = await send({ calls: [call('/', 'one'), call('/refused', 'two'), call('/', 'three')] })
  expect(status).toBe(200)
  expect(answers).toEqual([
    { status: 200, headers: { 'x-amzn-requestid': 'r' }, body: 'ñ one' },
    { status: 403, headers: { 'x-amzn-requestid': 'r' }, body: 'ñ two' },
    { status: 200, headers: { 'x-amzn-requestid': 'r' }, body: 'ñ three' },
  ])
  expect(asked.map(({ sender, headers }) => [sender, headers['x-amz-target'], headers['host']])).toEqual(
    asked.map(() => ['owner', 'AmazonSQS.ListQueues', `127.0.0.1:${listener.port}`]),
  )
})

it('a call that fails takes none of the others with it, and what streams is told to come by itself', async () => {
  const { answers } = await send({ calls: [call('/broken'), call('/stream'), call('/', 'well')] })
  expect(answers?.map(({ status }) => status)).toEqual([500, 400, 200])
  expect(troubles.splice(0)).toEqual(['a request failed'])
})

it('what is no list of calls is refused, calls of calls among it', async () => {
  const many = Array.from({ length: 201 }, () => call('/'))
  for (const body of [
    {},
    [],
    { calls: 'x' },
    { calls: [{}] },
    { calls: many },
    { calls: [call('/_pasos/calls')] },
    { calls: [call('http://x/')] },
  ])
    expect((await send(body)).status).toBe(400)
  expect(asked).toEqual([])
})
