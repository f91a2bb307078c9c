import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'
import { apiGatewayService } from './service.ts'
import type { Sender } from './serving/api-request.ts'
import { type AskedRequest, askApi } from './testing/ask-api.ts'

const accountId = '123456789012'
const lambdaUri = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${accountId}:function:${name}/invocations`

let world: Awaited<ReturnType<typeof lambdaWorld>>
let restApiId: string
let root: string

const call = (operation: string, input: object) => world.call('apigateway', operation, input)

beforeEach(async () => {
  world = await lambdaWorld()
  await world.create('f')
  const api = await call('CreateRestApi', { name: 'shop' })
  ;[restApiId, root] = [api.id, api.rootResourceId]
})

async function resource(pathPart: string, parentId = root): Promise<string> {
  return (await call('CreateResource', { restApiId, parentId, pathPart })).id
}

/** A method that answers 200 with what the integration answers. */
async function method(resourceId: string, integration: object, { httpMethod = 'POST', authorizationType = 'NONE', response = {} } = {}) {
  const place = { restApiId, resourceId, httpMethod }
  await call('PutMethod', { ...place, authorizationType })
  await call('PutIntegration', { ...place, integrationHttpMethod: 'POST', ...integration })
  await call('PutIntegrationResponse', { ...place, statusCode: '200', ...response })
  await call('PutMethodResponse', { ...place, statusCode: '200' })
  return place
}

const deploy = (stageName = 'prod', more: object = {}) => call('CreateDeployment', { restApiId, stageName, ...more })

const allowed = (name = 'f') =>
  world.call('lambda', 'AddPermission', {
    ...{ FunctionName: name, StatementId: 'api', Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' },
    SourceArn: `arn:aws:execute-api:us-east-1:${accountId}:${restApiId}/*/*/*`,
  })

const request = (path: string, change: Partial<AskedRequest> = {}) =>
  askApi(world.services.face(apiGatewayService)!, { apiId: restApiId, method: 'POST', path, ...change })

describe('an integration with a function', () => {
  it('hands the body on and the result back, an empty body as an empty object', async () => {
    await method(await resource('echo'), { type: 'AWS', uri: lambdaUri('f') })
    await allowed()
    await deploy()
    expect(await request('/prod/echo', { body: '{"a":1}' })).toMatchObject({
      ...{ status: 200, body: '{"a":1}' },
      headers: { 'Content-Type': 'application/json', 'Content-Length': '7', Connection: 'keep-alive', 'X-Cache': 'Miss from cloudfront' },
    })
    expect((await request('/prod/echo', { body: '"text"' })).body).toBe('"text"')
    expect((await request('/prod/echo')).body).toBe('{}')
    expect(await request('/prod/echo', { body: 'text', headers: [['content-type', 'text/plain']] })).toMatchObject({
      status: 400,
      body: expect.stringContaining('Could not parse request body into json'),
    })
  })

  it('fills in the template for the type of the request, and refuses other types where nothing may pass', async () => {
    const requestTemplates = { 'application/json': '{"q": "$input.params().querystring", "body": $input.json(\'$\')}' }
    await method(await resource('mapped'), { type: 'AWS', uri: lambdaUri('f'), requestTemplates, passthroughBehavior: 'NEVER' })
    await allowed()
    await deploy()
    expect(JSON.parse((await request('/prod/mapped', { query: 'a=1&b=%20', body: '[1]' })).body)).toEqual({ q: '{a=1, b= }', body: [1] })
    expect(await request('/prod/mapped', { headers: [['Content-Type', 'text/plain']], body: 'x' })).toMatchObject({
      ...{ status: 415, body: '{"message":"Unsupported Media Type"}' },
    })
  })

  it('answers as the pattern says that fits the message of the error', async () => {
    const place = await method(await resource('fails'), { type: 'AWS', uri: lambdaUri('f') })
    const template = { 'application/json': '{"why": "$input.path(\'$.errorMessage\')"}' }
    const responseParameters = {
      'method.response.header.X-Kind': "'bad'",
      'method.response.header.X-Type': 'integration.response.body.errorType',
    }
    await call('PutIntegrationResponse', {
      ...{ ...place, statusCode: '400', selectionPattern: 'Bad.*', responseTemplates: template, responseParameters },
    })
    await call('PutMethodResponse', { ...place, statusCode: '400' })
    await allowed()
    await deploy()
    world.host.answer = () => ({ payload: '{"errorMessage":"Bad order","errorType":"E"}', functionError: 'Unhandled' })
    expect(await request('/prod/fails', { body: '{}' })).toMatchObject({
      ...{ status: 400, body: '{"why": "Bad order"}', headers: { 'X-Kind': 'bad', 'X-Type': 'E' } },
    })
    world.host.answer = () => ({ payload: '{"errorMessage":"other"}', functionError: 'Unhandled' })
    expect((await request('/prod/fails')).status).toBe(200)
  })

  it('as a proxy gives it format 1.0, and its answer to the client', async () => {
    const place = { restApiId, resourceId: await resource('{proxy+}', await resource('pets')), httpMethod: 'ANY' }
    await call('PutMethod', { ...place, authorizationType: 'NONE' })
    await call('PutIntegration', { ...place, type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: lambdaUri('f') })
    await allowed()
    await deploy('prod', { variables: { table: 't' } })
    world.host.answer = () => ({
      payload: JSON.stringify({
        statusCode: 201,
        headers: { 'X-A': 'a' },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: 'made',
      }),
    })
    const headers = [
      ['X-Two', '1'],
      ['X-Two', '2'],
    ] as const
    const answer = await request('/prod/pets/a%20b/c', { method: 'PUT', query: 'q=1&q=2', headers, body: 'text' })
    expect(answer).toMatchObject({ status: 201, body: 'made', headers: { 'X-A': 'a', 'Set-Cookie': 'b=2' } })
    expect(JSON.parse(world.host.invocations.at(-1)!.payload)).toMatchObject({
      ...{ resource: '/pets/{proxy+}', path: '/pets/a b/c', httpMethod: 'PUT', pathParameters: { proxy: 'a b/c' } },
      ...{ headers: { 'X-Two': '2' }, multiValueHeaders: { 'X-Two': ['1', '2'] } },
      ...{ queryStringParameters: { q: '2' }, multiValueQueryStringParameters: { q: ['1', '2'] }, stageVariables: { table: 't' } },
      ...{ body: 'text', isBase64Encoded: false },
      requestContext: { apiId: restApiId, stage: 'prod', path: '/prod/pets/a%20b/c', identity: { sourceIp: '127.0.0.1' } },
    })
    world.host.answer = () => ({ payload: '"no answer of a proxy"' })
    expect(await request('/prod/pets/x')).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' })
  })

  it('happens only where the policy of the function, or the role, lets API Gateway', async () => {
    await method(await resource('a'), { type: 'AWS', uri: lambdaUri('f') })
    // The role trusts Lambda alone.
    await method(await resource('b'), { type: 'AWS', uri: lambdaUri('f'), credentials: `arn:aws:iam::${accountId}:role/functions` })
    await deploy()
    expect(await request('/prod/a')).toMatchObject({ status: 500, body: '{"message":"Internal server error"}' })
    expect((await request('/prod/b')).status).toBe(500)
    await allowed()
    expect((await request('/prod/a')).status).toBe(200)
    expect((await request('/prod/b')).status).toBe(500)
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }
    await world.call('iam', 'UpdateAssumeRolePolicy', { RoleName: 'functions', PolicyDocument: JSON.stringify(trust) })
    expect((await request('/prod/b')).status).toBe(200)
  })
})

describe('a request to an API', () => {
  const mock = (statusCode: number, response: object = {}) => ({
    ...{ type: 'MOCK', requestTemplates: { 'application/json': `{"statusCode": ${statusCode}}` } },
    ...response,
  })
  const says = (text: string) => ({ httpMethod: 'GET', response: { responseTemplates: { 'application/json': `"${text}"` } } })
  const get = (path: string, more: object = {}) => request(path, { method: 'GET', ...more })

  it('finds literal parts before variables, and says of others what AWS says', async () => {
    const pets = await resource('pets')
    await method(await resource('mine', pets), mock(200), says('mine'))
    const one = await resource('{id}', pets)
    await method(one, mock(200), says("$input.params('id')"))
    await method(await resource('toys', one), mock(200), says('toys'))
    await method(root, mock(200), says('root'))
    await deploy()
    expect((await get('/prod/pets/mine')).body).toBe('"mine"')
    expect((await get('/prod/pets/7%2F8')).body).toBe('"7/8"')
    expect((await get('/prod/pets/mine/toys')).body).toBe('"toys"')
    expect((await get('/prod')).body).toBe('"root"')
    expect(await get('/prod/pets')).toMatchObject({ status: 403, body: '{"message":"Missing Authentication Token"}' })
    expect(await request('/prod/pets/mine')).toMatchObject({ status: 403, body: '{"message":"Missing Authentication Token"}' })
    expect(await get('/test/pets/mine')).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' })
    expect(await get('/prod/pets/mine', { apiId: 'nobodys123' })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' })
    expect((await get('/prod/constructor')).status).toBe(403)
  })

  it('meets what was deployed, whatever has changed since', async () => {
    const id = await resource('a')
    await method(id, mock(200), says('first'))
    await deploy()
    await call('DeleteResource', { restApiId, resourceId: id })
    expect((await get('/prod/a')).body).toBe('"first"')
    await method(root, mock(200), says('second'))
    await deploy()
    expect((await get('/prod/a')).status).toBe(403)
    expect((await get('/prod/')).body).toBe('"second"')
  })

  it('of a method with AWS_IAM comes in for those who sign and may, and with a policy for those it names', async () => {
    await method(root, mock(200), { ...says('in'), authorizationType: 'AWS_IAM' })
    await deploy()
    const as = (arn: string): { sender(): Sender } => ({
      sender: () => ({ kind: 'caller', caller: { accountId, accessKeyId: '', arn, userId: 'u' } }),
    })
    expect(await get('/prod/')).toMatchObject({ status: 403, body: '{"message":"Missing Authentication Token"}' })
    expect((await get('/prod/', as(`arn:aws:iam::${accountId}:root`))).status).toBe(200)
    const refused = await get('/prod/', as(`arn:aws:sts::${accountId}:assumed-role/nobody/me`))
    expect(refused.status).toBe(403)
    expect(refused.body).toContain(`execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:${accountId}:${restApiId}/prod/GET/`)
  })

  it('of an API with a policy comes in for whom the policy allows', async () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          ...{
            Effect: 'Allow',
            Principal: { Service: 'states.amazonaws.com' },
            Action: 'execute-api:Invoke',
            Resource: 'execute-api:/prod/GET/',
          },
          Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:states:us-east-1:${accountId}:stateMachine:mine` } },
        },
      ],
    })
    const api = await call('CreateRestApi', { name: 'closed', policy })
    ;[restApiId, root] = [api.id, api.rootResourceId]
    await method(root, mock(200), says('in'))
    await deploy()
    const from = (machine: string): { sender(): Sender } => ({
      sender: () => ({
        ...{ kind: 'service', service: 'states.amazonaws.com' },
        sourceArn: `arn:aws:states:us-east-1:${accountId}:stateMachine:${machine}`,
      }),
    })
    expect((await get('/prod/')).body).toContain('User: anonymous is not authorized')
    expect((await get('/prod/', from('mine'))).status).toBe(200)
    expect((await get('/prod/', from('other'))).status).toBe(403)
  })

  it('without a response that fits, or a method response to it, is a 500', async () => {
    const place = await method(root, mock(404), { httpMethod: 'GET' })
    await call('DeleteMethodResponse', { ...place, statusCode: '200' })
    await deploy()
    expect((await get('/prod/')).status).toBe(500)
  })
})

