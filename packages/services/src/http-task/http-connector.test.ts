import { type JsonObject, parseJson } from '@pasos/asl'
import type { HttpTrace, TaskReport, TaskRequest } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import type { HttpExchange } from '../declaration/service.ts'
import { memoryPorts } from '../declaration/testing/memory-ports.ts'
import { openConnections } from '../events/connections/connections.ts'
import { type ConnectionRecord, connectionKind } from '../events/records/connection-record.ts'
import { httpConnector } from './http-connector.ts'

const key = 'arn:aws:events:us-east-1:123456789012:connection/c'
const connection: ConnectionRecord = {
  ...{ arn: `${key}/1`, secretArn: 'arn:s', name: 'c', type: 'API_KEY', state: 'AUTHORIZED', createdAt: 0, modifiedAt: 0, authorizedAt: 0 },
  parameters: {
    ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key', ApiKeyValue: 'secret' },
    InvocationHttpParameters: { QueryStringParameters: [{ Key: 'q', Value: 'theirs' }], BodyParameters: [{ Key: 'b', Value: 'added' }] },
  },
}
const input = { ApiEndpoint: 'https://api.example/x', Method: 'POST', Authentication: { ConnectionArn: connection.arn } }

let sent: HttpExchange[]
let denied: string
let asked: unknown[]
let answer: { status: number; type: string; body: string | Uint8Array }
let catalog: ReturnType<typeof memoryPorts>['catalog']

beforeEach(async () => {
  ;[sent, denied, asked] = [[], '', []]
  answer = { status: 200, type: 'application/json', body: '{"ok":true}' }
  catalog = memoryPorts().catalog
  await catalog.update<ConnectionRecord, void>(connectionKind, key, () => ({ next: connection, result: undefined }))
})

function run(more: JsonObject, trace?: HttpTrace): Promise<TaskReport> {
  const ports = memoryPorts()
  const secrets = {
    open: async (record: ConnectionRecord) => record.parameters,
    seal: () => Promise.reject(new Error('nothing is sealed')),
  }
  const connector = httpConnector({
    catalog,
    authorizer: {
      authorize(request) {
        asked.push(request)
        return request.action === denied ? { allowed: false, message: `no ${denied}`, explicitDeny: false } : { allowed: true }
      },
    },
    connections: async () => openConnections({ catalog, clock: ports.clock, outgoing: { exchange }, secrets, logger: ports.logger }),
  })
  const task = { frame: 'f', visit: 1 } as never
  const request = { task, input: { ...input, ...more }, roleArn: 'r', stateMachineArn: 'arn:aws:states:eu-west-3:1:stateMachine:m', trace }
  return new Promise(resolve => connector.run(request as unknown as TaskRequest, resolve, new AbortController().signal))
}

async function exchange(request: HttpExchange) {
  sent.push(request)
  if (answer.status === 0) throw new Error('nobody answers')
  return {
    status: answer.status,
    statusText: answer.status === 200 ? 'T' : 'Not Found',
    rawHeaders: [],
    headers: { 'content-type': answer.type },
    body: Buffer.from(answer.body),
  }
}

it('sends what the task and its connection say, the connection winning, and answers what came back', async () => {
  const report = await run({ QueryParameters: { q: 'ours', l: ['a', 'b c'] }, RequestBody: { a: 1, b: 'ours' }, Headers: { H: 'v' } })
  expect(sent[0]).toMatchObject({ url: 'https://api.example/x?q=theirs&l=a&l=b%20c', method: 'POST', timeoutMs: 60_000, needsTls: true })
  expect(JSON.parse(sent[0]!.body!)).toEqual({ a: 1, b: 'added' })
  expect(sent[0]!.headers).toEqual({
    ...{ h: 'v', 'x-api-key': 'secret', range: 'bytes=0-262144', 'content-type': 'application/json; charset=UTF-8' },
    'user-agent': 'Amazon|StepFunctions|HttpInvoke|eu-west-3',
  })
  expect(report).toMatchObject({
    type: 'TaskSucceeded',
    output: { Headers: { 'content-type': ['application/json'] }, ResponseBody: { ok: true }, StatusCode: 200, StatusText: 'T' },
  })
  expect(asked[0]).toMatchObject({ context: { 'states:HTTPMethod': 'POST', 'states:HTTPEndpoint': input.ApiEndpoint } })
})

it('numbers are sent as they were written, beside what the connection adds', async () => {
  await run(parseJson('{"RequestBody":{"a":1.0,"n":[12345678901234567890]}}') as JsonObject)
  expect(sent[0]!.body).toBe('{"a":1.0,"n":[12345678901234567890],"b":"added"}')
})

