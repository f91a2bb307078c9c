import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:f'
const document = `
openapi: 3.0.1
info: { title: shop, version: '7' }
tags: [{ name: team, x-amazon-apigateway-tag-value: red }]
servers: [{ url: 'https://x/v1' }]
x-amazon-apigateway-cors: { allowOrigins: ['https://a'], maxAge: 5 }
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      security: [{ jwt: [read] }]
      x-amazon-apigateway-integration: { $ref: '#/components/x-amazon-apigateway-integrations/f' }
    post:
      security: [{ gate: [] }]
      x-amazon-apigateway-integration:
        type: aws_proxy
        integrationSubtype: StepFunctions-StartExecution
        credentials: arn:aws:iam::123456789012:role/r
        requestParameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m', Input: $request.body }
        payloadFormatVersion: '1.0'
    delete:
      security: [{ signed: [] }]
  /$default:
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: 'https://else.example/', timeoutInMillis: 1000 }
components:
  x-amazon-apigateway-integrations:
    f: { type: AWS_PROXY, httpMethod: POST, uri: '${functionArn}', payloadFormatVersion: 2.0 }
  securitySchemes:
    jwt:
      type: oauth2
      x-amazon-apigateway-authorizer:
        type: jwt
        identitySource: $request.header.Authorization
        jwtConfiguration: { issuer: 'https://issuer.example', audience: [a] }
    gate:
      type: apiKey
      x-amazon-apigateway-authorizer:
        type: request
        identitySource: $request.header.a, $request.querystring.b
        authorizerUri: '${functionArn}'
        authorizerPayloadFormatVersion: 2.0
        authorizerResultTtlInSeconds: 9
        enableSimpleResponses: true
    signed: { type: apiKey, x-amazon-apigateway-authtype: awsSigv4 }
`

let world: Awaited<ReturnType<typeof lambdaWorld>>
const call = (operation: string, input: object) => world.call('apigatewayv2', operation, input)
beforeEach(async () => {
  world = await lambdaWorld()
})

