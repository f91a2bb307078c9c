import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type Server } from './open-server.ts'
import type { RequestTarget } from './request-target.ts'
import { restApi } from './rest-api.ts'

const account = '123456789012'
let folder: string
let server: Server
let sfn: SFNClient
let restApiId: string
let machine: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-api-'))
  server = await openServer({
    ...{ folder, host: '127.0.0.1', port: 0, posture: { auth: 'trust' }, allowedHosts: [], accountId: account },
    ...{ region: 'us-east-1', version: '0', deployExample: false, retentionDays: 0, keepsAwsLimits: true, executionDays: 0 },
    ...{ keepsExpressHistory: false, sandbox: 'process', services: ['states', 'iam', 'apigateway', 'apigatewayv2'], diskReserveBytes: 0 },
    onFatal: error => {
      throw error
    },
  })
  sfn = new SFNClient({ endpoint: server.url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
  await role('worker', 'states.amazonaws.com', 'execute-api:Invoke')
  await role('api', 'apigateway.amazonaws.com', 'states:StartExecution')
  machine = await create('started', { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } })
  const api = await call('POST', '/restapis', { name: 'shop' })
  restApiId = api.id
  await method('hello', 'GET', 'NONE', {
    ...{ type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' } },
    responseTemplates: { 'text/plain': "hello $input.params('name')" },
  })
  await method('mine', 'POST', 'AWS_IAM', {
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    responseTemplates: { 'application/json': '{"by": "$context.identity.userArn"}' },
  })
  await method('start', 'POST', 'NONE', {
    ...{ type: 'AWS', httpMethod: 'POST', uri: 'arn:aws:apigateway:us-east-1:states:action/StartExecution' },
    credentials: `arn:aws:iam::${account}:role/api`,
    requestTemplates: {
      'application/json': `{"stateMachineArn": "${machine}", "input": "$util.escapeJavaScript($input.json('$'))"}`,
    },
  })
  const schema = JSON.stringify({ type: 'object', required: ['item'], properties: { item: { type: 'string', pattern: '^[a-z]+$' } } })
  await call('POST', `/restapis/${restApiId}/models`, { name: 'Order', contentType: 'application/json', schema })
  const both = { name: 'both', validateRequestBody: true, validateRequestParameters: true }
  const { id: requestValidatorId } = await call('POST', `/restapis/${restApiId}/requestvalidators`, both)
  await method('orders', 'POST', 'NONE', {
    ...{ type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' } },
    responseTemplates: { 'application/json': 'taken' },
    validation: {
      ...{ requestValidatorId, requestModels: { 'application/json': 'Order' } },
      requestParameters: { 'method.request.querystring.shop': true, 'method.request.header.X-Customer': true },
    },
  })
  await call('POST', `/restapis/${restApiId}/deployments`, { stageName: 'prod' })

  async function method(pathPart: string, httpMethod: string, authorizationType: string, integration: Record<string, unknown>) {
    const { responseTemplates, validation = {}, ...put } = integration
    const { id } = await call('POST', `/restapis/${restApiId}/resources/${api.rootResourceId}`, { pathPart })
    const at = `/restapis/${restApiId}/resources/${id}/methods/${httpMethod}`
    await call('PUT', at, { authorizationType, ...(validation as object) })
    await call('PUT', `${at}/integration`, put)
    await call('PUT', `${at}/integration/responses/200`, { ...(responseTemplates !== undefined && { responseTemplates }) })
    await call('PUT', `${at}/responses/200`, {})
  }
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=a/20300102/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`

async function call(method: string, path: string, body: object) {
  const headers = { authorization: signedFor('apigateway'), 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) })
  const text = await answer.text()
  expect(answer.status, text).toBe(201)
  return JSON.parse(text)
}

async function role(name: string, service: string, action: string): Promise<void> {
  const form = (fields: Record<string, string>) =>
    fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: signedFor('iam') },
      body: new URLSearchParams({ Version: '2010-05-08', RoleName: name, ...fields }).toString(),
    })
  const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
  await form({ Action: 'CreateRole', AssumeRolePolicyDocument: policy({ Principal: { Service: service }, Action: 'sts:AssumeRole' }) })
  await form({ Action: 'PutRolePolicy', PolicyName: 'p', PolicyDocument: policy({ Action: action, Resource: '*' }) })
}

async function create(name: string, definition: object): Promise<string> {
  const roleArn = `arn:aws:iam::${account}:role/worker`
  const made = await sfn.send(new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn }))
  return made.stateMachineArn!
}

async function run(parameters: object) {
  const task = { Type: 'Task', Resource: 'arn:aws:states:::apigateway:invoke', Parameters: parameters, End: true }
  const stateMachineArn = await create(`m${Math.random().toString(36).slice(2)}`, { StartAt: 'T', States: { T: task } })
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
  const described = () => sfn.send(new DescribeExecutionCommand({ executionArn }))
  await expect.poll(async () => (await described()).status, { timeout: 5000 }).not.toBe('RUNNING')
  return described()
}

const endpoint = () => ({ ApiEndpoint: `${restApiId}.execute-api.us-east-1.amazonaws.com`, Stage: 'prod' })

test('an API answers clients under a path of this port and under a host of its own, pages of other sites too', async () => {
  const path = `${server.url}/_execute-api/${restApiId}/prod/hello?name=you`
  const answer = await fetch(path, { headers: { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' } })
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/plain', 'hello you'])
  const byHost = (host: string, method = 'GET', path = '/prod/hello?name=me') =>
    new Promise<[number | undefined, string]>((resolve, reject) => {
      // A connection of its own, that says nothing of its end: what has come before on one tells who reads it.
      const agent = new Agent({ keepAlive: true })
      const sent = httpRequest(`${server.url}${path}`, { method, headers: { host }, agent }, async response => {
        let text = ''
        for await (const chunk of response) text += chunk
        agent.destroy()
        resolve([response.statusCode, text])
      })
      sent.on('error', reject).end()
    })
  expect(await byHost(`${restApiId}.execute-api.localhost:${new URL(server.url).port}`)).toEqual([200, 'hello me'])
  // In the form of a call of AWS's, which it is not.
  expect(await byHost(`${restApiId}.execute-api.localhost`, 'POST', '/')).toEqual([403, '{"message":"Forbidden"}'])
  // A name that nobody has let in.
  expect((await byHost(`${restApiId}.execute-api.evil.example`))[1]).toContain('--allow-host')
  expect((await byHost('evil.example', 'POST', '/'))[1]).toContain('--allow-host')
})

test('a request that its method does not let in is refused before the integration is asked', async () => {
  const ask = async (query: string, body: string, headers: Record<string, string> = {}) => {
    const options = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }
    const answer = await fetch(`${server.url}/_execute-api/${restApiId}/prod/orders${query}`, options)
    return [answer.status, answer.headers.get('x-amzn-errortype'), await answer.text()]
  }
  const refusedFor = (message: string) => [400, 'BadRequestException', JSON.stringify({ message })]
  expect(await ask('', '{"item": "bread"}')).toEqual(refusedFor('Missing required request parameters: [shop, X-Customer]'))
  const customer = { 'x-customer': 'ada' }
  expect(await ask('?shop=', '{"item": "bread"}', customer)).toEqual(refusedFor('Missing required request parameters: [shop]'))
  expect(await ask('?shop=1', '{"item": "Bread"}', customer)).toEqual(refusedFor('Invalid request body'))
  expect(await ask('?shop=1', '{"item": ', customer)).toEqual(refusedFor('Invalid request body'))
  expect(await ask('?shop=1', '{"item": "bread"}', customer)).toEqual([200, null, 'taken'])
})

test('an API that there is not is forbidden, as on AWS', async () => {
  const answer = await fetch(`${server.url}/_execute-api/zzzzzzzzzz/prod/hello`)
  expect([answer.status, await answer.json()]).toEqual([403, { message: 'Forbidden' }])
})

test('a server without API Gateway forbids every API', async () => {
  const route = restApi({
    apis: () => undefined,
    callerOf: () => undefined,
    arrivalOf: () => ({ isSecure: true }),
    report: () => undefined,
  })
  const bare = createServer((request, response) => route(request, response, { path: request.url, url: request.url } as RequestTarget))
  await new Promise<void>(resolve => bare.listen(0, '127.0.0.1', resolve))
  const { port } = bare.address() as { port: number }
  const answer = await fetch(`http://127.0.0.1:${port}/_execute-api/${restApiId}/prod/hello`)
  expect([answer.status, await answer.json()]).toEqual([403, { message: 'Forbidden' }])
  bare.close()
})

test('a method with AWS_IAM wants a signature', async () => {
  const path = `${server.url}/_execute-api/${restApiId}/prod/mine`
  const unsigned = await fetch(path, { method: 'POST' })
  expect([unsigned.status, await unsigned.json()]).toEqual([403, { message: 'Missing Authentication Token' }])
  const signed = await fetch(path, { method: 'POST', headers: { authorization: signedFor('execute-api') } })
  expect([signed.status, await signed.json()]).toEqual([200, { by: `arn:aws:iam::${account}:root` }])
})

test('an execution is started by a request, as the role of the integration', async () => {
  const answer = await fetch(`${server.url}/_execute-api/${restApiId}/prod/start`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: '{"say": "\\"hi\\""}',
  })
  const { executionArn, startDate } = (await answer.json()) as { executionArn: string; startDate: number }
  expect(startDate).toBeCloseTo(Date.now() / 1000, -2)
  const { stateMachineArn, input } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
  expect([stateMachineArn, JSON.parse(input!)]).toEqual([machine, { say: '"hi"' }])
})