it('numbers keep their digits and their spelling in headers, in the query, in a form, and in the answer', async () => {
  answer.body = '{"id":12345678901234567890,"price":1.0,"of":[2.50]}'
  const numbers = '{"id":12345678901234567890,"price":1.0,"list":[9007199254740993,2.50],"deep":{"n":1e2}}'
  const forms = '"Transform":{"RequestBodyEncoding":"URL_ENCODED","RequestEncodingOptions":{"ArrayFormat":"COMMAS"}}'
  const report = await run(
    parseJson(
      `{"QueryParameters":${numbers},"RequestBody":${numbers},${forms},"Headers":{"Id":12345678901234567890,"Prices":[1.0,9007199254740993]}}`,
    ) as JsonObject,
  )
  const { url, body, headers } = sent[0]!
  expect(new URL(url).search).toBe('?id=12345678901234567890&price=1.0&list=9007199254740993&list=2.50&deep%5Bn%5D=1e2&q=theirs')
  expect(body).toBe('id=12345678901234567890&price=1.0&list=9007199254740993%2C2.50&deep%5Bn%5D=1e2&b=added')
  expect(headers).toMatchObject({ id: '12345678901234567890', prices: '1.0,9007199254740993' })
  expect(JSON.stringify((report as { output: JsonObject }).output['ResponseBody'])).toBe(answer.body)
  answer.body = '1.50'
  expect(JSON.stringify(await run({}))).toContain('"ResponseBody":1.50,')
})

it.each([
  ['INDICES', 'l%5B0%5D=x&l%5B1%5D=y&m%5Bn%5D=1&b=added'],
  ['REPEAT', 'l=x&l=y&m%5Bn%5D=1&b=added'],
  ['COMMAS', 'l=x%2Cy&m%5Bn%5D=1&b=added'],
  ['BRACKETS', 'l%5B%5D=x&l%5B%5D=y&m%5Bn%5D=1&b=added'],
])('writes a form with arrays as %s', async (ArrayFormat, body) => {
  await run({
    RequestBody: { l: ['x', 'y'], m: { n: 1 } },
    Transform: { RequestBodyEncoding: 'URL_ENCODED', RequestEncodingOptions: { ArrayFormat } },
  })
  expect(sent[0]!.body).toBe(body)
})

it.each<[string, () => void, JsonObject, string, string]>([
  [
    'a status',
    () => Object.assign(answer, { status: 404, type: 'text/plain', body: 'gone' }),
    {},
    'States.Http.StatusCode.404',
    'Not Found',
  ],
  [
    'a status with a picture',
    () => Object.assign(answer, { status: 404, type: 'image/png' }),
    {},
    'States.Http.StatusCode.404',
    'Not Found',
  ],
  ['no answer', () => Object.assign(answer, { status: 0 }), {}, 'States.Http.Socket', 'nobody answers'],
  ['a picture', () => Object.assign(answer, { type: 'image/png' }), {}, 'States.Runtime', 'image/png'],
  ['bytes', () => Object.assign(answer, { body: Buffer.from([0xff]) }), {}, 'States.Runtime', 'not readable as text'],
  ['a header', () => undefined, { Headers: { Authorization: 'x' } }, 'States.Runtime', 'Authorization is not allowed'],
  ['a body of text', () => undefined, { RequestBody: 'text' }, 'States.Runtime', 'must be an object'],
  ['no connection', () => undefined, { Authentication: { ConnectionArn: `${key}/2` } }, 'Events.ConnectionResource.ResourceNotFound', '/2'],
  ['none named', () => undefined, { Authentication: {} }, 'Events.ConnectionResource.ResourceNotFound', 'Neither Authentication nor'],
  ['the call', () => (denied = 'states:InvokeHTTPEndpoint'), {}, 'States.TaskFailed', 'no states:'],
  ['the secret', () => (denied = 'secretsmanager:DescribeSecret'), {}, 'Events.ConnectionResource.AccessDenied', 'no secretsmanager:'],
])('fails for %s, without a word of the secret', async (_, prepare, more, error, cause) => {
  prepare()
  const report = await run(more)
  expect(report).toMatchObject({ type: 'TaskFailed', error, cause: expect.stringContaining(cause) })
  expect(JSON.stringify(report)).not.toContain('secret"')
})

it('is seen by who looks, with what the connection adds only where secrets are revealed', async () => {
  const look = async (reveals: boolean) => {
    const seen: { request?: Record<string, string>; response?: Record<string, string> } = {}
    await run({ QueryParameters: { q: 'ours' }, RequestBody: { a: 1 } }, { reveals, tell: more => void Object.assign(seen, more) })
    return seen
  }
  const { request, response } = await look(false)
  expect(request).toEqual({
    ...{ protocol: 'https', method: 'POST', url: 'https://api.example/x?q=ours', body: '{"a":1}' },
    headers:
      '[user-agent: Amazon|StepFunctions|HttpInvoke|eu-west-3, range: bytes=0-262144, content-type: application/json; charset=UTF-8]',
  })
  expect(response).toEqual({
    ...{ protocol: 'https', statusCode: '200', statusMessage: 'T', headers: '[content-type: application/json]', body: '{"ok":true}' },
  })
  const revealed = (await look(true)).request!
  expect(revealed).toMatchObject({ url: 'https://api.example/x?q=theirs', body: '{"a":1,"b":"added"}' })
  expect(revealed['headers']).toContain('x-api-key: secret')
})
