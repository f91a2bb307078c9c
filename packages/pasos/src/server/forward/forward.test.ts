import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DeleteQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { ApiError, createDispatcher } from '@pasos/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseForward, readForwardFile } from './forward-targets.ts'
import { createForwarder } from './forwarder.ts'
import { createProxy } from './proxy.ts'

// Another server of AWS's protocols over real HTTP, in `verify` mode: it refuses what is not signed with the session it knows.

const session = { accessKeyId: 'ASIASESSION000000000', secretAccessKey: 'secret', sessionToken: 'token' }
const caller = { accountId: '123456789012', arn: 'arn:aws:sts::123456789012:assumed-role/r/s', userId: 'i' }
const seen: unknown[] = []

function answering(output: object) {
  return (input: unknown) => {
    seen.push(input)
    return output
  }
}

const services = [
  {
    scope: 'sqs',
    operations: {
      SendMessage: answering({ MessageId: 'm', MD5OfMessageBody: '92eb5ffee6ae2fec3ad71c777531578f' }),
      DeleteQueue: () => {
        throw new ApiError('QueueDoesNotExist', 'The specified queue does not exist.')
      },
    },
  },
  { scope: 'sns', operations: { Publish: answering({ MessageId: 'n' }) } },
  { scope: 'iam', operations: { GetRole: answering({ Role: { RoleName: 'r', CreateDate: new Date(1000) } }) } },
  { scope: 'lambda', operations: { ListFunctions: answering({ Functions: [{ FunctionName: 'f' }] }) } },
]
const logger = { error: () => undefined }
const credential = (id: string) => (id === session.accessKeyId ? { ...session, caller } : undefined)

const servers: Server[] = []
let url = ''
beforeAll(async () => {
  url = await serve(createDispatcher({ services, mode: 'verify', credential, logger }))
})
afterAll(() => {
  for (const server of servers) server.close()
})

/** A dispatcher behind a listener of its own. */
async function serve(dispatch: ReturnType<typeof createDispatcher>): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url: path = '', headers } = request
    const body = Buffer.concat(chunks)
    const answer = await dispatch({
      method,
      url: path,
      headers: headers as Record<string, string>,
      body,
      signal: new AbortController().signal,
    })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function forwarder(text = `sqs,sns,iam,lambda=${url}`) {
  const unused = () => Promise.reject(new Error('AWS itself was to be called'))
  return createForwarder({ targets: parseForward(text), awsCredentials: unused, roleSession: () => session, now: () => Date.now() })
}

function call(service: string, operation: string, input: object, text?: string) {
  const asked = { service, operation, input: input as never, names: 'api' as const, as: 'role', region: 'us-east-1', idempotencyToken: 'q' }
  return forwarder(text).call(asked, { ...caller, accessKeyId: '' }, new AbortController().signal)
}

test('a task’s call goes there, signed with a session of its role, in every protocol', async () => {
  expect(await call('sqs', 'SendMessage', { QueueUrl: 'http://q', MessageBody: 'b' })).toMatchObject({
    outcome: 'answered',
    output: { MessageId: 'm', MD5OfMessageBody: expect.any(String) },
    http: { status: 200, requestId: expect.any(String) },
  })
  expect(seen.at(-1)).toEqual({ QueueUrl: 'http://q', MessageBody: 'b' })
  expect(await call('sns', 'Publish', { TopicArn: 't', Message: 'é & <' })).toMatchObject({ output: { MessageId: 'n' } })
  expect(seen.at(-1)).toEqual({ TopicArn: 't', Message: 'é & <' })
  expect(await call('iam', 'GetRole', { RoleName: 'r' })).toMatchObject({ output: { Role: { RoleName: 'r', CreateDate: 1000 } } })
  expect(await call('lambda', 'ListFunctions', { MaxItems: 2 })).toMatchObject({ output: { Functions: [{ FunctionName: 'f' }] } })
})

test('where nobody answers, that is the cause', async () => {
  await expect(call('sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b' }, 'sqs=http://127.0.0.1:9')).rejects.toThrow(
    'Unable to execute HTTP request: Connect to 127.0.0.1:9 failed: Connection refused',
  )
})

