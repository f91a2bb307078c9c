import { beforeEach, describe, expect, it } from 'vitest'
import { type AskedRequest, askApi } from '../apigateway/testing/ask-api.ts'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'
import { httpApiService } from './service.ts'

const accountId = '123456789012'
const functionArn = `arn:aws:lambda:us-east-1:${accountId}:function:f`

let world: Awaited<ReturnType<typeof lambdaWorld>>
let ApiId: string

const call = (operation: string, input: object) => world.call('apigatewayv2', operation, input)

beforeEach(async () => {
  world = await lambdaWorld()
  await world.create('f')
  ApiId = (await call('CreateApi', { Name: 'shop', ProtocolType: 'HTTP' })).ApiId
  await call('CreateStage', { ApiId, StageName: '$default', AutoDeploy: true })
})

const allow = (path: string) =>
  world.call('lambda', 'AddPermission', {
    ...{ FunctionName: 'f', StatementId: `api${path.length}`, Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' },
    SourceArn: `arn:aws:execute-api:us-east-1:${accountId}:${ApiId}/${path}`,
  })

async function route(RouteKey: string, integration: object, more: object = {}) {
  const { IntegrationId } = await call('CreateIntegration', { ApiId, ...integration })
  const { RouteId } = await call('CreateRoute', { ApiId, RouteKey, Target: `integrations/${IntegrationId}`, ...more })
  return { IntegrationId, RouteId }
}

const toFunction = { IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn, PayloadFormatVersion: '2.0' }

const request = (path: string, change: Partial<AskedRequest> = {}) =>
  askApi(world.services.face(httpApiService)!, { apiId: ApiId, method: 'POST', path, ...change })

async function role(name: string, action: string, service = 'apigateway.amazonaws.com'): Promise<string> {
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] }
  const { Role } = await world.call('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) })
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] }
  await world.call('iam', 'PutRolePolicy', { RoleName: name, PolicyName: 'p', PolicyDocument: JSON.stringify(document) })
  return Role.Arn
}

