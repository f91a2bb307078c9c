import { describe, expect, test } from 'vitest'
import { lambdaWorld } from '../testing/lambda-world.ts'
import type { UrlRequest } from './serve-url.ts'

const root = { accountId: '123456789012', accessKeyId: 'root', arn: 'arn:aws:iam::123456789012:root', userId: '123456789012' }

async function world(settings: object = { AuthType: 'NONE' }) {
  const made = await lambdaWorld()
  const { call, create } = made
  await create('f')
  const config = await call('lambda', 'CreateFunctionUrlConfig', { FunctionName: 'f', ...settings })
  const id = /\/_lambda-url\/([a-z0-9]{32})\/$/.exec(config.FunctionUrl)![1]!
  const open = () =>
    call('lambda', 'AddPermission', {
      ...{ FunctionName: 'f', StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' },
    })
  const fetch = async (request: Partial<UrlRequest> = {}) =>
    (await made.lambda()).serveUrl({
      ...{
        method: 'GET',
        id,
        path: '/',
        query: '',
        headers: {},
        body: Buffer.alloc(0),
        sourceIp: '127.0.0.1',
        isSecure: true,
        protocol: 'HTTP/1.1',
      },
      caller: () => undefined,
      ...request,
    })
  const event = () => JSON.parse(made.host.invocations.at(-1)!.payload)
  return { ...made, config, id, open, fetch, event }
}

describe('a function URL', () => {
  test('gives the function the request, and its answer to the client', async () => {
    const { open, fetch, event, host, id } = await world()
    await open()
    host.answer = () => ({
      payload: JSON.stringify({ statusCode: 201, headers: { 'X-Made': 'yes' }, cookies: ['a=1; Path=/'], body: 'made' }),
    })
    const headers = { host: '127.0.0.1:8083', 'content-type': 'application/json', cookie: 'a=1; b=2', 'user-agent': 'curl' }
    const answer = await fetch({ method: 'POST', path: '/orders/7', query: 'a=1&a=2&b=%20', headers, body: Buffer.from('{"ä":1}') })
    expect(answer).toMatchObject({ status: 201, body: 'made', headers: { 'x-made': 'yes', 'set-cookie': ['a=1; Path=/'] } })
    expect(event()).toMatchObject({
      ...{ version: '2.0', routeKey: '$default', rawPath: '/orders/7', rawQueryString: 'a=1&a=2&b=%20' },
      cookies: ['a=1', 'b=2'],
      headers: { 'content-type': 'application/json' },
      queryStringParameters: { a: '1,2', b: ' ' },
      requestContext: { apiId: id, http: { method: 'POST', path: '/orders/7', sourceIp: '127.0.0.1', userAgent: 'curl' } },
      ...{ body: '{"ä":1}', isBase64Encoded: false },
    })
    expect(event().headers).not.toHaveProperty('cookie')
  })

  test('takes what has no statusCode as the body itself, bytes as base64, and a failure as 502', async () => {
    const { open, fetch, event, host } = await world()
    await open()
    host.answer = () => ({ payload: '{"a":1}' })
    const bytes = Buffer.from([0, 255])
    expect(await fetch({ method: 'PUT', body: bytes })).toMatchObject({ status: 200, body: '{"a":1}' })
    expect(event()).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true })
    host.answer = () => ({ payload: '{"statusCode":200,"body":"AP8=","isBase64Encoded":true}' })
    expect((await fetch()).body).toEqual(bytes)
    host.answer = () => ({ payload: '{"errorType":"E"}', functionError: 'Unhandled' })
    expect(await fetch()).toMatchObject({ status: 502, body: 'Internal Server Error' })
    host.answer = () => ({ payload: JSON.stringify({ statusCode: 200, headers: { 'x-evil': 'a\r\nset-cookie: b' } }) })
    expect((await fetch()).headers).not.toHaveProperty('x-evil')
  })

  test('is open to everybody only once the policy of the function says so too', async () => {
    const { open, fetch, call } = await world()
    expect((await fetch()).status).toBe(403)
    await open()
    expect((await fetch()).status).toBe(200)
    await call('lambda', 'RemovePermission', { FunctionName: 'f', StatementId: 'url' })
    expect((await fetch()).status).toBe(403)
    expect((await fetch({ id: 'nobody' })).status).toBe(404)
  })

  test('of AWS_IAM is for those who sign and are allowed', async () => {
    const { fetch } = await world({ AuthType: 'AWS_IAM' })
    expect((await fetch()).status).toBe(403)
    expect((await fetch({ caller: () => root })).status).toBe(200)
    const stranger = { ...root, accountId: '999999999999', arn: 'arn:aws:iam::999999999999:root' }
    expect((await fetch({ caller: () => stranger })).status).toBe(403)
    const role = { ...root, arn: 'arn:aws:sts::123456789012:assumed-role/nobody/me' }
    expect((await fetch({ caller: () => role })).status).toBe(403)
  })

  test.each<[allowed: object[], status: number]>([
    [[{ Action: 'lambda:InvokeFunctionUrl' }], 403],
    [[{ Action: 'lambda:InvokeFunction' }], 403],
    [[{ Action: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] }], 200],
    [
      [
        { Action: 'lambda:InvokeFunctionUrl', Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } } },
        { Action: 'lambda:InvokeFunction', Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } },
      ],
      200,
    ],
  ])('of AWS_IAM wants the permission for itself and that for the function: %j', async (allowed, status) => {
    const { fetch, call } = await world({ AuthType: 'AWS_IAM' })
    const Statement = allowed.map(each => ({ Effect: 'Allow', Resource: '*', ...each }))
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await call('iam', 'PutRolePolicy', { RoleName: 'functions', PolicyName: 'p', PolicyDocument })
    const { Role } = await call('iam', 'GetRole', { RoleName: 'functions' })
    const role = { ...root, arn: 'arn:aws:sts::123456789012:assumed-role/functions/me', userId: `${Role.RoleId}:me` }
    expect((await fetch({ caller: () => role })).status).toBe(status)
  })

  test('answers pages of other sites as its CORS settings say', async () => {
    const { open, fetch } = await world({ AuthType: 'NONE', Cors: { AllowOrigins: ['https://shop'], AllowMethods: ['POST'], MaxAge: 60 } })
    await open()
    const preflight = { method: 'OPTIONS', headers: { origin: 'https://shop', 'access-control-request-method': 'POST' } }
    expect(await fetch(preflight)).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': 'https://shop', 'access-control-allow-methods': 'POST', 'access-control-max-age': '60' },
    })
    expect((await fetch({ headers: { origin: 'https://evil' } })).headers).not.toHaveProperty('access-control-allow-origin')
  })

  test('is read, changed, listed and deleted', async () => {
    const { call, config } = await world()
    const FunctionName = 'f'
    expect(config).toMatchObject({ AuthType: 'NONE', InvokeMode: 'BUFFERED', FunctionArn: expect.stringMatching(/:function:f$/) })
    await expect(call('lambda', 'CreateFunctionUrlConfig', { FunctionName, AuthType: 'NONE' })).rejects.toThrow('FunctionUrlConfig exists')
    const changed = await call('lambda', 'UpdateFunctionUrlConfig', { FunctionName, AuthType: 'AWS_IAM' })
    expect(changed).toMatchObject({ AuthType: 'AWS_IAM', FunctionUrl: config.FunctionUrl })
    expect((await call('lambda', 'ListFunctionUrlConfigs', { FunctionName })).FunctionUrlConfigs).toEqual([changed])
    await call('lambda', 'DeleteFunctionUrlConfig', { FunctionName })
    await expect(call('lambda', 'GetFunctionUrlConfig', { FunctionName })).rejects.toThrow('The resource you requested does not exist.')
    await expect(call('lambda', 'CreateFunctionUrlConfig', { FunctionName, InvokeMode: 'RESPONSE_STREAM' })).rejects.toThrow('BUFFERED')
  })
})
