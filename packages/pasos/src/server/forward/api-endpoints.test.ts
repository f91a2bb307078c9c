import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '@pasos/asl'
import type { TaskReport, TaskRequest } from '@pasos/engine'
import { apiGatewayConnector } from '@pasos/services'
import { createDispatcher } from '@pasos/wire'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outgoingHttp } from '../outgoing-http.ts'
import { apiAddresses, parseApiEndpoint } from './api-endpoints.ts'

const host = 'abc123.execute-api.us-east-1.amazonaws.com'
const session = { accessKeyId: 'ASIASESSION000000000', secretAccessKey: 'secret', sessionToken: 'token' }

let api: Server
let base: string
let seen: { method: string; url: string; headers: IncomingHttpHeaders; body: string }
let answer: { status: number; body: string }
let denied: boolean
let asked: unknown[]

beforeAll(async () => {
  api = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    seen = { method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() }
    response.writeHead(answer.status, { 'X-Two': ['a', 'b'], 'Content-Type': 'application/json' }).end(answer.body)
  })
  await new Promise<void>(resolve => api.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
})
afterAll(() => {
  api.close()
  api.closeAllConnections()
})
beforeEach(() => {
  ;[answer, denied, asked] = [{ status: 200, body: '{"ok":true}' }, false, []]
})

function run(input: JsonObject, { isAtAws = false, pattern = '', at = base } = {}): Promise<TaskReport> {
  const connector = apiGatewayConnector({
    authorizer: {
      authorize(request) {
        asked.push(request)
        return denied ? { allowed: false, message: 'not you', explicitDeny: false } : { allowed: true }
      },
    },
    outgoing: outgoingHttp([]),
    inside: outgoingHttp('all'),
    addresses: apiAddresses({
      ...{ endpoints: parseApiEndpoint(`abc123=${at}/local/`), isAtAws, now: Date.now },
      awsCredentials: () => Promise.reject(new Error('AWS itself was to be called')),
      roleSession: () => session,
    }),
  })
  const resource = `arn:aws:states:::apigateway:invoke${pattern}`
  expect(connector.claims(resource)).toBe(true)
  const request = {
    ...{ task: 3, resource, input: { ApiEndpoint: host, Method: 'POST', ...input }, roleArn: 'arn:aws:iam::123456789012:role/r' },
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e',
  }
  return new Promise(resolve => connector.run(request as unknown as TaskRequest, resolve, new AbortController().signal))
}

