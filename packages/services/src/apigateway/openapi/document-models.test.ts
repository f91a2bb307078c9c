import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'
import { refusal } from '../../lambda/testing/refusal.ts'
import { servedApis } from '../served-apis.ts'
import { askApi } from '../testing/ask-api.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
const call = (operation: string, input: object) => world.call('apigateway', operation, input)
const body = (value: object | string) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
const imported = async (document: object): Promise<string> => (await call('ImportRestApi', { body: body(document) })).id

const integration = {
  ...{ type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' }, passthroughBehavior: 'when_no_match' },
  responses: { default: { statusCode: '200' } },
}
const mocked = { 'x-amazon-apigateway-integration': integration }
const validators = {
  'x-amazon-apigateway-request-validators': {
    all: { validateRequestBody: true, validateRequestParameters: true },
    'params-only': { validateRequestBody: false, validateRequestParameters: true },
  },
  'x-amazon-apigateway-request-validator': 'params-only',
}
const schemas = (place: string) => ({
  Pet: {
    ...{ type: 'object', required: ['name'], example: { name: 'a' }, nullable: true },
    properties: { name: { type: 'string', example: 'b' }, example: { type: 'integer' }, owner: { $ref: `#/${place}/Owner` } },
  },
  Owner: {
    type: 'object',
    properties: { pets: { type: 'array', minItems: 1, items: { $ref: `#/${place}/Pet` } } },
    additionalProperties: false,
  },
})
const inline = { type: 'object', properties: { ids: { type: 'array', items: { type: 'integer' } } }, required: ['ids'] }

/** The same API in both versions of OpenAPI. */
const documents = {
  openapi: {
    ...{ openapi: '3.0.1', info: { title: 'shop', version: '1' }, ...validators },
    components: {
      schemas: schemas('components/schemas'),
      requestBodies: { Pet: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } } },
    },
    paths: {
      '/pets': {
        post: {
          ...{ ...mocked, 'x-amazon-apigateway-request-validator': 'all', requestBody: { $ref: '#/components/requestBodies/Pet' } },
          parameters: [{ name: 'shop', in: 'query', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: '', content: { 'application/json': { schema: { $ref: '#/components/schemas/Owner' } } } } },
        },
        put: {
          ...{ ...mocked, 'x-amazon-apigateway-request-validator': 'all', responses: { 200: { description: '' } } },
          requestBody: { content: { 'application/json': { schema: inline } } },
        },
        get: { ...mocked, parameters: [{ name: 'q', in: 'query', required: true }], responses: { 200: { description: '' } } },
      },
    },
  },
  swagger: {
    ...{ swagger: '2.0', info: { title: 'shop', version: '1' }, ...validators },
    definitions: schemas('definitions'),
    paths: {
      '/pets': {
        post: {
          ...{ ...mocked, 'x-amazon-apigateway-request-validator': 'all' },
          parameters: [
            { name: 'shop', in: 'query', required: true, type: 'string' },
            { name: 'pet', in: 'body', schema: { $ref: '#/definitions/Pet' } },
          ],
          responses: { 200: { description: '', schema: { $ref: '#/definitions/Owner' } } },
        },
        put: {
          ...{ ...mocked, 'x-amazon-apigateway-request-validator': 'all', responses: { 200: { description: '' } } },
          parameters: [{ name: 'ids', in: 'body', schema: inline }],
        },
        get: {
          ...mocked,
          parameters: [{ name: 'q', in: 'query', required: true, type: 'string' }],
          responses: { 200: { description: '' } },
        },
      },
    },
  },
}

beforeEach(async () => {
  world = await lambdaWorld()
})

