import { beforeEach, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { apiGatewayService } from './service.ts'
import { type AskedRequest, askApi } from './testing/ask-api.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
let restApiId: string
let place: { restApiId: string; resourceId: string; httpMethod: string }
const call = (operation: string, input: object = {}) => world.call('apigateway', operation, { restApiId, ...input })

const order = { type: 'object', required: ['item'], properties: { item: { type: 'string' } } }

beforeEach(async () => {
  world = await lambdaWorld()
  const { id, rootResourceId } = await world.call('apigateway', 'CreateRestApi', { name: 'shop' })
  restApiId = id
  const { id: resourceId } = await call('CreateResource', { parentId: rootResourceId, pathPart: 'orders' })
  place = { restApiId, resourceId, httpMethod: 'ANY' }
  await call('CreateModel', { name: 'Order', contentType: 'application/json', schema: JSON.stringify(order) })
  await call('CreateModel', { name: 'Xml', contentType: 'application/xml', schema: '<order/>' })
})

/** A method that answers 200, with a validator of these settings. */
async function deployed(validates: object, method: object): Promise<string> {
  const { id: requestValidatorId } = await call('CreateRequestValidator', validates)
  await call('PutMethod', { ...place, authorizationType: 'NONE', requestValidatorId, ...method })
  await call('PutIntegration', { ...place, type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' } })
  await call('PutMethodResponse', { ...place, statusCode: '200' })
  await call('PutIntegrationResponse', { ...place, statusCode: '200' })
  await call('CreateDeployment', { stageName: 'prod' })
  return requestValidatorId
}

/** Status, and the message where there is one. */
async function ask(request: Partial<AskedRequest> = {}): Promise<[number, string?]> {
  const answer = await askApi(world.services.face(apiGatewayService)!, {
    apiId: restApiId,
    method: 'POST',
    path: '/prod/orders',
    ...request,
  })
  const { status, body, headers } = answer
  if (status === 400) expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'x-amzn-ErrorType': 'BadRequestException' })
  return body === '' ? [status] : [status, JSON.parse(body).message]
}

const invalid = [400, 'Invalid request body']
const typed = (type: string) => ({ headers: [['Content-Type', type]] as [string, string][] })

it('wants the parameters that must be there, and not blank', async () => {
  const requestParameters = {
    'method.request.querystring.q': true,
    'method.request.header.X-Kind': true,
    'method.request.querystring.page': false,
  }
  await deployed({ validateRequestParameters: true }, { requestParameters, requestModels: { 'application/json': 'Order' } })
  expect(await ask()).toEqual([400, 'Missing required request parameters: [q, X-Kind]'])
  expect(await ask({ query: 'q=1' })).toEqual([400, 'Missing required request parameters: [X-Kind]'])
  expect(await ask({ query: 'q=%20', headers: [['x-kind', '']] })).toEqual([400, 'Missing required request parameters: [q, X-Kind]'])
  expect(await ask({ query: 'q=1', headers: [['x-kind', 'a']], body: 'no JSON' })).toEqual([200])
})

it('wants a body as its model says, by the type of the request', async () => {
  await deployed({ validateRequestBody: true }, { requestModels: { 'Application/JSON': 'Order', 'application/xml': 'Xml' } })
  expect(await ask({ body: '{"item": "a"}' })).toEqual([200])
  for (const body of ['{"item": 1}', '{}', '[]', 'null', '{', '']) expect([body, await ask({ body })]).toEqual([body, invalid])
  expect(await ask({ body: '{}', ...typed('Application/JSON; charset=utf-8') })).toEqual(invalid)
  // Nothing is known of bodies of these types: 415 says what the integration says of them.
  expect((await ask({ body: '{}', ...typed('text/plain') }))[1]).not.toBe('Invalid request body')
  expect((await ask({ body: '<a/>', ...typed('application/xml') }))[1]).not.toBe('Invalid request body')
})

it('holds bodies of any type to the model of $default', async () => {
  await deployed({ validateRequestBody: true }, { requestModels: { $default: 'Order', 'text/plain': 'Empty' } })
  expect(await ask({ body: '{}', ...typed('application/vnd.order') })).toEqual(invalid)
  expect(await ask({ body: '{}' })).toEqual(invalid)
  expect((await ask({ body: '{}', ...typed('text/plain') }))[1]).not.toBe('Invalid request body')
})

it('lets anything in without a model, and parameters come before bodies', async () => {
  const both = { validateRequestBody: true, validateRequestParameters: true }
  await deployed(both, {})
  expect(await ask({ body: 'x' })).toEqual([200])
  const patches = [
    { op: 'add', path: '/requestModels/application~1json', value: 'Order' },
    { op: 'add', path: '/requestParameters/method.request.querystring.q', value: 'true' },
  ]
  await call('UpdateMethod', { ...place, patchOperations: patches })
  // What a stage shows does not change until the next deployment.
  expect(await ask({ body: 'x' })).toEqual([200])
  await call('CreateDeployment', { stageName: 'prod' })
  expect(await ask({ body: 'x' })).toEqual([400, 'Missing required request parameters: [q]'])
  expect(await ask({ query: 'q=1', body: 'x' })).toEqual(invalid)
})

it('is as it was when the API was deployed', async () => {
  const requestValidatorId = await deployed({ validateRequestBody: true }, { requestModels: { 'application/json': 'Order' } })
  expect(await ask({ body: '{}' })).toEqual(invalid)
  const off = [{ op: 'replace', path: '/validateRequestBody', value: 'false' }]
  await call('UpdateRequestValidator', { requestValidatorId, patchOperations: off })
  await call('UpdateModel', { modelName: 'Order', patchOperations: [{ op: 'replace', path: '/schema', value: '{}' }] })
  expect(await ask({ body: '{}' })).toEqual(invalid)
  await call('CreateDeployment', { stageName: 'prod' })
  expect(await ask({ body: '{}' })).toEqual([200])
})
