import { createSign, generateKeyPairSync } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { type AskedRequest, askApi } from '../apigateway/testing/ask-api.ts'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'
import { httpApiService } from './service.ts'

const accountId = '123456789012'
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:${accountId}:function:${name}`
const invocations = (name: string) => `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arnOf(name)}/invocations`
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const issuer = 'https://issuer.example/'
const keys = [
  { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' },
  { ...ec.publicKey.export({ format: 'jwk' }), kid: 'two', use: 'sig' },
]

let world: Awaited<ReturnType<typeof lambdaWorld>>
let ApiId: string
let RouteId: string

const call = (operation: string, input: object) => world.call('apigatewayv2', operation, input)

/** An API whose one route leads to the function `f`, and a function `gate` that may be asked who may come in. */
beforeEach(async () => {
  world = await lambdaWorld()
  await world.create('f')
  await world.create('gate')
  ApiId = (await call('CreateApi', { Name: 'shop', ProtocolType: 'HTTP' })).ApiId
  await call('CreateStage', { ApiId, StageName: '$default', AutoDeploy: true })
  const { IntegrationId } = await call('CreateIntegration', {
    ...{ ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: arnOf('f'), PayloadFormatVersion: '2.0' },
  })
  RouteId = (await call('CreateRoute', { ApiId, RouteKey: 'GET /pets/{id}', Target: `integrations/${IntegrationId}` })).RouteId
  for (const [FunctionName, place] of [['f', '*'] as const, ['gate', 'authorizers/*'] as const]) {
    await world.call('lambda', 'AddPermission', {
      ...{ FunctionName, StatementId: 'api', Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' },
      SourceArn: `arn:aws:execute-api:us-east-1:${accountId}:${ApiId}/${place}`,
    })
  }
})

const request = (change: Partial<AskedRequest> = {}) =>
  askApi(world.services.face(httpApiService)!, { apiId: ApiId, method: 'GET', path: '/pets/1', ...change })

/** What the route's function was told last. */
const told = () => JSON.parse(world.host.invocations.at(-1)!.payload)

function tokenOf(claims: object, { key = rsa.privateKey, header = { alg: 'RS256', kid: 'one' } as object } = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ typ: 'JWT', ...header })}.${part(claims)}`
  return `${signed}.${createSign('sha256').update(signed).sign({ key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

describe('a JWT authorizer', () => {
  let claims: Record<string, unknown>
  beforeEach(async () => {
    // The issuer publishes its keys where OpenID Connect says.
    world.ports.outgoing.exchange = async ({ url }) => {
      const found = url.endsWith('/openid-configuration') ? { jwks_uri: 'https://issuer.example/keys' } : { keys }
      return { status: 200, statusText: '', headers: {}, rawHeaders: [], body: Buffer.from(JSON.stringify(found)) }
    }
    const seconds = Math.floor(world.clock.now() / 1_000)
    claims = { iss: issuer, sub: 'me', aud: 'shop', exp: seconds + 60, iat: seconds, scope: 'read write', roles: ['a', 'b'] }
    const { AuthorizerId } = await call('CreateAuthorizer', {
      ...{ ApiId, Name: 'jwt', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] },
      JwtConfiguration: { Issuer: issuer, Audience: ['shop', 'other'] },
    })
    await call('UpdateRoute', { ApiId, RouteId, AuthorizationType: 'JWT', AuthorizerId, AuthorizationScopes: ['write', 'admin'] })
  })

  const bearing = (token: string) => request({ headers: [['Authorization', `Bearer ${token}`]] })

  it('lets in who has a token of its issuer, and tells the function what it says', async () => {
    expect((await bearing(tokenOf(claims))).status).toBe(200)
    expect(told().requestContext.authorizer).toEqual({
      jwt: { claims: { ...claims, exp: String(claims['exp']), iat: String(claims['iat']), roles: '[a b]' }, scopes: ['write'] },
    })
    expect((await request({ headers: [['Authorization', tokenOf({ ...claims, aud: undefined, client_id: 'other' })]] })).status).toBe(200)
  })

  it.each([
    ['for another audience', { aud: 'else' }, 401, 'invalid_token', 'the token does not have a valid audience'],
    ['for another audience, whatever its client is', { aud: 'else', client_id: 'shop' }, 401, 'invalid_token', 'valid audience'],
    ['of another issuer', { iss: 'https://else.example/' }, 401, 'invalid_token', 'the token has an invalid issuer'],
    ['past its time', { exp: 1 }, 401, 'invalid_token', 'the token has expired'],
    ['without an end', { exp: undefined }, 401, 'invalid_token', 'the token has expired'],
    ['before its time', { nbf: 9_999_999_999 }, 401, 'invalid_token', 'the token is not yet valid'],
    ['without the scope', { scope: 'read' }, 403, 'insufficient_scope', 'sufficient scope'],
  ])('refuses a token %s', async (_, change, status, error, description) => {
    const answer = await bearing(tokenOf({ ...claims, ...change }))
    expect(answer).toMatchObject({ status, body: status === 401 ? '{"message":"Unauthorized"}' : '{"message":"Forbidden"}' })
    expect(answer.headers['www-authenticate']).toMatch(new RegExp(`^Bearer scope="write admin" error="${error}" .*${description}`))
    expect(world.host.invocations).toEqual([])
  })

  it('goes on with the keys it knows where a strange token has it look for more and there is no issuer', async () => {
    expect((await bearing(tokenOf(claims))).status).toBe(200)
    world.ports.outgoing.exchange = () => Promise.reject(new Error('unreachable'))
    world.clock.advance(11_000)
    expect((await bearing(tokenOf(claims, { header: { alg: 'RS256', kid: 'none' } }))).status).toBe(401)
    expect((await bearing(tokenOf(claims))).status).toBe(200)
  })

  it('refuses what is no token, is signed by nobody it knows, or not in the way it knows', async () => {
    expect(await request()).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } })
    const [head = '', , signature = ''] = tokenOf(claims).split('.')
    const forged = Buffer.from(JSON.stringify({ ...claims, scope: 'admin' })).toString('base64url')
    const others = ['x', `${head}.${forged}.${signature}`, tokenOf(claims, { key: ec.privateKey, header: { alg: 'ES256', kid: 'two' } })]
    const odd = ['none"\r\nx: y', { toString: 1 }, 'constructor'].map(alg => tokenOf(claims, { header: { alg } }))
    for (const token of [...others, ...odd]) {
      const answer = await bearing(token)
      expect(answer.status).toBe(401)
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer scope="write admin" error="invalid_token" error_description="[\w .]+"$/)
    }
    expect(world.host.invocations).toEqual([])
  })
})

describe('a Lambda authorizer', () => {
  const kinds = { AuthorizerType: 'REQUEST', AuthorizerPayloadFormatVersion: '2.0', Name: 'gate', AuthorizerUri: invocations('gate') }
  async function gate(more: object = {}): Promise<string> {
    const { AuthorizerId } = await call('CreateAuthorizer', { ...{ ApiId, ...kinds }, ...more })
    await call('UpdateRoute', { ApiId, RouteId, AuthorizationType: 'CUSTOM', AuthorizerId })
    return AuthorizerId
  }
  /** What the gate says; the route's function answers nothing in particular. */
  const says = (answer: unknown, functionError?: 'Unhandled') => {
    world.host.answer = payload => {
      if (JSON.parse(payload).type !== 'REQUEST') return { payload: '{"statusCode":200}' }
      return { payload: JSON.stringify(answer), ...(functionError && { functionError }) }
    }
  }
  const asked = () => world.host.invocations.map(({ payload }) => JSON.parse(payload)).filter(({ type }) => type === 'REQUEST')

  it('is given format 2.0 and lets in, or not, with a simple response', async () => {
    await gate({ EnableSimpleResponses: true, IdentitySource: ['$request.header.X-Key', '$request.querystring.q'] })
    says({ isAuthorized: true, context: { who: 'me', n: 1 } })
    expect((await request({ query: 'q=2', headers: [['x-key', 'k']] })).status).toBe(200)
    expect(asked()).toMatchObject([
      {
        ...{ version: '2.0', type: 'REQUEST', identitySource: ['k', '2'], routeKey: 'GET /pets/{id}', rawPath: '/pets/1' },
        routeArn: `arn:aws:execute-api:us-east-1:${accountId}:${ApiId}/$default/GET/pets/1`,
        ...{ headers: { 'x-key': 'k' }, queryStringParameters: { q: '2' }, pathParameters: { id: '1' } },
        requestContext: { apiId: ApiId, http: { method: 'GET', path: '/pets/1' } },
      },
    ])
    expect(asked()[0]).not.toHaveProperty('body')
    expect(told().requestContext.authorizer).toEqual({ lambda: { who: 'me', n: 1 } })
    says({ isAuthorized: false })
    expect(await request({ query: 'q=3', headers: [['x-key', 'k']] })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' })
    expect(await request({ query: 'q=3' })).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' })
    expect(asked()).toHaveLength(2)
  })

  it('is given format 1.0 and answers with a policy, which is about the very request', async () => {
    await gate({ AuthorizerPayloadFormatVersion: '1.0', IdentitySource: ['$request.header.X-Key'] })
    const policy = (Effect: string, path: string) => ({
      principalId: 'me',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect, Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:*:*:*/*/GET/${path}` }],
      },
      context: { tier: 'gold' },
    })
    const headers: [string, string][] = [['X-Key', 'k']]
    says(policy('Allow', 'pets/1'))
    expect((await request({ headers })).status).toBe(200)
    expect(asked()).toMatchObject([
      {
        ...{ version: '1.0', type: 'REQUEST', identitySource: 'k', authorizationToken: 'k', resource: '/pets/{id}', path: '/pets/1' },
        ...{ methodArn: expect.stringContaining('/GET/pets/1'), httpMethod: 'GET', pathParameters: { id: '1' } },
      },
    ])
    // The answer is kept for who has the same identity, and counts for what it says.
    expect((await request({ headers, path: '/pets/2' })).status).toBe(403)
    expect(asked()).toHaveLength(1)
    says(policy('Deny', '*'))
    expect((await request({ headers: [['X-Key', 'other']] })).status).toBe(403)
  })

  it('is asked again once its answer is too old, was forgotten, or is of another', async () => {
    const AuthorizerId = await gate({
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.x'],
      AuthorizerResultTtlInSeconds: 30,
    })
    says({ isAuthorized: true })
    const from = async (x: string) => (await request({ headers: [['x', x]] })).status
    await from('a')
    await from('a')
    expect(asked()).toHaveLength(1)
    await from('b')
    expect(asked()).toHaveLength(2)
    world.clock.advance(31_000)
    await from('a')
    expect(asked()).toHaveLength(3)
    await call('ResetAuthorizersCache', { ApiId, StageName: '$default' })
    await from('a')
    expect(asked()).toHaveLength(4)
    await call('UpdateAuthorizer', { ApiId, AuthorizerId, AuthorizerResultTtlInSeconds: 0 })
    await from('a')
    await from('a')
    expect(asked()).toHaveLength(6)
  })

  it('that is another one in a new deployment is asked whatever the one before has said', async () => {
    const AuthorizerId = await gate({ EnableSimpleResponses: true, IdentitySource: ['$request.header.x'] })
    says({ isAuthorized: true })
    await call('CreateStage', { ApiId, StageName: 'fixed' })
    await call('CreateDeployment', { ApiId, StageName: 'fixed' })
    await call('UpdateAuthorizer', { ApiId, AuthorizerId, IdentitySource: ['$request.header.y'] })
    const from = async (header: string) => (await request({ path: '/fixed/pets/1', headers: [[header, 'a']] })).status
    expect(await from('x')).toBe(200)
    await call('CreateDeployment', { ApiId, StageName: 'fixed' })
    says({ isAuthorized: false })
    expect(await from('y')).toBe(403)
    expect(asked()).toHaveLength(2)
  })

  it('that cannot be asked, or says nothing that can be understood, is a 500; one that says Unauthorized a 401', async () => {
    await gate({ EnableSimpleResponses: true })
    for (const answer of [null, 'yes', [], {}, { isAuthorized: 'true' }]) {
      says(answer)
      expect(await request()).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' })
    }
    says({ errorMessage: 'broken' }, 'Unhandled')
    expect((await request()).status).toBe(500)
    says({ errorMessage: 'Unauthorized' }, 'Unhandled')
    expect((await request()).status).toBe(401)
    await world.call('lambda', 'RemovePermission', { FunctionName: 'gate', StatementId: 'api' })
    says({ isAuthorized: true })
    expect((await request()).status).toBe(500)
  })

  it('of a policy is a 500 where that is none', async () => {
    await gate()
    for (const policyDocument of [undefined, 'Allow', { Version: '2012-10-17' }, { Statement: [{ Effect: 'Maybe' }] }]) {
      says({ principalId: 'me', policyDocument })
      expect((await request()).status).toBe(500)
    }
  })
})

