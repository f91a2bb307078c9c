import * as sdk from '@aws-sdk/client-eventbridge'
import { fakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { eventsService } from './service.ts'

let client: sdk.EventBridgeClient

beforeEach(() => {
  const world = serviceWorld([eventsService], { clock: fakeClock(Date.parse('2026-01-31T12:00:00Z')), follow: () => () => undefined })
  client = new sdk.EventBridgeClient(world.config())
})

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
  expect(await refusal(create('c', { AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS' }))).toContain('not served here')
})
