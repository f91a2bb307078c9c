import * as sdk from '@aws-sdk/client-eventbridge'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, expect, it, vi } from 'vitest'
import type { HttpExchange } from '../declaration/service.ts'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { kmsService } from '../kms/service.ts'
import { type ConnectionRecord, connectionKind } from './records/connection-record.ts'
import { eventsService } from './service.ts'

let clock: FakeClock
let world: ReturnType<typeof serviceWorld>
let client: sdk.EventBridgeClient
let sent: HttpExchange[]
/** What the authorization endpoint answers. */
let token: { status: number; body: object } | Error
/** What everything else answers, one after the other. */
let statuses: number[]

beforeEach(() => {
  sent = []
  token = { status: 200, body: { access_token: 'T1', token_type: 'bearer', expires_in: 3600 } }
  statuses = []
  clock = fakeClock(Date.parse('2026-01-31T12:00:00Z'))
  world = serviceWorld([kmsService, eventsService], {
    clock,
    follow: () => () => undefined,
    outgoing: { exchange, post: () => Promise.reject() },
  })
  client = new sdk.EventBridgeClient(world.config())
})

async function exchange(request: HttpExchange) {
  sent.push(request)
  const isToken = request.url.startsWith('https://auth.example/')
  if (isToken && token instanceof Error) throw token
  const { status, body } = isToken ? (token as { status: number; body: object }) : { status: statuses.shift() ?? 200, body: {} }
  return { status, statusText: '', rawHeaders: [], headers: {}, body: Buffer.from(JSON.stringify(body)) }
}

const apiKey = { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'the-secret' } }
const create = (Name: string, more: Partial<sdk.CreateConnectionRequest> = {}) =>
  client.send(new sdk.CreateConnectionCommand({ Name, AuthorizationType: 'API_KEY', AuthParameters: apiKey, ...more }))
const describeIt = (Name: string) => client.send(new sdk.DescribeConnectionCommand({ Name }))
const refusal = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )

it('a connection is authorized when it is made, and never shows what it signs in with', async () => {
  const InvocationHttpParameters = {
    HeaderParameters: [{ Key: 'h', Value: 'open' }],
    BodyParameters: [{ Key: 'b', Value: 'hidden', IsValueSecret: true }],
  }
  const { ConnectionArn } = await create('c', { Description: 'D', AuthParameters: { ...apiKey, InvocationHttpParameters } })
  expect(ConnectionArn).toMatch(new RegExp(`^arn:aws:events:us-east-1:${account}:connection/c/[0-9a-f-]{36}$`))
  const shown = await describeIt('c')
  expect(shown).toMatchObject({
    ...{ Name: 'c', ConnectionArn, Description: 'D', AuthorizationType: 'API_KEY', ConnectionState: 'AUTHORIZED' },
    SecretArn: expect.stringContaining(':secret:events!connection/c/'),
  })
  expect(shown.AuthParameters).toMatchObject({
    ApiKeyAuthParameters: { ApiKeyName: 'x-api-key' },
    InvocationHttpParameters: { HeaderParameters: [{ Key: 'h', Value: 'open' }], BodyParameters: [{ Key: 'b', IsValueSecret: true }] },
  })
  expect(JSON.stringify(shown)).not.toMatch(/the-secret|hidden/)
})

it('a connection keeps what an update does not name, and changes its kind only with new parameters', async () => {
  await create('c', { Description: 'D' })
  await client.send(new sdk.UpdateConnectionCommand({ Name: 'c', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'other' } } }))
  expect(await describeIt('c')).toMatchObject({ Description: 'D', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'other' } } })
  expect(await refusal(client.send(new sdk.UpdateConnectionCommand({ Name: 'c', AuthorizationType: 'BASIC' })))).toContain(
    'ValidationException',
  )
  const BasicAuthParameters = { Username: 'u', Password: 'p' }
  const AuthParameters = { BasicAuthParameters }
  await client.send(new sdk.UpdateConnectionCommand({ Name: 'c', AuthorizationType: 'BASIC', AuthParameters }))
  expect((await describeIt('c')).AuthParameters).toEqual({ BasicAuthParameters: { Username: 'u' } })
})

it('connections are listed by name and state, deauthorized and deleted', async () => {
  await create('a1')
  await create('a2')
  await create('b')
  await client.send(new sdk.DeauthorizeConnectionCommand({ Name: 'a2' }))
  const list = async (input: sdk.ListConnectionsRequest) =>
    (await client.send(new sdk.ListConnectionsCommand(input))).Connections?.map(({ Name }) => Name)
  expect(await list({ NamePrefix: 'a' })).toEqual(['a1', 'a2'])
  expect(await list({ ConnectionState: 'DEAUTHORIZED' })).toEqual(['a2'])
  expect(await list({ Limit: 1 })).toEqual(['a1'])
  await client.send(new sdk.DeleteConnectionCommand({ Name: 'a1' }))
  expect(await refusal(describeIt('a1'))).toBe(
    "ResourceNotFoundException: Failed to describe the connection(s). Connection 'a1' does not exist.",
  )
  expect(await refusal(create('b'))).toBe('ResourceAlreadyExistsException: Connection b already exists.')
})