describe('what is asked for and is not served', () => {
  it.each([
    ['PutMethod', { authorizationType: 'CUSTOM' }, 'BadRequestException: An authorizer (CUSTOM) is not served here.'],
    ['PutMethod', { authorizationType: 'NONE', apiKeyRequired: true }, 'API key is not served here'],
    ['PutIntegration', { type: 'AWS', uri: 'arn:aws:apigateway:us-east-1:s3:path/b/k' }, 's3:path/b/k is not served here'],
    ['PutIntegration', { type: 'AWS', uri: lambdaUri('f'), requestTemplates: { a: '#macro(m)#end' } }, 'no directives such as #macro'],
    ['PutIntegration', { type: 'HTTP', uri: 'ftp://x' }, 'Invalid HTTP endpoint specified for URI'],
    ['PutIntegration', { type: 'MOCK', requestParameters: { x: 'y' } }, 'Invalid mapping expression specified'],
  ])('%s %j is refused', async (operation, input, reason) => {
    const place = { restApiId, resourceId: root, httpMethod: 'GET' }
    if (operation === 'PutIntegration') await call('PutMethod', { ...place, authorizationType: 'NONE' })
    expect(await refusal(call(operation, { ...place, integrationHttpMethod: 'POST', ...input }))).toContain(reason)
  })

  it('names what is not there as AWS does, and refuses a second of a kind', async () => {
    const place = { restApiId, resourceId: root, httpMethod: 'GET' }
    expect(await refusal(call('GetRestApi', { restApiId: 'x' }))).toBe(`NotFoundException: Invalid API identifier specified ${accountId}:x`)
    expect(await refusal(call('GetMethod', place))).toBe('NotFoundException: Invalid Method identifier specified')
    expect(await refusal(call('GetStage', { restApiId, stageName: 'x' }))).toBe('NotFoundException: Invalid stage identifier specified')
    expect(await refusal(deploy())).toBe("BadRequestException: The REST API doesn't contain any methods")
    await resource('a')
    expect(await refusal(resource('a'))).toBe('ConflictException: Another resource with the same parent already has this name: a')
    await call('PutMethod', { ...place, authorizationType: 'NONE' })
    expect(await refusal(call('PutMethod', { ...place, authorizationType: 'NONE' }))).toContain('Method already exists for this resource')
    expect(await refusal(deploy())).toBe('BadRequestException: No integration defined for method')
  })
})