describe('apigateway:invoke at a mapped address', () => {
  it('sends what the parameters say, and answers headers as lists, the body and the status', async () => {
    const report = await run({
      ...{ Stage: 'prod', Path: '/pets/../pets/a b?', QueryParameters: { q: ['1', 'x y'], r: ['&'] } },
      ...{ Headers: { 'X-One': ['1', '2'] }, RequestBody: { a: 1, gone: null, list: [{ gone: null, b: 2 }] } },
    })
    expect(seen).toMatchObject({ method: 'POST', url: '/local/prod/pets/a%20b%3F?q=1&q=x%20y&r=%26' })
    expect(seen.headers).toMatchObject({ 'x-one': '1,2', 'content-type': 'application/json' })
    expect(JSON.parse(seen.body)).toEqual({ a: 1, list: [{ b: 2 }] })
    expect(report).toMatchObject({
      ...{ type: 'TaskSucceeded', task: 3 },
      output: {
        ...{ ResponseBody: { ok: true }, StatusCode: 200, StatusText: 'OK' },
        Headers: { 'Content-Type': ['application/json'], 'X-Two': ['a', 'b'] },
      },
    })
    expect([seen.headers.authorization, asked]).toEqual([undefined, []])
  })

  it.each([
    [{ RequestBody: 'HelloWorld' }, '"HelloWorld"'],
    [{ RequestBody: null }, ''],
    [{ RequestBody: { a: null }, AllowNullValues: true }, '{"a":null}'],
    [{ RequestBody: { a: 1 }, Method: 'GET' }, ''],
  ])('of %j the body is %j', async (input, body) => {
    await run(input)
    expect(seen.body).toBe(body)
  })

  it('fails in the words of the SDK for Java when nobody answers', async () => {
    const cause = 'Unable to execute HTTP request: Connect to 127.0.0.1:1 failed: Connection refused'
    const failed = { type: 'TaskFailed', task: 3, error: 'ApiGateway.SdkClientException', cause }
    expect(await run({}, { at: 'http://127.0.0.1:1' })).toEqual(failed)
  })

  it('signs as the role with AuthType IAM_ROLE, and a server that checks signatures lets it in', async () => {
    await run({ AuthType: 'IAM_ROLE', Stage: 'prod', Path: 'pets', QueryParameters: { b: ['2'], a: ['1'] }, RequestBody: { x: 1 } })
    expect(asked).toMatchObject([
      { action: 'execute-api:Invoke', resource: 'arn:aws:execute-api:us-east-1:123456789012:abc123/prod/POST/pets' },
    ])
    const caller = { accountId: '123456789012', arn: 'arn:aws:sts::123456789012:assumed-role/r/s', userId: 'i' }
    const scopes: string[] = []
    const dispatch = createDispatcher({
      ...{ services: [], mode: 'verify', logger: { error: () => undefined } },
      credential: id => (id === session.accessKeyId ? { ...session, caller } : undefined),
      forward: {
        reaches: () => true,
        pass: scope => {
          scopes.push(scope)
          return Promise.resolve({ status: 299, headers: {}, body: '' })
        },
      },
    })
    const headers = seen.headers as Record<string, string>
    const { method, url, body } = seen
    const sent = { method, url, headers, body: Buffer.from(body), signal: new AbortController().signal }
    expect([(await dispatch(sent)).status, scopes]).toEqual([299, ['execute-api']])
    expect((await dispatch({ ...sent, body: Buffer.from('{"x":2}') })).status).toBe(403)
  })

  it('fails as API Gateway refuses when the role may not', async () => {
    denied = true
    const cause = '{"Message":"not you"}'
    expect(await run({ AuthType: 'IAM_ROLE' })).toEqual({ type: 'TaskFailed', task: 3, error: 'ApiGateway.403', cause })
    expect(await run({ AuthType: 'NO_AUTH' })).toMatchObject({ type: 'TaskSucceeded' })
  })

  it('fails with the status and the text of any answer but 2XX', async () => {
    for (const status of [302, 404, 500]) {
      answer = { status, body: '{"message":"no"}' }
      expect(await run({})).toEqual({ type: 'TaskFailed', task: 3, error: `ApiGateway.${status}`, cause: '{"message":"no"}' })
    }
  })

  it('has been submitted when it waits for a token, or not', async () => {
    expect(await run({}, { pattern: '.waitForTaskToken' })).toMatchObject({ type: 'TaskSubmitted', output: { StatusCode: 200 } })
    answer = { status: 500, body: '' }
    expect(await run({}, { pattern: '.waitForTaskToken' })).toMatchObject({ type: 'TaskSubmitFailed', error: 'ApiGateway.500' })
  })

  it.each([
    [{ Headers: { 'x-amzn-a': ['1'] } }, 'The header x-amzn-a is not allowed.'],
    [{ Method: 'TRACE' }, /^The method TRACE is none of/],
    [{ AuthType: 'COGNITO' }, /^The AuthType COGNITO is none of/],
  ])('does not send %j', async (input, cause) => {
    expect(await run(input)).toMatchObject({ type: 'TaskFailed', error: 'States.Runtime', cause: expect.stringMatching(cause) })
  })
})

it('what the parameters hold cannot leave the mapped place', async () => {
  for (const Path of ['../../x', '/..//../x', '%2e%2e/%2e%2e/x']) {
    await run({ Stage: 'prod', Path })
    expect(seen.url).toMatch(/^\/local\/+x$/)
  }
})

describe('apigateway:invoke elsewhere', () => {
  it.each(['127.0.0.1:80', 'localhost', 'evil.example/abc.execute-api.us-east-1.amazonaws.com', `u@${host}`, '169.254.169.254'])(
    'does not call %s, which is no host of API Gateway',
    async ApiEndpoint => {
      const cause = expect.stringContaining('is no host of API Gateway')
      expect(await run({ ApiEndpoint })).toMatchObject({ error: 'ApiGateway.SdkClientException', cause })
    },
  )

  it('signs with this machine’s credentials for AWS, and only when API Gateway was named', async () => {
    const input = { ApiEndpoint: 'zzz.execute-api.us-east-1.amazonaws.com', AuthType: 'IAM_ROLE' }
    expect(await run(input)).toMatchObject({ cause: expect.stringContaining('--forward apigateway=aws') })
    expect(await run(input, { isAtAws: true })).toMatchObject({ cause: 'AWS itself was to be called' })
  })
})

it('an address is read from HOST=URL, or refused with the reason', () => {
  expect([...parseApiEndpoint('a=http://b:1', parseApiEndpoint(`${host}=https://c`))]).toEqual([
    [host, 'https://c'],
    ['a', 'http://b:1'],
  ])
  for (const text of ['a', '=http://b', 'a=b', 'a=file:///etc', 'a/b=http://c']) expect(() => parseApiEndpoint(text)).toThrow(RangeError)
})