describe('an HTTP API from a document of OpenAPI', () => {
  it('has the routes, integrations and authorizers that stand there', async () => {
    const api = await call('ImportApi', { Body: document })
    expect(api).toMatchObject({
      ...{ Name: 'shop', Version: '7', Tags: { team: 'red' }, CorsConfiguration: { AllowOrigins: ['https://a'], MaxAge: 5 } },
      Warnings: [expect.stringContaining('DELETE /orders/{id}')],
    })
    const { ApiId } = api
    const byName = <T extends object>(items: T[], name: string): Record<string, T> =>
      Object.fromEntries(items.map(item => [(item as Record<string, string>)[name]!, item]))
    const authorizers = byName((await call('GetAuthorizers', { ApiId })).Items, 'Name') as Record<string, Record<string, unknown>>
    expect(authorizers).toMatchObject({
      jwt: { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['a'] } },
      gate: {
        ...{ AuthorizerType: 'REQUEST', IdentitySource: ['$request.header.a', '$request.querystring.b'] },
        ...{ AuthorizerPayloadFormatVersion: '2.0', AuthorizerResultTtlInSeconds: 9, EnableSimpleResponses: true },
      },
    })
    const routes = byName((await call('GetRoutes', { ApiId })).Items, 'RouteKey')
    expect(routes).toMatchObject({
      'GET /orders/{id}': {
        ...{ OperationName: 'getOrder', AuthorizationType: 'JWT', AuthorizerId: authorizers['jwt']!['AuthorizerId'] },
        AuthorizationScopes: ['read'],
      },
      'POST /orders/{id}': { AuthorizationType: 'CUSTOM', AuthorizerId: authorizers['gate']!['AuthorizerId'] },
      'DELETE /orders/{id}': { AuthorizationType: 'AWS_IAM' },
      $default: { AuthorizationType: 'NONE' },
    })
    const integrations = (await call('GetIntegrations', { ApiId })).Items as Record<string, unknown>[]
    const of = (key: string) =>
      integrations.find(each => `integrations/${each['IntegrationId']}` === (routes[key] as { Target?: string }).Target)
    expect(of('GET /orders/{id}')).toMatchObject({ IntegrationUri: functionArn, PayloadFormatVersion: '2.0' })
    expect(of('POST /orders/{id}')).toMatchObject({ IntegrationSubtype: 'StepFunctions-StartExecution' })
    expect(of('$default')).toMatchObject({ IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', TimeoutInMillis: 1000 })
  })

  it('is made anew by another document, but for its stages', async () => {
    const { ApiId } = await call('ImportApi', { Body: document, Basepath: 'prepend' })
    expect((await call('GetRoutes', { ApiId })).Items.map((route: { RouteKey: string }) => route.RouteKey)).toContain('GET /v1/orders/{id}')
    await call('CreateStage', { ApiId, StageName: 'prod', AutoDeploy: true })
    const Body = JSON.stringify({
      ...{ openapi: '3.0.1', info: { title: 'new' } },
      paths: { '/a': { get: { 'x-amazon-apigateway-integration': { type: 'AWS_PROXY', uri: functionArn, payloadFormatVersion: '2.0' } } } },
    })
    const api = await call('ReimportApi', { ApiId, Body })
    expect(api).toMatchObject({ ApiId, Name: 'new' })
    expect(api).not.toHaveProperty('CorsConfiguration')
    expect((await call('GetRoutes', { ApiId })).Items).toMatchObject([{ RouteKey: 'GET /a' }])
    expect((await call('GetAuthorizers', { ApiId })).Items).toEqual([])
    expect((await call('GetStages', { ApiId })).Items).toMatchObject([{ StageName: 'prod' }])
    const tags = [{ name: 'aws:team', 'x-amazon-apigateway-tag-value': 'red' }]
    const tagged = JSON.stringify({ ...JSON.parse(Body), tags })
    expect(await refusal(call('ReimportApi', { ApiId, Body: tagged }))).toMatch(/^BadRequestException: aws: prefixed/)
  })

  it('is refused where the document is none, and where it may have no warnings', async () => {
    const refused = (Body: string, more: object = {}) => refusal(call('ImportApi', { Body, ...more }))
    expect(await refused('{')).toContain('malformed document')
    expect(await refused('{"swagger":"2.0","info":{"title":"x"}}')).toContain('OpenAPI 3.0')
    expect(await refused('{"openapi":"3.0.1"}')).toMatch(/^BadRequestException/)
    const nameless = { openapi: '3.0.1', info: { title: 't' }, 'x-amazon-apigateway-cors': { '': 1, allowOrigins: '*' } }
    expect(await refused(JSON.stringify(nameless))).toContain('invalid value for CorsConfiguration')
    expect(await refused(document, { FailOnWarnings: true })).toContain('Warnings found during import')
    expect(await refused(document.replaceAll('[{ gate: [] }]', '[{ none: [] }]'))).toContain('The security none')
    expect((await call('GetApis', {})).Items).toEqual([])
  })

  it.each<[string, string, unknown]>([
    ['a list where a text is', 'integration', { uri: [functionArn] }],
    ['mappings of nothing', 'integration', { responseParameters: { 200: null } }],
    ['a number where a text is', 'integration', { requestParameters: { 'append:header.a': 1 } }],
    ['an audience that is none', 'authorizer', { jwtConfiguration: { issuer: 'https://i', audience: 5 } }],
    ['an identity that is none', 'authorizer', { identitySource: true }],
    ['origins that are none', 'cors', { allowOrigins: '*' }],
  ])('is refused with %s', async (_, where, wrong) => {
    const integration = {
      type: 'AWS_PROXY',
      uri: functionArn,
      payloadFormatVersion: '2.0',
      ...(where === 'integration' && (wrong as object)),
    }
    const jwt = { type: 'jwt', identitySource: '$request.header.a', jwtConfiguration: { issuer: 'https://i', audience: ['a'] } }
    const authorizer = { ...jwt, ...(where === 'authorizer' && (wrong as object)) }
    const Body = JSON.stringify({
      ...{ openapi: '3.0.1', info: { title: 't' }, ...(where === 'cors' && { 'x-amazon-apigateway-cors': wrong }) },
      paths: { '/a': { get: { 'x-amazon-apigateway-integration': integration } } },
      components: { securitySchemes: { a: { type: 'oauth2', 'x-amazon-apigateway-authorizer': authorizer } } },
    })
    expect(await refusal(call('ImportApi', { Body }))).toMatch(/^BadRequestException: .*invalid value/)
  })
})