describe('an authorizer', () => {
  const refused = (input: object) => refusal(call('CreateAuthorizer', { ApiId, Name: 'a', ...input }))
  const jwt = { AuthorizerType: 'JWT', IdentitySource: ['$request.header.a'], JwtConfiguration: { Issuer: issuer, Audience: ['a'] } }
  const lambda = { AuthorizerType: 'REQUEST', AuthorizerPayloadFormatVersion: '2.0', AuthorizerUri: invocations('gate') }

  it('is refused where it could not be asked', async () => {
    for (const input of [
      ...[{ AuthorizerType: 'TOKEN' }, { ...jwt, IdentitySource: [] }, { ...jwt, IdentitySource: ['$request.body.a'] }],
      ...[
        { ...jwt, JwtConfiguration: { Issuer: 'http://plain', Audience: ['a'] } },
        { ...jwt, JwtConfiguration: { Issuer: issuer } },
      ],
      ...[
        { ...lambda, AuthorizerUri: 'x' },
        { ...lambda, IdentityValidationExpression: '^x' },
        { ...lambda, AuthorizerPayloadFormatVersion: '3.0' },
        { ...lambda, IdentitySource: ['x'] },
      ],
      ...[{ ...lambda, AuthorizerPayloadFormatVersion: '1.0', EnableSimpleResponses: true }],
      ...[
        { ...lambda, AuthorizerResultTtlInSeconds: 5 },
        { ...lambda, AuthorizerResultTtlInSeconds: 3_601 },
      ],
    ])
      expect(await refused(input)).toMatch(/^BadRequestException/)
  })

  it('is changed, listed and taken away, but not while a route has it', async () => {
    const { AuthorizerId } = await call('CreateAuthorizer', { ApiId, Name: 'a', ...jwt })
    expect(await refused(jwt)).toMatch(/^ConflictException/)
    await call('UpdateAuthorizer', { ApiId, AuthorizerId, Name: 'b' })
    const whole = { AuthorizerId, Name: 'b', ...jwt }
    expect(await call('GetAuthorizer', { ApiId, AuthorizerId })).toEqual(whole)
    expect(await call('GetAuthorizers', { ApiId })).toEqual({ Items: [whole] })
    expect(await refusal(call('UpdateRoute', { ApiId, RouteId, AuthorizationType: 'CUSTOM', AuthorizerId }))).toContain('not compatible')
    await call('UpdateRoute', { ApiId, RouteId, AuthorizationType: 'JWT', AuthorizerId, AuthorizationScopes: ['s'] })
    expect(await call('GetRoute', { ApiId, RouteId })).toMatchObject({ AuthorizationType: 'JWT', AuthorizerId, AuthorizationScopes: ['s'] })
    expect(await refusal(call('DeleteAuthorizer', { ApiId, AuthorizerId }))).toMatch(/^ConflictException/)
    await call('UpdateRoute', { ApiId, RouteId, AuthorizationType: 'NONE' })
    expect(await call('GetRoute', { ApiId, RouteId })).not.toHaveProperty('AuthorizerId')
    await call('DeleteAuthorizer', { ApiId, AuthorizerId })
    expect(await refusal(call('GetAuthorizer', { ApiId, AuthorizerId }))).toMatch(/^NotFoundException/)
  })
})
