import { expect, it } from 'vitest'
import { processedTemplate } from '../template/processed-template.ts'
import { deployServerless, mockedMethod, restApi, Transform, withEvents } from '../testing/deploy-serverless.ts'

const event = (Path: string, Method: string, more: object = {}) => ({
  Type: 'Api',
  Properties: { Path, Method, RestApiId: { Ref: 'A' }, ...more },
})
const Models = {
  User: {
    ...{ type: 'object', required: ['name'] },
    properties: { name: { type: 'string', pattern: '^[^${]+$' }, address: { $ref: '#/definitions/Address' } },
  },
  Address: { type: 'object', required: ['street'], properties: { street: { type: 'string' } } },
}

async function deployed(Resources: object) {
  const stack = await deployServerless({ Resources })
  stack.world.host.answer = () => ({ payload: '{"statusCode":200}' })
  return {
    update: (resources: object) => stack.update({ Resources: resources }),
    async ask(method: string, path: string, query: string, body: object) {
      const { status, body: text } = await stack.ask('A', method, `/v1${path}`, { query, body: JSON.stringify(body) })
      return status === 200 ? status : JSON.parse(text).message
    },
    close: () => stack.close(),
  }
}

const events = {
  Both: event('/both', 'post', {
    RequestModel: { Model: 'User', Required: true, ValidateBody: true, ValidateParameters: true },
    RequestParameters: [{ 'method.request.querystring.q': { Required: true, Caching: true } }, 'method.request.header.X-A'],
  }),
  Body: event('/body', 'post', { RequestModel: { Model: 'User', ValidateBody: true } }),
  Parameters: event('/parameters', 'post', {
    RequestModel: { Model: 'User', ValidateParameters: 'true' },
    RequestParameters: [{ 'method.request.querystring.q': { Required: true } }],
  }),
  Neither: event('/neither', 'post', { RequestModel: { Model: 'User', Required: true } }),
}
const paths = {
  ...Object.fromEntries(['/both', '/body', '/parameters'].map(path => [path, { post: mockedMethod }])),
  '/neither': { 'x-amazon-apigateway-any-method': mockedMethod },
}

it.each<[string, object]>([
  ['made of its events', {}],
  ['with a document of OpenAPI 3.0', { DefinitionBody: { openapi: '3.0.1', info: { title: 't' }, paths } }],
  ['with a document of OpenAPI 2.0', { DefinitionBody: { swagger: '2.0', info: { title: 't' }, paths } }],
])('an API %s refuses what its models and parameters do not let in', async (_, properties) => {
  const stack = await deployed({ A: restApi({ Models, ...properties }), F: withEvents(events) })
  const [user, nobody] = [
    { name: 'a', address: { street: 's' } },
    { name: 'a', address: {} },
  ]
  const missing = 'Missing required request parameters: [q]'
  expect(await stack.ask('POST', '/both', '', user)).toBe(missing)
  expect(await stack.ask('POST', '/both', 'q=1', nobody)).toBe('Invalid request body')
  expect(await stack.ask('POST', '/both', 'q=1', { name: '${' })).toBe('Invalid request body')
  expect(await stack.ask('POST', '/both', 'q=1', user)).toBe(200)
  expect(await stack.ask('POST', '/body', '', nobody)).toBe('Invalid request body')
  expect(await stack.ask('POST', '/body', '', user)).toBe(200)
  expect(await stack.ask('POST', '/parameters', '', nobody)).toBe(missing)
  expect(await stack.ask('POST', '/parameters', 'q=1', nobody)).toBe(200)
  expect(await stack.ask('POST', '/neither', '', nobody)).toBe(200)
  const other = { ...Models, Address: { type: 'object' } }
  expect(await stack.update({ A: restApi({ Models: other, ...properties }), F: withEvents(events) })).toEqual([
    'UPDATE_COMPLETE',
    undefined,
  ])
  expect(await stack.ask('POST', '/body', '', nobody)).toBe(200)
  await stack.close()
})

const transformed = (properties: object, more: object) =>
  processedTemplate(JSON.stringify({ Transform, Resources: { A: restApi(properties), F: withEvents({ E: event('/a', 'get', more) }) } }))
    .resources

it('an API without models has the parameters of its events, and is deployed as before', () => {
  const resources = transformed(
    {},
    { RequestParameters: ['method.request.path.id', { 'method.request.header.X-A': { Required: true, Caching: true } }] },
  )
  expect(resources['APathaGET']!.properties).toMatchObject({
    RequestParameters: { 'method.request.path.id': false, 'method.request.header.X-A': true },
    Integration: { CacheKeyParameters: ['method.request.header.X-A'] },
  })
  expect(resources['APathaGET']!.properties).not.toHaveProperty('RequestValidatorId')
})

it.each<[object, object, string]>([
  [
    {},
    { RequestModel: { Model: 'User' } },
    'Unable to set RequestModel [User] on API method [get] for path [/a] because the related API does not define any Models.',
  ],
  [{ Models }, { RequestModel: { Model: 'Other' } }, "because it wasn't defined in the Models of this API."],
  [{ Models }, { RequestModel: 'User' }, "Type of property 'Events.E.Properties.RequestModel' is invalid."],
  [{ Models }, { RequestModel: {} }, 'it names no Model'],
  [{ Models: [] }, {}, "Type of property 'Models' is invalid."],
  [{ Models: { User: 'x' } }, {}, "Type of property 'Models.User' is invalid."],
  [{}, { RequestParameters: { a: 1 } }, "Invalid value for 'RequestParameters' property."],
  [{}, { RequestParameters: [1] }, 'Property must be either a string or an object.'],
  [{}, { RequestParameters: ['method.request.body.a'] }, "Keys must be in the format 'method.request.[querystring|path|header].{value}'"],
  [{ Models, DefinitionUri: 's3://b/k' }, {}, "Models works only with inline Swagger specified in 'DefinitionBody' property."],
])('%j with %j is refused', (properties, more, message) => {
  expect(() => transformed(properties, more)).toThrow(message)
})
