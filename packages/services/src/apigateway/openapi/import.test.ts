import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'
import { servedApis } from '../served-apis.ts'
import { askApi } from '../testing/ask-api.ts'

const uri = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations'
const proxy = { type: 'aws_proxy', httpMethod: 'POST', uri }
const mock = (text: string) => ({
  ...{ type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' }, passthroughBehavior: 'when_no_match' },
  responses: {
    default: {
      ...{ statusCode: '200', responseTemplates: { 'application/json': text } },
      responseParameters: { 'method.response.header.X-Kind': "'mock'" },
    },
  },
})
const answered = { 200: { description: 'ok', headers: { 'X-Kind': { type: 'string' } } } }
const document = (paths: object, more: object = {}) => ({ openapi: '3.0.1', info: { title: 'shop', version: '7' }, paths, ...more })

let world: Awaited<ReturnType<typeof lambdaWorld>>
const call = (operation: string, input: object) => world.call('apigateway', operation, input)
const body = (value: object) => Buffer.from(JSON.stringify(value))
const refusal = (action: Promise<unknown>) =>
  action.then(
    () => 'was not refused',
    (error: Error) => error.message,
  )

beforeEach(async () => {
  world = await lambdaWorld()
  await world.create('f')
})

async function ask(apiId: string, method: string, path: string) {
  const { status, headers, body: text } = await askApi(servedApis(world.services)!, { apiId, method, path })
  return { status, kind: headers['X-Kind'], text }
}

describe('an API from an OpenAPI document', () => {
  it('has its paths, methods and integrations, and answers once it is deployed', async () => {
    const paths = {
      '/pets/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true }],
        get: { operationId: 'one', responses: answered, 'x-amazon-apigateway-integration': mock('"$input.params(\'id\')"') },
        post: { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' }, 'x-amazon-apigateway-integration': proxy },
      },
      '/{proxy+}': { 'x-amazon-apigateway-any-method': { 'x-amazon-apigateway-integration': proxy } },
    }
    const made = await call('ImportRestApi', { body: body(document(paths)) })
    expect(made).toMatchObject({ name: 'shop', version: '7' })
    const { id: restApiId } = made
    const { items } = await call('GetResources', { restApiId, embed: ['methods'] })
    expect(
      items
        .map(({ path, resourceMethods = {} }: { path: string; resourceMethods?: object }) => `${path} ${Object.keys(resourceMethods)}`)
        .sort(),
    ).toEqual([...['/ ', '/pets ', '/pets/{id} GET,POST', '/{proxy+} ANY']])
    const source = `arn:aws:execute-api:us-east-1:123456789012:${restApiId}/*`
    const allow = {
      FunctionName: 'f',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: source,
    }
    await world.call('lambda', 'AddPermission', allow)
    await call('CreateDeployment', { restApiId, stageName: 'prod' })
    expect(await ask(restApiId, 'GET', '/prod/pets/7')).toEqual({ status: 200, kind: 'mock', text: '"7"' })
    expect((await ask(restApiId, 'POST', '/prod/pets/7')).status).toBe(403)
    world.host.answer = () => ({ payload: '{"statusCode":202}' })
    expect((await ask(restApiId, 'PUT', '/prod/else/where')).status).toBe(202)
  })

  it('is laid over what there is, or takes its place, and a document that cannot be served changes nothing', async () => {
    const { id: restApiId } = await call('ImportRestApi', {
      body: body(document({ '/a': { get: { 'x-amazon-apigateway-integration': proxy } } })),
    })
    const paths = async () => (await call('GetResources', { restApiId })).items.map(({ path }: { path: string }) => path).sort()
    const put = (mode: string, what: object, more: object = {}) => call('PutRestApi', { restApiId, mode, body: body(document(what, more)) })
    await put('merge', { '/b': { get: { 'x-amazon-apigateway-integration': proxy } } })
    expect(await paths()).toEqual(['/', '/a', '/b'])
    await put('overwrite', { '/c': {}, '/d': { get: {} } })
    expect(await paths()).toEqual(['/', '/d'])
    const bad = { '/e': { get: { 'x-amazon-apigateway-integration': { ...proxy, uri: 'arn:aws:apigateway:us-east-1:s3:path/b' } } } }
    expect(await refusal(put('overwrite', bad))).toContain('currently only supports Lambda')
    expect(await refusal(put('overwrite', { '/e': { get: { security: [{ key: [] }] } } }))).toBe('The security key is not served here.')
    expect(await paths()).toEqual(['/', '/d'])
    const documentation = { 'x-amazon-apigateway-documentation': {} }
    expect((await put('merge', {}, documentation)).warnings).toEqual(['x-amazon-apigateway-documentation is not served here.'])
  })

  it('may be YAML, and must be OpenAPI', async () => {
    const yaml =
      'swagger: "2.0"\ninfo: {title: y}\nsecurityDefinitions: {sigv4: {x-amazon-apigateway-authtype: awsSigv4}}\npaths:\n  /a:\n    get: {security: [{sigv4: []}]}\n'
    const { id: restApiId, name } = await call('ImportRestApi', {
      body: Buffer.from(yaml),
      parameters: { endpointConfigurationTypes: 'REGIONAL' },
    })
    expect(name).toBe('y')
    const { items } = await call('GetResources', { restApiId, embed: ['methods'] })
    expect(items.find(({ path }: { path: string }) => path === '/a').resourceMethods.GET).toMatchObject({ authorizationType: 'AWS_IAM' })
    expect(await refusal(call('ImportRestApi', { body: Buffer.from('a: [') }))).toContain('Unable to parse API definition')
    expect(await refusal(call('ImportRestApi', { body: Buffer.from('{}') }))).toContain('neither swagger nor openapi')
  })

  it('is part of a stack, also as SAM writes it, and is changed with it', async () => {
    const template = (text: string) => ({
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        Api: {
          Type: 'AWS::Serverless::Api',
          Properties: {
            StageName: 'v1',
            BinaryMediaTypes: ['image~1png'],
            DefinitionBody: document({ '/hello': { get: { responses: answered, 'x-amazon-apigateway-integration': mock(text) } } }),
          },
        },
        F: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            ...{ Handler: 'index.handler', Runtime: 'nodejs24.x', InlineCode: '1' },
            Events: { Hello: { Type: 'Api', Properties: { RestApiId: { Ref: 'Api' }, Path: '/hello', Method: 'get' } } },
          },
        },
      },
      Outputs: { Id: { Value: { Ref: 'Api' } } },
    })
    const settled = async (operation: string, text: string) => {
      const TemplateBody = JSON.stringify(template(text))
      await world.call('cloudformation', operation, {
        StackName: 's',
        TemplateBody,
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
      })
      for (;;) {
        const [stack] = (await world.call('cloudformation', 'DescribeStacks', { StackName: 's' })).Stacks
        if (!stack.StackStatus.endsWith('_IN_PROGRESS')) return stack
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    }
    const made = await settled('CreateStack', '"one"')
    expect(made.StackStatus).toBe('CREATE_COMPLETE')
    const id = made.Outputs[0].OutputValue
    expect(await ask(id, 'GET', '/v1/hello')).toMatchObject({ status: 200, text: '"one"' })
    expect(await call('GetRestApi', { restApiId: id })).toMatchObject({ binaryMediaTypes: ['image/png'] })
    const changed = await settled('UpdateStack', '"two"')
    expect([changed.StackStatus, changed.Outputs[0].OutputValue]).toEqual(['UPDATE_COMPLETE', id])
    expect(await ask(id, 'GET', '/v1/hello')).toMatchObject({ status: 200, text: '"two"' })
  })
})
