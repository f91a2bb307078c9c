import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
let restApiId: string
const call = (operation: string, input: object) => world.call('apigateway', operation, input)
const refusal = (action: Promise<unknown>) =>
  action.then(
    () => 'was not refused',
    (error: Error) => error.message,
  )
const uri = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations'
const answers = {
  ...{ default: { statusCode: '200', responseTemplates: { 'application/json': '{}' } } },
  '4\\d\\d': { statusCode: '404', responseParameters: { 'method.response.header.X-Kind': "'none'" } },
}
const integrations = {
  proxy: { type: 'aws_proxy', httpMethod: 'POST', uri, passthroughBehavior: 'when_no_match', timeoutInMillis: 1000 },
  mock: {
    ...{ type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' }, responses: answers },
    ...{ passthroughBehavior: 'when_no_templates', timeoutInMillis: 29_000 },
  },
}
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*' }] }
const source = {
  ...{ swagger: '2.0', info: { title: 'shop', version: '7', description: 'd: "x"' } },
  paths: {
    '/pets/{id}': {
      get: {
        operationId: 'one',
        parameters: [
          { name: 'id', in: 'path', required: true, type: 'string' },
          { name: 'size', in: 'query', required: false, type: 'string' },
        ],
        responses: { 200: { description: '' }, 404: { description: '', headers: { 'X-Kind': { type: 'string' } } } },
        'x-amazon-apigateway-integration': integrations.mock,
      },
      post: { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' }, 'x-amazon-apigateway-integration': integrations.proxy },
    },
    '/{proxy+}': { 'x-amazon-apigateway-any-method': { 'x-amazon-apigateway-integration': integrations.proxy } },
  },
  ...{ 'x-amazon-apigateway-policy': policy, 'x-amazon-apigateway-binary-media-types': ['image/png'] },
}

beforeEach(async () => {
  world = await lambdaWorld()
  restApiId = (await call('ImportRestApi', { body: Buffer.from(JSON.stringify(source)) })).id
  await call('CreateDeployment', { restApiId, stageName: 'prod' })
})

async function exported(exportType: string, more: object = {}) {
  const { body, ...told } = await call('GetExport', { restApiId, stageName: 'prod', exportType, ...more })
  return { ...told, text: Buffer.from(body).toString() }
}

/** All there is of an API but the ids that were made for it, and what is filled in from path to path. */
async function shown(id: string): Promise<object> {
  const { id: _, rootResourceId: __, createdDate: ___, ...api } = await call('GetRestApi', { restApiId: id })
  const { items } = await call('GetResources', { restApiId: id, embed: ['methods'] })
  const text = JSON.stringify(items.sort((a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1)))
  return { api, resources: JSON.parse(text.replace(/"(id|parentId|cacheNamespace)":"[^"]*"/g, '"$1":""')) }
}

describe('a stage as a document', () => {
  it.each([
    ['oas30', 'application/json'],
    ['swagger', 'application/json'],
    ['oas30', 'application/yaml'],
    ['swagger', 'application/yaml'],
  ])('%s in %s makes the same API again', async (exportType, accepts) => {
    const { text, contentType, contentDisposition } = await exported(exportType, { accepts, parameters: { extensions: 'apigateway' } })
    expect([contentType, contentDisposition]).toEqual([
      accepts,
      expect.stringMatching(/^attachment; filename="(oas30|swagger)_.*\.(json|yaml)"$/),
    ])
    const { id } = await call('ImportRestApi', { body: Buffer.from(text) })
    expect(await shown(id)).toEqual(await shown(restApiId))
  })

  it('says where it answers, what its methods take and answer, and who may call them', async () => {
    const oas = JSON.parse((await exported('oas30')).text)
    expect(oas).toMatchObject({
      ...{ openapi: '3.0.1', info: { title: 'shop', version: '7', description: 'd: "x"' } },
      servers: [
        {
          url: expect.stringMatching(new RegExp(`/_execute-api/${restApiId}/\\{basePath\\}$`)),
          variables: { basePath: { default: 'prod' } },
        },
      ],
    })
    expect(oas.paths['/pets/{id}'].get).toEqual({
      operationId: 'one',
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'size', in: 'query', required: false, schema: { type: 'string' } },
      ],
      responses: {
        200: { description: '200 response' },
        404: { description: '404 response', headers: { 'X-Kind': { schema: { type: 'string' } } } },
      },
    })
    expect(oas.paths['/pets/{id}'].post.security).toEqual([{ sigv4: [] }])
    expect(oas.components.securitySchemes.sigv4).toEqual({ type: 'apiKey', name: 'Authorization', in: 'header' })
    const swagger = JSON.parse((await exported('swagger', { parameters: { extensions: 'integrations,authorizers' } })).text)
    expect(swagger).toMatchObject({ swagger: '2.0', basePath: `/_execute-api/${restApiId}/prod`, schemes: [expect.any(String)] })
    expect(swagger.securityDefinitions.sigv4['x-amazon-apigateway-authtype']).toBe('awsSigv4')
    expect(swagger.paths['/{proxy+}']['x-amazon-apigateway-any-method']['x-amazon-apigateway-integration']).toEqual(integrations.proxy)
    expect(swagger['x-amazon-apigateway-policy']).toBeUndefined()
  })

  it('goes by paths and methods, with what a path always wants and one body alone in Swagger', async () => {
    const { items } = await call('GetResources', { restApiId })
    const resourceId = items.find(({ path }: { path: string }) => path === '/pets/{id}').id
    const method = { restApiId, resourceId, httpMethod: 'DELETE' }
    const requestModels = { 'application/json': 'Error', 'text/plain': 'Empty' }
    await call('PutMethod', {
      ...{ ...method, authorizationType: 'NONE', requestModels, requestParameters: { 'method.request.path.id': false } },
    })
    await call('PutIntegration', { ...method, type: 'MOCK' })
    await call('CreateDeployment', { restApiId, stageName: 'prod' })
    const { paths } = JSON.parse((await exported('swagger')).text)
    expect(Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods as object)])).toEqual([
      ['/pets/{id}', ['delete', 'get', 'post']],
      ['/{proxy+}', ['x-amazon-apigateway-any-method']],
    ])
    expect(paths['/pets/{id}'].delete.parameters).toEqual([
      { name: 'id', in: 'path', required: true, type: 'string' },
      { in: 'body', name: 'Error', required: true, schema: { $ref: '#/definitions/Error' } },
    ])
  })

  it('is of the deployment, with the models that methods name', async () => {
    const { items } = await call('GetResources', { restApiId })
    const resourceId = items.find(({ path }: { path: string }) => path === '/{proxy+}').id
    await call('PutMethod', {
      restApiId,
      resourceId,
      httpMethod: 'PUT',
      authorizationType: 'NONE',
      requestModels: { 'application/json': 'Error' },
    })
    await call('CreateModel', { restApiId, name: 'Pet', contentType: 'application/json', schema: '{"type":"object"}' })
    await call('PutMethodResponse', {
      restApiId,
      resourceId,
      httpMethod: 'PUT',
      statusCode: '200',
      responseModels: { 'application/json': 'Pet' },
    })
    await call('PutIntegration', { restApiId, resourceId, httpMethod: 'PUT', type: 'MOCK' })
    const put = async (type: string) => JSON.parse((await exported(type)).text).paths['/{proxy+}'].put
    expect(await put('oas30')).toBeUndefined()
    await call('CreateDeployment', { restApiId, stageName: 'prod' })
    const schema = (name: string) => ({ content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } })
    expect(await put('oas30')).toMatchObject({ requestBody: schema('Error'), responses: { 200: schema('Pet') } })
    expect(await put('swagger')).toMatchObject({
      ...{ consumes: ['application/json'], produces: ['application/json'] },
      parameters: [{ in: 'body', name: 'Error', required: true, schema: { $ref: '#/definitions/Error' } }],
      responses: { 200: { schema: { $ref: '#/definitions/Pet' } } },
    })
    const { components } = JSON.parse((await exported('oas30')).text)
    expect(components.schemas).toEqual({ Error: expect.objectContaining({ title: 'Error Schema' }), Pet: { type: 'object' } })
  })

  it.each([
    [{ exportType: 'raml' }, "Supported export types are 'oas30' and 'swagger'"],
    [{ parameters: { extensions: 'postman' } }, 'Unsupported extension: postman'],
    [{ accepts: 'text/html' }, 'Invalid accept header specified: text/html'],
    [{ stageName: 'dev' }, 'Invalid stage identifier specified'],
    [{ restApiId: 'none' }, 'Invalid API identifier specified'],
  ])('is refused for %j', async (more, words) => {
    expect(await refusal(exported('oas30', more))).toContain(words)
  })
})