describe('a function behind an HTTP API', () => {
  it('is given format 2.0 and answers with status, headers and cookies, or with the body alone', async () => {
    await route('POST /pets/{id}', toFunction)
    await allow('*/*/pets/{id}')
    world.host.answer = () => ({ payload: JSON.stringify({ statusCode: 201, headers: { 'X-A': 'a' }, cookies: ['c=1'], body: 'made' }) })
    const headers: [string, string][] = [
      ['Content-Type', 'application/json'],
      ['X-Two', 'a'],
      ['x-two', 'b'],
      ['Cookie', 'k=v; l=w'],
    ]
    expect(await request('/pets/a%20b', { body: '{"ä":1}', query: 'q=1&q=2', headers })).toMatchObject({
      ...{ status: 201, body: 'made', headers: { 'x-a': 'a', 'set-cookie': 'c=1', 'content-type': 'text/plain;charset=UTF-8' } },
    })
    expect(JSON.parse(world.host.invocations.at(-1)!.payload)).toMatchObject({
      ...{ version: '2.0', routeKey: 'POST /pets/{id}', rawPath: '/pets/a%20b', rawQueryString: 'q=1&q=2' },
      ...{ cookies: ['k=v', 'l=w'], headers: { 'content-type': 'application/json', 'x-two': 'a,b' } },
      ...{ queryStringParameters: { q: '1,2' }, pathParameters: { id: 'a b' }, body: '{"ä":1}', isBase64Encoded: false },
      requestContext: {
        ...{ accountId, apiId: ApiId, stage: '$default', routeKey: 'POST /pets/{id}', time: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:/) },
        http: { method: 'POST', path: '/pets/a%20b', sourceIp: '127.0.0.1' },
      },
    })
    world.host.answer = () => ({ payload: '{"a":1}' })
    expect(await request('/pets/1')).toMatchObject({ status: 200, body: '{"a":1}', headers: { 'content-type': 'application/json' } })
    world.host.answer = () => ({ payload: '{"errorType":"E"}', functionError: 'Unhandled' })
    expect(await request('/pets/1')).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' })
  })

  it('is given format 1.0 where the integration says so, and must answer in its form', async () => {
    const invocations = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`
    await route('ANY /{proxy+}', { IntegrationType: 'AWS_PROXY', IntegrationUri: invocations })
    await allow('*')
    world.host.answer = () => ({ payload: '{"statusCode":200,"body":"aGk=","isBase64Encoded":true,"multiValueHeaders":{"x-m":["1"]}}' })
    expect(await request('/a/b', { query: 'q=1&q=2' })).toMatchObject({ status: 200, body: 'hi', headers: { 'x-m': '1' } })
    expect(JSON.parse(world.host.invocations.at(-1)!.payload)).toMatchObject({
      ...{ version: '1.0', resource: '/{proxy+}', path: '/a/b', httpMethod: 'POST', pathParameters: { proxy: 'a/b' }, body: null },
      ...{ multiValueQueryStringParameters: { q: ['1', '2'] }, requestContext: { resourcePath: '/{proxy+}', stage: '$default' } },
    })
    world.host.answer = () => ({ payload: '"no object"' })
    expect((await request('/a')).status).toBe(500)
  })

  it('is not called without a permission for the very route', async () => {
    await route('POST /pets', toFunction)
    await allow('*/POST/dogs')
    expect(await request('/pets')).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' })
    await allow('$default/*/pets')
    expect((await request('/pets')).status).toBe(200)
  })
})

describe('a route', () => {
  it('is the most exact one that fits, else the default, and is not found where there is none', async () => {
    const told = (text: string) => ({ ...toFunction, RequestParameters: { 'overwrite:header.x-route': text } })
    for (const key of ['GET /a/{x}', 'ANY /a/b', 'GET /a/{rest+}', 'GET /{all+}', 'POST /a/b'])
      await route(key, told(key.replaceAll(/[{}]/g, '')))
    await allow('*')
    const seen = async (method: string, path: string) => {
      const { status } = await request(path, { method })
      return status === 404 ? 404 : JSON.parse(world.host.invocations.at(-1)!.payload).headers['x-route']
    }
    expect(await seen('GET', '/a/b')).toBe('ANY /a/b')
    expect(await seen('POST', '/a/b')).toBe('POST /a/b')
    expect(await seen('GET', '/a/c')).toBe('GET /a/x')
    expect(await seen('GET', '/a/c/d')).toBe('GET /a/rest+')
    expect(await seen('GET', '/z')).toBe('GET /all+')
    expect(await seen('GET', '/')).toBe(404)
    await route('$default', told('default'))
    expect(await seen('DELETE', '/anything')).toBe('default')
  })

  it('of AWS_IAM wants somebody who may', async () => {
    await route('POST /mine', toFunction, { AuthorizationType: 'AWS_IAM' })
    await allow('*')
    expect(await request('/mine')).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' })
    const root = { accountId, accessKeyId: 'root', arn: `arn:aws:iam::${accountId}:root`, userId: accountId }
    expect((await request('/mine', { sender: () => ({ kind: 'caller', caller: root }) })).status).toBe(200)
    const nobody = { ...root, arn: `arn:aws:sts::${accountId}:assumed-role/functionless/me` }
    expect((await request('/mine', { sender: () => ({ kind: 'caller', caller: nobody }) })).status).toBe(403)
  })

  it('has a key of its own and an integration that is there', async () => {
    expect(await refusal(call('CreateRoute', { ApiId, RouteKey: 'GET pets' }))).toContain('not formatted properly')
    expect(await refusal(call('CreateRoute', { ApiId, RouteKey: 'GET /{a+}/b' }))).toContain('not formatted properly')
    expect(await refusal(call('CreateRoute', { ApiId, RouteKey: 'GET /a', Target: 'integrations/none' }))).toContain('Invalid Integration')
    expect(await refusal(call('CreateRoute', { ApiId, RouteKey: 'GET /a', AuthorizationType: 'JWT' }))).toContain('Invalid authorizer ID')
    const { IntegrationId } = await route('GET /a', toFunction)
    expect(await refusal(call('CreateRoute', { ApiId, RouteKey: 'GET /a' }))).toMatch(/^ConflictException/)
    expect(await refusal(call('DeleteIntegration', { ApiId, IntegrationId }))).toMatch(/^ConflictException/)
  })
})

describe('a stage', () => {
  it('shows its deployment until another one, and by itself what the API is now', async () => {
    await route('POST /a', toFunction)
    await allow('*')
    await call('CreateStage', { ApiId, StageName: 'prod', StageVariables: { v: '1' } })
    expect((await request('/prod/a')).status).toBe(404)
    const first = await call('CreateDeployment', { ApiId, StageName: 'prod' })
    expect((await request('/prod/a')).status).toBe(200)
    expect(JSON.parse(world.host.invocations.at(-1)!.payload)).toMatchObject({ rawPath: '/prod/a', stageVariables: { v: '1' } })
    await route('POST /b', toFunction)
    expect([(await request('/prod/b')).status, (await request('/b')).status]).toEqual([404, 200])
    await call('CreateDeployment', { ApiId, StageName: 'prod' })
    expect((await request('/prod/b')).status).toBe(200)
    await call('UpdateStage', { ApiId, StageName: 'prod', DeploymentId: first.DeploymentId })
    expect((await request('/prod/b')).status).toBe(404)
    expect(await refusal(call('DeleteDeployment', { ApiId, DeploymentId: first.DeploymentId }))).toMatch(/^BadRequestException/)
  })

  it('keeps what it shows when it stops deploying by itself', async () => {
    await route('POST /a', toFunction)
    await allow('*')
    await call('UpdateStage', { ApiId, StageName: '$default', AutoDeploy: false })
    await route('POST /b', toFunction)
    expect([(await request('/a')).status, (await request('/b')).status]).toEqual([200, 404])
    await call('UpdateStage', { ApiId, StageName: '$default', AutoDeploy: true })
    expect((await request('/b')).status).toBe(200)
  })
})

describe('an integration with an action', () => {
  it('sends to a queue what the parameters take from the request, as its role', async () => {
    const { url } = await world.queue('orders')
    const credentials = await role('api', 'sqs:SendMessage')
    const parameters = {
      ...{ QueueUrl: url, MessageBody: '$request.body.order', DelaySeconds: '0' },
      MessageAttributes: '{"who": {"DataType": "String", "StringValue": "${request.header.x-who}"}}',
    }
    const action = { IntegrationType: 'AWS_PROXY', IntegrationSubtype: 'SQS-SendMessage', CredentialsArn: credentials }
    await route('POST /orders', { ...action, PayloadFormatVersion: '1.0', RequestParameters: parameters })
    const sent = await request('/orders', { body: '{"order":{"a":1}}', headers: [['X-Who', 'me']] })
    expect(sent).toMatchObject({ status: 200, body: expect.stringContaining('MessageId') })
    expect(await world.messages(url)).toMatchObject([{ body: { a: 1 }, attributes: { who: { StringValue: 'me' } } }])
    expect(await request('/orders', { body: '{}', headers: [['X-Who', 'me']] })).toMatchObject({
      ...{ status: 400, body: '{"message":"Unable to resolve property MessageBody from source $request.body.order"}' },
    })
  })

  it('answers what the service refuses, and 500 for a role that does not trust API Gateway', async () => {
    const { url } = await world.queue('orders')
    const RequestParameters = { QueueUrl: url, MessageBody: '$request.body' }
    const action = { IntegrationType: 'AWS_PROXY', IntegrationSubtype: 'SQS-SendMessage', RequestParameters }
    await route('POST /denied', { ...action, CredentialsArn: await role('denied', 'sqs:ReceiveMessage') })
    await route('POST /strange', { ...action, CredentialsArn: await role('strange', '*', 'lambda.amazonaws.com') })
    expect(await request('/denied', { body: 'x' })).toMatchObject({
      status: 403,
      body: expect.stringContaining('is not authorized to perform: sqs:sendmessage'),
    })
    expect(await request('/strange', { body: 'x' })).toMatchObject({ status: 500 })
  })

  it('puts an event on a bus', async () => {
    const parameters = { Detail: '$request.body', DetailType: 'order', Source: 'shop.${request.path.kind}' }
    await route('POST /events/{kind}', {
      ...{ IntegrationType: 'AWS_PROXY', IntegrationSubtype: 'EventBridge-PutEvents', RequestParameters: parameters },
      CredentialsArn: await role('api', 'events:PutEvents'),
    })
    const answer = await request('/events/a', { body: '{"n":1}' })
    expect(JSON.parse(answer.body)).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] })
  })

  it('knows its parameters', async () => {
    const create = (RequestParameters: object, more: object = {}) =>
      refusal(
        call('CreateIntegration', {
          ...{ ApiId, IntegrationType: 'AWS_PROXY', IntegrationSubtype: 'StepFunctions-StartSyncExecution', RequestParameters },
          ...{ CredentialsArn: `arn:aws:iam::${accountId}:role/r`, ...more },
        }),
      )
    expect(await create({ stateMachineArn: 'x' })).toBe(
      'BadRequestException: Parameter: stateMachineArn does not fit schema for Operation: StepFunctions-StartSyncExecution.',
    )
    expect(await create({ Input: '$request.body' })).toContain('StateMachineArn is required')
    expect(await create({ StateMachineArn: '$request.nothing' })).toContain('Invalid mapping expression')
    expect(await create({}, { IntegrationSubtype: 'Kinesis-PutRecord' })).toContain('is not served here')
  })
})

describe('an integration with an endpoint', () => {
  it('hands on what the mappings make of the request, and answers what they make of the answer', async () => {
    const asked: object[] = []
    world.ports.outgoing.exchange = async exchange => {
      asked.push(exchange)
      return { status: 404, statusText: '', headers: {}, rawHeaders: [['X-Own', 'theirs']], body: Buffer.from('{"why":"gone"}') }
    }
    await route('ANY /v1/{proxy+}', {
      ...{ IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', IntegrationUri: 'https://shop.example/{proxy}' },
      RequestParameters: { 'append:header.x-stage': '$context.stage', 'remove:querystring.secret': "''", 'overwrite:querystring.n': '7' },
      ResponseParameters: {
        404: { 'overwrite:statuscode': '410', 'append:header.x-why': '$response.body.why', 'remove:header.x-own': "''" },
      },
    })
    const answer = await request('/v1/a/b', { query: 'secret=s&n=1', body: 'text', headers: [['X-Kept', 'yes']] })
    expect(asked).toMatchObject([
      ...[{ url: 'https://shop.example/a/b?n=7', method: 'POST', body: 'text', headers: { 'X-Kept': 'yes', 'x-stage': '$default' } }],
    ])
    expect(answer).toMatchObject({ status: 410, headers: { 'x-why': 'gone' }, body: '{"why":"gone"}' })
    expect(answer.headers).not.toHaveProperty('X-Own')
    world.ports.outgoing.exchange = () => Promise.reject(new Error('refused'))
    expect(await request('/v1/a')).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' })
  })

  it('may not touch the headers that are API Gateway’s', async () => {
    const integration = { ApiId, IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'GET', IntegrationUri: 'https://shop.example/' }
    const RequestParameters = { 'overwrite:header.authorization': '$request.header.x' }
    expect(await refusal(call('CreateIntegration', { ...integration, RequestParameters }))).toContain('authorization are restricted')
  })
})

describe('an HTTP API', () => {
  it('made with a target is there with its route and stage', async () => {
    const made = await call('CreateApi', { Name: 'quick', ProtocolType: 'HTTP', Target: functionArn })
    ApiId = made.ApiId
    await allow('*/$default')
    expect((await request('/any/where', { method: 'GET' })).status).toBe(200)
    expect((await call('GetRoutes', { ApiId })).Items).toMatchObject([{ RouteKey: '$default' }])
  })

  it('answers pages of other sites as its CORS settings say, whatever the function says', async () => {
    await route('$default', toFunction)
    await allow('*')
    await call('UpdateApi', { ApiId, CorsConfiguration: { AllowOrigins: ['https://shop'], AllowMethods: ['POST'] } })
    world.host.answer = () => ({ payload: '{"statusCode":200,"headers":{"access-control-allow-origin":"*"}}' })
    const from = (origin: string): [string, string][] => [['Origin', origin]]
    const preflight = {
      method: 'OPTIONS',
      headers: [...from('https://shop'), ['Access-Control-Request-Method', 'POST'] as [string, string]],
    }
    expect(await request('/x', preflight)).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': 'https://shop' } })
    expect((await request('/x', { headers: from('https://shop') })).headers).toMatchObject({
      'access-control-allow-origin': 'https://shop',
    })
    expect((await request('/x', { headers: from('https://evil') })).headers).not.toHaveProperty('access-control-allow-origin')
    await call('DeleteCorsConfiguration', { ApiId })
    expect((await request('/x', { headers: from('https://evil') })).headers).toMatchObject({ 'access-control-allow-origin': '*' })
  })

  it('is changed, listed, tagged and taken away with all of it', async () => {
    const { IntegrationId, RouteId } = await route('GET /a', toFunction)
    expect(await call('UpdateApi', { ApiId, Name: 'new', Description: 'd' })).toMatchObject({ Name: 'new', Description: 'd' })
    await call('UpdateIntegration', { ApiId, IntegrationId, TimeoutInMillis: 5000 })
    expect(await call('GetIntegration', { ApiId, IntegrationId })).toMatchObject({ TimeoutInMillis: 5000, PayloadFormatVersion: '2.0' })
    const mapping = (at: string) => ({ [`overwrite:header.${at}`]: 'x' })
    const respond = (ResponseParameters: object) => call('UpdateIntegration', { ApiId, IntegrationId, ResponseParameters })
    await respond({ 200: mapping('a'), 404: mapping('b') })
    expect((await respond({ 404: {}, 500: mapping('c') })).ResponseParameters).toEqual({ 200: mapping('a'), 500: mapping('c') })
    await call('UpdateRoute', { ApiId, RouteId, RouteKey: 'GET /b' })
    expect(await call('GetRoute', { ApiId, RouteId })).toMatchObject({ RouteKey: 'GET /b', Target: `integrations/${IntegrationId}` })
    const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${ApiId}`
    await call('TagResource', { ResourceArn, Tags: { a: '1', b: '2' } })
    await call('UntagResource', { ResourceArn, TagKeys: ['a'] })
    expect(await call('GetTags', { ResourceArn })).toEqual({ Tags: { b: '2' } })
    await call('TagResource', { ResourceArn: `${ResourceArn}/stages/$default`, Tags: { s: '1' } })
    expect(await call('GetStage', { ApiId, StageName: '$default' })).toMatchObject({ Tags: { s: '1' }, AutoDeploy: true })
    expect((await call('GetApis', { MaxResults: '1' })).Items).toHaveLength(1)
    await call('DeleteApi', { ApiId })
    expect(await refusal(call('GetApi', { ApiId }))).toBe(`NotFoundException: Invalid API identifier specified ${ApiId}`)
    expect((await request('/a')).status).toBe(404)
  })

  it('says what is not served when it is asked for', async () => {
    expect(await refusal(call('CreateApi', { Name: 'ws', ProtocolType: 'WEBSOCKET' }))).toContain('A WebSocket API is not served here.')
    const vpc = { ...toFunction, ConnectionType: 'VPC_LINK' }
    expect(await refusal(call('CreateIntegration', { ApiId, ...vpc }))).toContain('An integration over a VPC link is not served here.')
  })
})
