import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { apiGatewayService } from './service.ts'
import { type AskedRequest, askApi } from './testing/ask-api.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
let restApiId: string
let place: { restApiId: string; resourceId: string; httpMethod: string }
const call = (operation: string, input: object = {}) => world.call('apigateway', operation, { restApiId, ...input })
const usual = { 'application/json': '{"message":$context.error.messageString}' }

beforeEach(async () => {
  world = await lambdaWorld()
  const { id, rootResourceId } = await world.call('apigateway', 'CreateRestApi', { name: 'shop' })
  restApiId = id
  const { id: resourceId } = await call('CreateResource', { parentId: rootResourceId, pathPart: '{name}' })
  place = { restApiId, resourceId, httpMethod: 'POST' }
  const { id: requestValidatorId } = await call('CreateRequestValidator', { validateRequestParameters: true, validateRequestBody: true })
  await call('CreateModel', { name: 'Order', contentType: 'application/json', schema: '{"type":"object"}' })
  const asked = { requestParameters: { 'method.request.querystring.q': true }, requestModels: { 'application/json': 'Order' } }
  await call('PutMethod', { ...place, authorizationType: 'NONE', requestValidatorId, ...asked })
  await call('PutIntegration', { ...place, type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' } })
  await call('PutMethodResponse', { ...place, statusCode: '200' })
  await call('PutIntegrationResponse', { ...place, statusCode: '200', selectionPattern: '200' })
})

const deploy = () => call('CreateDeployment', { stageName: 'prod', variables: { where: 'here' } })
const ask = (request: Partial<AskedRequest> = {}) =>
  askApi(world.services.face(apiGatewayService)!, {
    apiId: restApiId,
    method: 'POST',
    path: '/prod/o',
    query: 'q=1',
    body: '{}',
    ...request,
  })
const asked = async (request?: Partial<AskedRequest>) => {
  const { status, body } = await ask(request)
  return [status, body]
}

describe('the gateway’s own answers', () => {
  it('are said, shown, changed and taken back by type, those of which nobody said anything too', async () => {
    const get = (responseType: string) => call('GetGatewayResponse', { responseType })
    const untold = { responseType: 'THROTTLED', statusCode: '429', responseParameters: {}, responseTemplates: usual, defaultResponse: true }
    expect(await get('THROTTLED')).toEqual(untold)
    expect(await get('DEFAULT_4XX')).toEqual({
      ...{ responseType: 'DEFAULT_4XX', responseParameters: {}, responseTemplates: usual, defaultResponse: true },
    })
    const responseParameters = { 'gatewayresponse.header.X': "'1'" }
    expect(await call('PutGatewayResponse', { responseType: 'THROTTLED', statusCode: '420', responseParameters })).toEqual({
      ...{ ...untold, statusCode: '420', responseParameters, defaultResponse: false },
    })
    const patch = (responseType: string, ...patchOperations: object[]) => call('UpdateGatewayResponse', { responseType, patchOperations })
    const [remove, add] = [{ op: 'remove', path: '/responseParameters/gatewayresponse.header.X' }, { op: 'add' }]
    const html = { ...add, path: '/responseTemplates/text~1html', value: '<p>' }
    expect(await patch('THROTTLED', remove, html, { op: 'replace', path: '/statusCode', value: '430' })).toEqual({
      ...{ ...untold, statusCode: '430', responseTemplates: { ...usual, 'text/html': '<p>' }, defaultResponse: false },
    })
    const { items } = await call('GetGatewayResponses', { limit: 500 })
    expect(items).toHaveLength(21)
    expect(items.filter((each: { defaultResponse: boolean }) => !each.defaultResponse)).toMatchObject([{ statusCode: '430' }])
    await call('DeleteGatewayResponse', { responseType: 'THROTTLED' })
    expect(await get('THROTTLED')).toEqual(untold)
    await expect(call('DeleteGatewayResponse', { responseType: 'THROTTLED' })).rejects.toThrow('Gateway response type not defined on api')
  })

  it('take the status, the headers and the body of all 4XX or 5XX where nothing is said of their own type', async () => {
    await call('PutGatewayResponse', { responseType: 'DEFAULT_4XX', statusCode: '418' })
    await call('PutGatewayResponse', { responseType: 'BAD_REQUEST_BODY', responseTemplates: { 'application/json': 'body' } })
    await call('PutGatewayResponse', { responseType: 'DEFAULT_5XX', responseTemplates: { 'application/json': 'five' } })
    expect(await call('GetGatewayResponse', { responseType: 'UNAUTHORIZED' })).toMatchObject({ statusCode: '418', defaultResponse: true })
    expect(await call('GetGatewayResponse', { responseType: 'BAD_REQUEST_BODY' })).not.toHaveProperty('statusCode')
    await deploy()
    expect(await asked({ path: '/prod/no/way' })).toEqual([418, '{"message":"Missing Authentication Token"}'])
    expect(await asked({ body: '[]' })).toEqual([418, 'body'])
    expect(await asked()).toEqual([200, ''])
    await call('UpdateIntegration', {
      ...place,
      patchOperations: [{ op: 'replace', path: '/requestTemplates/application~1json', value: '{"statusCode": 201}' }],
    })
    await deploy()
    expect(await asked()).toEqual([500, 'five'])
  })

  it('are filled in with what is known of the request and of the error, and have the headers that are said', async () => {
    const template = [
      '$context.error.responseType $context.error.messageString ${context.error.message}. $stageVariables.where',
      '$method.request.header.X-Who $method.request.path.name $method.request.querystring.q $context.httpMethod $context.none.',
      '$input.body $5 #if($context.error.message)',
    ].join('|')
    const responseParameters = {
      ...{ 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'", 'gatewayresponse.header.X-Who': 'method.request.header.X-Who' },
      ...{ 'gatewayresponse.header.X-Type': 'context.error.responseType', 'gatewayresponse.header.X-None': 'stageVariables.none' },
    }
    const responseTemplates = { 'text/plain': template, 'text/html': '<p>' }
    await call('PutGatewayResponse', { responseType: 'BAD_REQUEST_BODY', responseParameters, responseTemplates })
    await deploy()
    const headers: [string, string][] = [['X-Who', '"me"']]
    const answer = await ask({ body: '[]', headers })
    expect(answer.body.split('|')).toEqual([
      'BAD_REQUEST_BODY "Invalid request body" Invalid request body. here',
      '"me" o 1 POST .',
      '$input.body $5 #if(Invalid request body)',
    ])
    expect(answer.headers).toMatchObject({
      ...{ 'Content-Type': 'text/plain', 'Access-Control-Allow-Origin': '*', 'X-Who': '"me"', 'X-Type': 'BAD_REQUEST_BODY' },
      'Content-Length': String(answer.body.length),
    })
    expect(answer.headers).not.toHaveProperty('X-None')
    const html = await ask({ body: '[]', headers: [['Accept', 'image/png, text/html;q=0.9']] })
    expect([html.body, html.headers['Content-Type']]).toEqual(['<p>', 'text/html'])
  })

  it('are of the type that says what went wrong', async () => {
    const responseTemplates = { 'application/json': '$context.error.responseType' }
    for (const responseType of ['DEFAULT_4XX', 'DEFAULT_5XX']) await call('PutGatewayResponse', { responseType, responseTemplates })
    await world.create('f')
    const grant = { FunctionName: 'f', StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' }
    await world.call('lambda', 'AddPermission', grant)
    const functions = 'arn:aws:lambda:us-east-1:123456789012:function:f'
    const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functions}/invocations`
    const answered = async (integration: object, request?: Partial<AskedRequest>) => {
      await call('PutIntegration', { ...place, integrationHttpMethod: 'POST', timeoutInMillis: 50, ...integration })
      await deploy()
      return asked(request)
    }
    expect(await asked({ path: '/prod/o' })).toEqual([403, '{"message":"Forbidden"}'])
    const never = { type: 'MOCK', passthroughBehavior: 'NEVER' }
    expect(await answered(never, { headers: [['Content-Type', 'text/plain']] })).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
    expect(await answered({ type: 'AWS', uri }, { body: 'no JSON', headers: [['Content-Type', 'text/plain']] })).toEqual([
      400,
      'BAD_REQUEST_BODY',
    ])
    world.host.answer = () => ({ payload: '"no answer of a proxy"' })
    expect(await answered({ type: 'AWS_PROXY', uri })).toEqual([502, 'DEFAULT_5XX'])
    world.host.answer = () => new Promise(() => undefined) as never
    expect(await answered({ type: 'AWS_PROXY', uri })).toEqual([504, 'INTEGRATION_TIMEOUT'])
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }]
    const policy = { op: 'replace', path: '/policy', value: JSON.stringify({ Version: '2012-10-17', Statement }) }
    await call('UpdateRestApi', { patchOperations: [policy] })
    expect(await asked()).toEqual([403, 'ACCESS_DENIED'])
  })

  it('have each header once, and none with a line’s end in it', async () => {
    const responseParameters = {
      ...{ 'gatewayresponse.header.content-type': "'text/own'", 'gatewayresponse.header.x-amzn-errortype': "'Own'" },
      'gatewayresponse.header.X-Line': 'method.request.querystring.line',
    }
    await call('PutGatewayResponse', { responseType: 'BAD_REQUEST_BODY', responseParameters })
    await deploy()
    const { headers } = await ask({ body: '[]', query: 'q=1&line=a%0d%0ab' })
    const own = Object.entries(headers).filter(([name]) => /^(content-type|x-amzn-errortype|x-line)$/i.test(name))
    expect(own).toEqual([
      ['content-type', 'text/own'],
      ['x-amzn-errortype', 'Own'],
    ])
  })

  it('are those of the deployment, and of other answers nothing', async () => {
    await deploy()
    await call('PutGatewayResponse', { responseType: 'BAD_REQUEST_PARAMETERS', statusCode: '422' })
    expect((await ask({ query: '' })).status).toBe(400)
    await deploy()
    expect(await asked({ query: '' })).toEqual([422, '{"message":"Missing required request parameters: [q]"}'])
    expect((await ask({ path: '/none/o' })).status).toBe(403)
  })

  it('have headers alone, from what there is, and a status that is one', async () => {
    const put = (input: object) => call('PutGatewayResponse', { responseType: 'THROTTLED', ...input })
    const mapped = (to: string, from: string) => put({ responseParameters: { [to]: from } })
    await expect(mapped('gatewayresponse.path.x', "'1'")).rejects.toThrow('Invalid mapping expression specified: gatewayresponse.path.x')
    await expect(mapped('gatewayresponse.header.x', 'method.request.body.a')).rejects.toThrow('specified: method.request.body.a')
    await expect(put({ responseTemplates: { json: '' } })).rejects.toThrow('Invalid content type specified: json')
    await expect(put({ statusCode: '600' })).rejects.toThrow('Invalid status code specified: 600')
    for (const operation of ['Put', 'Get', 'Update'])
      await expect(call(`${operation}GatewayResponse`, { responseType: 'TEAPOT' })).rejects.toThrow(
        'Invalid response type specified: TEAPOT',
      )
  })

  it('come with a document, go with one that takes the place of all, and are exported', async () => {
    const DEFAULT_5XX = { statusCode: 503, responseParameters: { 'gatewayresponse.header.Retry-After': "'9'" } }
    const put = (mode: string, responses: object) => {
      const method = { 'x-amazon-apigateway-integration': { type: 'mock' } }
      const document = { openapi: '3.0.1', info: { title: 't' }, paths: { '/a': { get: method } } }
      return call('PutRestApi', {
        mode,
        body: Buffer.from(JSON.stringify({ ...document, 'x-amazon-apigateway-gateway-responses': responses })),
      })
    }
    await put('merge', { DEFAULT_5XX })
    await deploy()
    const exported = await call('GetExport', {
      ...{ stageName: 'prod', exportType: 'oas30', parameters: { extensions: 'apigateway' }, accepts: 'application/json' },
    })
    const told = JSON.parse(Buffer.from(exported.body).toString())['x-amazon-apigateway-gateway-responses']
    expect(told).toEqual({ DEFAULT_5XX: { ...DEFAULT_5XX, statusCode: '503', responseTemplates: usual } })
    await put('overwrite', {})
    expect(await call('GetGatewayResponse', { responseType: 'DEFAULT_5XX' })).toMatchObject({
      defaultResponse: true,
      responseParameters: {},
    })
    await expect(put('merge', { TEAPOT: {} })).rejects.toThrow(
      "Unable to put gateway response 'TEAPOT': Invalid response type specified: TEAPOT",
    )
  })
})