async function answers(restApiId: string) {
  await call('CreateDeployment', { restApiId, stageName: 'prod' })
  const ask = async (method: string, query: string, text: string) => {
    const { status, body: told } = await askApi(servedApis(world.services)!, {
      apiId: restApiId,
      method,
      path: '/prod/pets',
      query,
      body: text,
    })
    return told === '' ? status : JSON.parse(told).message
  }
  return {
    pet: await ask('POST', 'shop=1', '{"name": "a", "owner": {"pets": []}}'),
    noPet: await ask('POST', 'shop=1', '{"name": "a", "owner": {"pets": [{}]}}'),
    noShop: await ask('POST', '', '{"name": "a"}'),
    ids: await ask('PUT', '', '{"ids": [1]}'),
    noIds: await ask('PUT', '', '{"ids": ["1"]}'),
    noQuery: await ask('GET', '', ''),
    query: await ask('GET', 'q=1', 'no JSON'),
  }
}
const expected = {
  ...{
    pet: 200,
    noPet: 'Invalid request body',
    noShop: 'Missing required request parameters: [shop]',
    ids: 200,
    noIds: 'Invalid request body',
  },
  ...{ noQuery: 'Missing required request parameters: [q]', query: 200 },
}

async function modelsOf(restApiId: string): Promise<Record<string, object>> {
  const { items } = await call('GetModels', { restApiId })
  const told = items.map(({ name, schema }: { name: string; schema: string }) => [name, JSON.parse(schema.replaceAll(restApiId, 'ID'))])
  return Object.fromEntries(told)
}

describe.each(Object.entries(documents))('a document of %s', (_, document) => {
  it('has models, validators, and what methods take of them', async () => {
    const restApiId = await imported(document)
    const { Pet, Owner, Empty: _, Error: __, ...others } = await modelsOf(restApiId)
    const reference = (name: string) => ({ $ref: `https://apigateway.amazonaws.com/restapis/ID/models/${name}` })
    // What a model cannot have is left out, where it is no member of that name.
    expect(Pet).toEqual({
      ...{ type: 'object', required: ['name'] },
      properties: { name: { type: 'string' }, example: { type: 'integer' }, owner: reference('Owner') },
    })
    expect(Owner).toMatchObject({ properties: { pets: { type: 'array', items: reference('Pet') } } })
    expect(JSON.stringify(Owner)).not.toContain('minItems')
    expect(Object.entries(others)).toEqual([[expect.stringMatching(/^MODEL[0-9a-f]{10}$/), inline]])
    const { items } = await call('GetRequestValidators', { restApiId })
    expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(['all', 'params-only'])
    const { items: resources } = await call('GetResources', { restApiId, embed: ['methods'] })
    const { POST } = resources.find(({ path }: { path: string }) => path === '/pets').resourceMethods
    expect(POST).toMatchObject({
      ...{ requestModels: { 'application/json': 'Pet' }, requestParameters: { 'method.request.querystring.shop': true } },
      methodResponses: { 200: { responseModels: { 'application/json': 'Owner' } } },
    })
    expect(await answers(restApiId)).toEqual(expected)
  })

  it.each(['oas30', 'swagger'])('is exported as %s with them, and read again', async exportType => {
    const restApiId = await imported(document)
    await call('CreateDeployment', { restApiId, stageName: 'prod' })
    const exported = await call('GetExport', { restApiId, stageName: 'prod', exportType, parameters: { extensions: 'apigateway' } })
    const told = JSON.parse(Buffer.from(exported.body).toString())
    expect(told).toMatchObject({ 'x-amazon-apigateway-request-validators': validators['x-amazon-apigateway-request-validators'] })
    expect(told.paths['/pets'].get).toMatchObject({ 'x-amazon-apigateway-request-validator': 'params-only' })
    const place = exportType === 'swagger' ? told.definitions : told.components.schemas
    expect(place.Pet.properties.owner).toEqual({ $ref: `#/${exportType === 'swagger' ? 'definitions' : 'components/schemas'}/Owner` })
    const again = await imported(told)
    expect(await modelsOf(again)).toEqual(await modelsOf(restApiId))
    expect(await answers(again)).toEqual(expected)
    const plain = await call('GetExport', { restApiId, stageName: 'prod', exportType })
    expect(Buffer.from(plain.body).toString()).not.toContain('request-validator')
  })
})