test('requests of clients are passed on', async () => {
  const trusting = await serve(createDispatcher({ services, logger }))
  const forward = createProxy(parseForward(`sqs=${trusting}`), () => Promise.reject(new Error('not AWS')))
  const endpoint = await serve(createDispatcher({ services: [], logger, forward }))
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 })
  const sent = await client.send(new SendMessageCommand({ QueueUrl: `${endpoint}/1/q`, MessageBody: 'b' }))
  expect(sent.MessageId).toBe('m')
  await expect(client.send(new DeleteQueueCommand({ QueueUrl: `${endpoint}/1/q` }))).rejects.toThrow('does not exist')
})

test('what anybody may ask for, unsigned, is not signed for anybody on its way', async () => {
  const arrived: (string | undefined)[] = []
  const other = createServer((request, response) => {
    arrived.push(request.headers.authorization?.slice(0, 16))
    response.end()
  })
  servers.push(other)
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const forward = createProxy(parseForward(`sns=http://AKIAKEY00000000000:b@127.0.0.1:${port}`), () => Promise.reject(new Error('not AWS')))
  const open = { scope: 'sns', operations: {}, unsigned: ['Unsubscribe'] }
  const dispatch = createDispatcher({ services: [open], logger, forward })
  const sent = { headers: {}, body: Buffer.alloc(0), signal: new AbortController().signal }
  const query = 'Action=Unsubscribe&SubscriptionArn=a&Version=2010-03-31'
  const form = { ...sent, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from(query) }
  expect((await dispatch({ ...sent, method: 'GET', url: `/?${query}` })).status).toBe(200)
  expect((await dispatch({ ...form, method: 'POST', url: '/', sender: 'stranger' })).status).toBe(200)
  expect((await dispatch({ ...form, method: 'POST', url: '/', sender: 'owner' })).status).toBe(200)
  expect(arrived).toEqual([undefined, undefined, 'AWS4-HMAC-SHA256'])
})

test('a client is told where its call went when nobody answers there', async () => {
  const forward = createProxy(parseForward('sqs=http://127.0.0.1:1'), () => Promise.reject(new Error('not AWS')))
  const endpoint = await serve(createDispatcher({ services: [], logger, forward }))
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 })
  await expect(client.send(new SendMessageCommand({ QueueUrl: `${endpoint}/1/q`, MessageBody: 'b' }))).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    message: 'sqs is forwarded to http://127.0.0.1:1: Unable to execute HTTP request: Connect to 127.0.0.1:1 failed: Connection refused',
    $metadata: { httpStatusCode: 503 },
  })
})

test('a key in the URL signs what goes there, and is in no address', async () => {
  const withKey = `sqs=${url.replace('http://', 'http://AKIAKEY00000000000:a%2Fb@')}`
  const refusal = await call('sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b' }, withKey)
  expect(refusal).toMatchObject({ outcome: 'refused', refusal: { code: 'UnrecognizedClientException' } })
  const target = parseForward(withKey).get('sqs')!
  expect(target).toMatchObject({ credentials: { accessKeyId: 'AKIAKEY00000000000', secretAccessKey: 'a/b' } })
  expect(target.kind === 'endpoint' && target.url.href).toBe(`${url}/`)
})

test('only what is named goes anywhere, and what is no service is refused', () => {
  const targets = readForwardFile('{ "logs": "http://localhost:1", "athena,glue": "aws" }')
  expect([...targets.keys()]).toEqual(['cloudwatchlogs', 'athena', 'glue'])
  expect(targets.get('glue')).toEqual({ kind: 'aws' })
  expect(targets.get('sqs')).toBeUndefined()
  expect(() => parseForward('nothing=aws')).toThrow('nothing is no service of AWS')
  expect(() => parseForward('sqs')).toThrow('is wanted')
  expect(() => parseForward('sqs=ftp://x')).toThrow('neither a URL nor aws')
  expect(() => readForwardFile('[')).toThrow('not JSON')
})