test('a task calls an API of this server in the process, as its role where it is asked to, and fails with its status', async () => {
  const answered = await run({ ...endpoint(), Method: 'POST', Path: 'mine', AuthType: 'IAM_ROLE' })
  expect(JSON.parse(answered.output!)).toMatchObject({
    ...{ StatusCode: 200, StatusText: 'OK', ResponseBody: { by: expect.stringContaining(':assumed-role/worker/') } },
    Headers: { 'Content-Type': ['application/json'], Connection: ['keep-alive'], 'X-Cache': ['Miss from cloudfront'] },
  })
  const text = await run({ ...endpoint(), Method: 'GET', Path: '/hello', QueryParameters: { name: ['us'] } })
  expect(JSON.parse(text.output!)).toMatchObject({ ResponseBody: 'hello us', Headers: { 'Content-Type': ['text/plain'] } })
  const unsigned = await run({ ...endpoint(), Method: 'POST', Path: 'mine' })
  expect([unsigned.error, unsigned.cause]).toEqual(['ApiGateway.403', '{"message":"Missing Authentication Token"}'])
})

test('an HTTP API, which signs as REST APIs do, is made, called by clients and by tasks, and starts an execution', async () => {
  const { apiId, apiEndpoint } = await call('POST', '/v2/apis', { name: 'orders', protocolType: 'HTTP' })
  expect(apiEndpoint).toBe(`${server.url}/_execute-api/${apiId}`)
  const at = `/v2/apis/${apiId}`
  const { integrationId } = await call('POST', `${at}/integrations`, {
    ...{ integrationType: 'AWS_PROXY', integrationSubtype: 'StepFunctions-StartExecution', payloadFormatVersion: '1.0' },
    ...{ credentialsArn: `arn:aws:iam::${account}:role/api` },
    requestParameters: { StateMachineArn: machine, Input: '$request.body' },
  })
  await call('POST', `${at}/routes`, { routeKey: 'POST /orders', target: `integrations/${integrationId}` })
  await call('POST', `${at}/stages`, { stageName: '$default', autoDeploy: true })
  const answer = await fetch(`${apiEndpoint}/orders`, { method: 'POST', body: '{"a":1}' })
  const { executionArn, startDate } = (await answer.json()) as { executionArn: string; startDate: number }
  expect([answer.status, answer.headers.has('apigw-requestid'), Math.abs(startDate - Date.now() / 1000) < 60]).toEqual([200, true, true])
  expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ stateMachineArn: machine, input: '{"a":1}' })
  const ApiEndpoint = `${apiId}.execute-api.us-east-1.amazonaws.com`
  const called = await run({ ApiEndpoint, Method: 'POST', Path: '/orders', RequestBody: { b: 2 } })
  expect(JSON.parse(called.output!)).toMatchObject({ StatusCode: 200, ResponseBody: { executionArn: expect.any(String) } })
  expect((await fetch(`${apiEndpoint}/nothing`)).status).toBe(404)
})