it('is laid over the models and validators that there are, or takes their place', async () => {
  const restApiId = await imported(documents.openapi)
  await call('CreateModel', { restApiId, name: 'Own', contentType: 'application/json', schema: '{}' })
  const ids = async () => {
    const { items } = await call('GetRequestValidators', { restApiId })
    return Object.fromEntries(items.map(({ id, name }: { id: string; name: string }) => [name, id]))
  }
  const before = await ids()
  await call('PutRestApi', { restApiId, mode: 'merge', body: body(documents.swagger) })
  expect(await ids()).toEqual(before)
  expect(Object.keys(await modelsOf(restApiId))).toContain('Own')
  const paths = { '/pets': { get: mocked } }
  await call('PutRestApi', { restApiId, mode: 'overwrite', body: body({ openapi: '3.0.1', info: { title: 'x' }, paths }) })
  expect(await ids()).toEqual({})
  expect(Object.keys(await modelsOf(restApiId)).sort()).toEqual(['Empty', 'Error'])
})

it('is exported with a model that every API has where another one names it', async () => {
  const restApiId = await imported(documents.openapi)
  const $ref = `https://apigateway.amazonaws.com/restapis/${restApiId}/models/Error`
  await call('CreateModel', { restApiId, name: 'Failed', contentType: 'application/json', schema: JSON.stringify({ items: { $ref } }) })
  await call('CreateDeployment', { restApiId, stageName: 'prod' })
  const { body: exported } = await call('GetExport', { restApiId, stageName: 'prod', exportType: 'swagger' })
  const { definitions } = JSON.parse(Buffer.from(exported).toString())
  expect(definitions).toMatchObject({ Failed: { items: { $ref: '#/definitions/Error' } }, Error: { title: 'Error Schema' } })
  expect(definitions).not.toHaveProperty('Empty')
})

const documentWith = (more: object, operation: object = {}) => ({
  ...{ openapi: '3.0.1', info: { title: 'x' }, paths: { '/a': { get: { ...mocked, ...operation } } } },
  ...more,
})
const during = 'BadRequestException: Errors found during import:\n\tUnable to '
const inModel = (name: string, problem: string) =>
  `${during}create model for '${name}': Invalid model specified: Validation Result: warnings : [], errors : [${problem}]`
const content = (schema: unknown) => ({ requestBody: { content: { 'application/json': { schema } } } })

it.each<[string, object, string]>([
  [
    'a name',
    documentWith({ components: { schemas: { my_pet: {} } } }),
    `${during}create model for 'my_pet': Model name must be alphanumeric: my_pet`,
  ],
  ['a schema', documentWith({ definitions: { A: { type: 'text' } } }), inModel('A', 'Invalid model schema specified')],
  ['no schema', documentWith({ definitions: { A: null } }), inModel('A', 'Invalid model schema specified')],
  ['a reference', documentWith({ definitions: { A: { $ref: '#/definitions/B' } } }), inModel('A', 'Invalid model specified: B')],
  [
    'a body',
    documentWith({}, content({ $ref: '#/components/schemas/B' })),
    `${during}put method 'GET' on resource at path '/a': Invalid model identifier specified: B`,
  ],
  [
    'a validator',
    documentWith({ 'x-amazon-apigateway-request-validator': 'gone' }),
    `${during}put method 'GET' on resource at path '/a': Invalid Request Validator identifier specified`,
  ],
])('%s that cannot be is told with its place', async (_, document, message) => {
  expect(await refusal(imported(document))).toBe(message)
})

it('a document nested without end is refused', async () => {
  const deep = `${'{"not":'.repeat(20_000)}{}${'}'.repeat(20_000)}`
  const schema = `{"openapi":"3.0.1","info":{},"paths":{},"components":{"schemas":{"A":${deep}}}}`
  expect(await refusal(call('ImportRestApi', { body: body(schema) }))).toMatch(/nested (?:too|more than 100) deep/)
  const byDefault = `{"openapi":"3.0.1","info":{},"paths":{},"components":{"schemas":{"A":{"default":${deep}}}}}`
  expect(await refusal(call('ImportRestApi', { body: body(byDefault) }))).toMatch(/nested (?:too|more than 100) deep/)
  const inBody = `{"openapi":"3.0.1","info":{},"paths":{"/a":{"get":{"requestBody":{"content":{"a/b":{"schema":${deep}}}}}}}}`
  expect(await refusal(call('ImportRestApi', { body: body(inBody) }))).toMatch(/nested (?:too|more than 100) deep/)
})