it('a connection that could not be used is refused', async () => {
  expect(await refusal(create('c', { AuthorizationType: 'BASIC' }))).toContain('do not fit the AuthorizationType BASIC')
  expect(await refusal(create('c', { AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS' }))).toContain('do not fit')
  expect(await refusal(create('c', { KmsKeyIdentifier: 'alias/k' }))).toContain('not served here')
})

const OAuthParameters: sdk.CreateConnectionOAuthRequestParameters = {
  ...{ AuthorizationEndpoint: 'https://auth.example/token', HttpMethod: 'POST' },
  ClientParameters: { ClientID: 'the-client', ClientSecret: 'client-secret' },
  OAuthHttpParameters: { BodyParameters: [{ Key: 'audience', Value: 'a', IsValueSecret: false }] },
}
const oauth = (Name: string) => create(Name, { AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS', AuthParameters: { OAuthParameters } })
const settled = (Name: string) =>
  vi.waitFor(async () => {
    const shown = await describeIt(Name)
    expect(shown.ConnectionState).not.toBe('AUTHORIZING')
    return shown
  })
const record = (name: string) => world.ports.catalog.list<ConnectionRecord>(connectionKind).find(one => one.name === name)!
const use = async (name = 'o') => {
  const { connections } = (await world.opened.face(eventsService))!
  const build = ({ authorization = '' }) => ({ url: 'https://api.example/', method: 'GET', headers: { authorization } })
  return connections.exchange(record(name), build, { timeoutMs: 1000, longestAnswerBytes: 9 })
}
const shownTokens = () => sent.filter(({ url }) => url === 'https://api.example/').map(({ headers }) => headers['authorization'])

it('an OAuth client gets a token before it is authorized, and keeps it until it is about to expire', async () => {
  expect((await oauth('o')).ConnectionState).toBe('AUTHORIZING')
  expect(await settled('o')).toMatchObject({
    ConnectionState: 'AUTHORIZED',
    AuthParameters: { OAuthParameters: { ClientParameters: { ClientID: 'the-client' }, HttpMethod: 'POST' } },
  })
  expect(sent).toMatchObject([
    {
      url: 'https://auth.example/token',
      needsTls: true,
      body: 'grant_type=client_credentials&client_id=the-client&client_secret=client-secret&audience=a',
    },
  ])
  await use()
  clock.advance(3_500_000)
  await use()
  expect(shownTokens()).toEqual(['Bearer T1', 'Bearer T1'])
  token = { status: 200, body: { access_token: 'T2' } }
  clock.advance(41_000)
  await Promise.all([use(), use()])
  expect(shownTokens().slice(2)).toEqual(['Bearer T2', 'Bearer T2'])
  expect(sent.filter(({ url }) => url.startsWith('https://auth')).length).toBe(2)
})

it('a request that was refused is sent once more with another token, and only once', async () => {
  await oauth('o')
  await settled('o')
  statuses = [401, 200]
  token = { status: 200, body: { access_token: 'T2' } }
  expect((await use()).status).toBe(200)
  expect(shownTokens()).toEqual(['Bearer T1', 'Bearer T2'])
  statuses = [407, 401, 200]
  expect((await use()).status).toBe(401)
  await create('plain')
  statuses = [401, 200]
  expect((await use('plain')).status).toBe(401)
})

it('a client that is let in no more is deauthorized, one whose endpoint is away is not', async () => {
  await oauth('o')
  await settled('o')
  statuses = [401]
  token = new Error('nobody answers')
  await expect(use()).rejects.toMatchObject({ kind: 'InternalError' })
  token = { status: 400, body: { error: 'invalid_client' } }
  await expect(use()).rejects.toMatchObject({ kind: 'InvalidConnectionState' })
  expect(await describeIt('o')).toMatchObject({
    ConnectionState: 'DEAUTHORIZED',
    StateReason: 'The authorization endpoint answered 400.',
  })
  token = { status: 200, body: { access_token: 'T3' } }
  await client.send(
    new sdk.UpdateConnectionCommand({ Name: 'o', AuthParameters: { OAuthParameters: { ClientParameters: { ClientSecret: 'x' } } } }),
  )
  expect((await settled('o')).StateReason).toBeUndefined()
  expect(sent.at(-1)!.body).toContain('client_id=the-client&client_secret=x')
})

it('what connections sign in with lies sealed in the store, also what an earlier version left readable', async () => {
  await create('c')
  await oauth('o')
  await settled('o')
  const stored = () => JSON.stringify(world.ports.catalog.list(connectionKind))
  expect(stored()).not.toMatch(/the-secret|client-secret/)
  const { sealed: _, shown: __, ...rest } = record('c')
  const key = rest.arn.split('/').slice(0, 2).join('/')
  const readable: ConnectionRecord = { ...rest, parameters: apiKey }
  await world.ports.catalog.update<ConnectionRecord, void>(connectionKind, key, () => ({ next: readable, result: undefined }))
  expect(stored()).toContain('the-secret')
  world = serviceWorld([kmsService, eventsService], world.ports)
  client = new sdk.EventBridgeClient(world.config())
  await world.opened.start()
  expect(stored()).not.toContain('the-secret')
  expect((await describeIt('c')).AuthParameters).toMatchObject({ ApiKeyAuthParameters: { ApiKeyName: 'x-api-key' } })
  const { connections } = (await world.opened.face(eventsService))!
  expect(await connections.secrets.open(record('c'))).toEqual(apiKey)
  await world.opened.close()
})

it('a connection that was being authorized when the process died is authorized by the next', async () => {
  await oauth('o')
  await settled('o')
  const { authorizedAt: _, ...rest } = record('o')
  const key = rest.arn.split('/').slice(0, 2).join('/')
  await world.ports.catalog.update<ConnectionRecord, void>(connectionKind, key, () => ({
    ...{ next: { ...rest, state: 'AUTHORIZING' }, result: undefined },
  }))
  world = serviceWorld([kmsService, eventsService], world.ports)
  await world.opened.start()
  client = new sdk.EventBridgeClient(world.config())
  expect((await settled('o')).ConnectionState).toBe('AUTHORIZED')
  await world.opened.close()
})
