import { parseYaml, plainValue } from '@pasos/iac'
import { beforeEach, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
const call = (operation: string, input: object) => world.call('apigatewayv2', operation, input)
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:f'
const role = 'arn:aws:iam::123456789012:role/r'
let ApiId: string

beforeEach(async () => {
  world = await lambdaWorld()
  const cors = { AllowOrigins: ['https://a'], MaxAge: 5 }
  const api = { Name: 'shop', ProtocolType: 'HTTP', Description: 'd: "x"', Version: '7', Tags: { team: 'red' }, CorsConfiguration: cors }
  ApiId = (await call('CreateApi', api)).ApiId
  const integration = async (input: object) => `integrations/${(await call('CreateIntegration', { ApiId, ...input })).IntegrationId}`
  const toFunction = await integration({ IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn, PayloadFormatVersion: '2.0' })
  const toQueue = await integration({
    ...{ IntegrationType: 'AWS_PROXY', IntegrationSubtype: 'SQS-SendMessage', CredentialsArn: role, PayloadFormatVersion: '1.0' },
    RequestParameters: { QueueUrl: '$request.header.queue', MessageBody: '$request.body' },
  })
  const elsewhere = await integration({
    ...{ IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', IntegrationUri: 'https://else.example/', TimeoutInMillis: 1000 },
    ...{ PayloadFormatVersion: '1.0', ResponseParameters: { 200: { 'append:header.a': 'b' } } },
  })
  const jwt = await call('CreateAuthorizer', {
    ...{ ApiId, Name: 'jwt', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] },
    JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['a'] },
  })
  const gate = await call('CreateAuthorizer', {
    ...{ ApiId, Name: 'gate', AuthorizerType: 'REQUEST', IdentitySource: ['$request.header.a', '$request.querystring.b'] },
    ...{ AuthorizerUri: functionArn, AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true, AuthorizerResultTtlInSeconds: 9 },
  })
  const route = (RouteKey: string, Target: string, more: object = {}) => call('CreateRoute', { ApiId, RouteKey, Target, ...more })
  const scopes = { AuthorizationType: 'JWT', AuthorizerId: jwt.AuthorizerId, AuthorizationScopes: ['read'] }
  await route('GET /orders/{id}', toFunction, { OperationName: 'getOrder', ...scopes })
  await route('POST /orders/{id}', toQueue, { AuthorizationType: 'CUSTOM', AuthorizerId: gate.AuthorizerId })
  await route('ANY /all/{rest+}', toFunction, { AuthorizationType: 'AWS_IAM' })
  await route('$default', elsewhere)
})

async function exported(OutputType: string, more: object = {}): Promise<string> {
  const { body } = await call('ExportApi', { ApiId, Specification: 'OAS30', OutputType, ...more })
  return Buffer.from(body).toString()
}

/** All there is of an API but the ids that were made for it. */
async function shown(id: string): Promise<object> {
  const { ApiId: _, ApiEndpoint: __, CreatedDate: ___, ...api } = await call('GetApi', { ApiId: id })
  const lists: Record<string, Record<string, unknown>[]> = {}
  for (const list of ['GetIntegrations', 'GetRoutes', 'GetAuthorizers']) lists[list] = (await call(list, { ApiId: id })).Items
  const uriOf = (target: unknown) => lists['GetIntegrations']!.find(({ IntegrationId }) => target === `integrations/${IntegrationId}`)
  const nameOf = (authorizer: unknown) => lists['GetAuthorizers']!.find(({ AuthorizerId }) => AuthorizerId === authorizer)?.['Name']
  const routes = lists['GetRoutes']!.map(({ RouteId: _, Target, AuthorizerId, ...route }) => {
    const { IntegrationId: __, ...integration } = uriOf(Target)!
    return { ...route, integration, authorizer: nameOf(AuthorizerId) }
  })
  const authorizers = lists['GetAuthorizers']!.map(({ AuthorizerId: _, ...authorizer }) => authorizer)
  const sorted = (all: object[]) => all.map(each => JSON.stringify(each)).sort()
  return { ...api, routes: sorted(routes), authorizers: sorted(authorizers) }
}

it.each(['JSON', 'YAML'])('an API that is imported from what another was exported as, in %s, has all that it has', async type => {
  const { ApiId: copy } = await call('ImportApi', { Body: await exported(type), FailOnWarnings: true })
  expect(await shown(copy)).toEqual(await shown(ApiId))
})

it('the document says where the API answers, its paths with their variables, and, where they are wanted, the extensions', async () => {
  const text = await exported('JSON')
  const document = JSON.parse(text)
  const { ApiEndpoint } = await call('GetApi', { ApiId })
  expect(document).toMatchObject({
    ...{ openapi: '3.0.1', info: { title: 'shop', description: 'd: "x"', version: '7' } },
    servers: [{ url: `${ApiEndpoint}/{basePath}`, variables: { basePath: { default: '' } } }],
    'x-amazon-apigateway-importexport-version': '1.0',
  })
  expect(document.paths['/orders/{id}'].get).toMatchObject({
    ...{
      operationId: 'getOrder',
      security: [{ jwt: ['read'] }],
      responses: { default: { description: 'Default response for GET /orders/{id}' } },
    },
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  })
  expect(plainValue(parseYaml(await exported('YAML')))).toEqual(document)
  const plain = await exported('JSON', { IncludeExtensions: false })
  expect(plain.replaceAll('x-amazon-apigateway-any-method', '')).not.toContain('x-amazon')
})

it('a stage is exported as what it shows', async () => {
  const { DeploymentId } = await call('CreateDeployment', { ApiId })
  await call('CreateStage', { ApiId, StageName: 'prod', DeploymentId })
  await call('CreateStage', { ApiId, StageName: 'empty' })
  const before = await exported('JSON', { StageName: 'prod' })
  for (const { RouteId } of (await call('GetRoutes', { ApiId })).Items) await call('DeleteRoute', { ApiId, RouteId })
  expect(await exported('JSON', { StageName: 'prod' })).toBe(before)
  expect(JSON.parse(before).servers[0].variables.basePath.default).toBe('prod')
  expect(JSON.parse(await exported('JSON')).paths).toEqual({})
  expect(await refusal(exported('JSON', { StageName: 'empty' }))).toContain('The stage empty has no deployment')
})

it.each([
  [{ Specification: 'OAS31' }, 'Invalid specification'],
  [{ OutputType: 'XML' }, 'Invalid outputType'],
  [{ ExportVersion: '2.0' }, 'Invalid exportVersion'],
  [{ StageName: 'gone' }, 'Invalid Stage identifier specified gone'],
  [{ ApiId: 'gone' }, 'Invalid API identifier specified gone'],
])('is refused with %j', async (more, words) => {
  expect(await refusal(call('ExportApi', { ApiId, Specification: 'OAS30', OutputType: 'JSON', ...more }))).toContain(words)
})