it('lists, tags and deletes what was made', async () => {
  await method(await resource('a'), { type: 'MOCK' })
  const { id: deploymentId } = await deploy()
  const stageArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/prod`
  await call('TagResource', { resourceArn: stageArn, tags: { k: 'v', l: 'w' } })
  await call('UntagResource', { resourceArn: stageArn, tagKeys: ['l'] })
  expect(await call('GetTags', { resourceArn: stageArn })).toEqual({ tags: { k: 'v' } })
  expect((await call('GetStages', { restApiId })).item).toMatchObject([{ stageName: 'prod', deploymentId, tags: { k: 'v' } }])
  const paths: string[] = []
  for (let position: string | undefined, first = true; first || position !== undefined; first = false) {
    const page = await call('GetResources', { restApiId, limit: 1, embed: ['methods'], ...(position && { position }) })
    paths.push(...page.items.map((item: { path: string }) => item.path))
    position = page.position
  }
  expect(paths.sort()).toEqual(['/', '/a'])
  expect(await refusal(call('DeleteDeployment', { restApiId, deploymentId }))).toContain('Active stages pointing to this deployment')
  await call('DeleteStage', { restApiId, stageName: 'prod' })
  await call('DeleteDeployment', { restApiId, deploymentId })
  expect((await call('GetDeployments', { restApiId })).items).toEqual([])
  await call('DeleteRestApi', { restApiId })
  expect((await call('GetRestApis', {})).items).toEqual([])
})
