import * as sdk from '@aws-sdk/client-eventbridge'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import type { HttpExchange } from '../declaration/service.ts'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { createRole } from '../iam/create-role.ts'
import { rolePolicies } from '../iam/role-policies.ts'
import { kmsService } from '../kms/service.ts'
import { testContext } from '../states/test-world.ts'
import { eventsService } from './service.ts'

let clock: FakeClock
let client: sdk.EventBridgeClient
let sent: HttpExchange[]
let statuses: number[]
let ports: ReturnType<typeof serviceWorld>['ports']

beforeEach(async () => {
  ;[sent, statuses] = [[], []]
  clock = fakeClock(Date.parse('2026-01-31T12:00:00Z'))
  const exchange = async (request: HttpExchange) => {
    sent.push(request)
    return { status: statuses.shift() ?? 200, statusText: '', rawHeaders: [], headers: {}, body: new Uint8Array(0) }
  }
  const world = serviceWorld([kmsService, eventsService], {
    ...{ clock, follow: () => () => undefined, outgoing: { exchange, post: () => Promise.reject() } },
  })
  ports = world.ports
  client = new sdk.EventBridgeClient(world.config())
  const AuthParameters = {
    ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'the-secret' },
    InvocationHttpParameters: { BodyParameters: [{ Key: 'added', Value: 'b' }] },
  }
  await client.send(new sdk.CreateConnectionCommand({ Name: 'c', AuthorizationType: 'API_KEY', AuthParameters }))
})

async function role(RoleName: string, Action: string): Promise<string> {
  const statement = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await createRole(ports)({ RoleName, AssumeRolePolicyDocument }, testContext())
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
  await rolePolicies(ports).PutRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument }, testContext())
  return `arn:aws:iam::${account}:role/${RoleName}`
}

async function destination(more: Partial<sdk.CreateApiDestinationRequest> = {}): Promise<string> {
  const { ConnectionArn } = await client.send(new sdk.DescribeConnectionCommand({ Name: 'c' }))
  const InvocationEndpoint = 'https://api.example/orders/*'
  const { ApiDestinationArn } = await client.send(
    new sdk.CreateApiDestinationCommand({ Name: 'd', ConnectionArn, InvocationEndpoint, HttpMethod: 'POST', ...more }),
  )
  return ApiDestinationArn!
}

async function ruleFor(target: Partial<sdk.Target>): Promise<void> {
  await client.send(new sdk.PutRuleCommand({ Name: 'r', EventPattern: '{"source":["shop"]}' }))
  const HttpParameters = { PathParameterValues: ['a b'], QueryStringParameters: { q: '1' }, HeaderParameters: { H: 'v' } }
  await client.send(
    new sdk.PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn: '', InputPath: '$.detail', HttpParameters, ...target }] }),
  )
}

const tell = (detail: object) =>
  client.send(new sdk.PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 't', Detail: JSON.stringify(detail) }] }))
const refusal = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )

it('an API destination gets an event with what its target and its connection add', async () => {
  await ruleFor({ Arn: await destination(), RoleArn: await role('caller', 'events:InvokeApiDestination') })
  await tell({ id: 7 })
  await expect.poll(() => sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({ url: 'https://api.example/orders/a%20b?q=1', method: 'POST', timeoutMs: 5000, needsTls: true })
  expect(JSON.parse(sent[0]!.body!)).toEqual({ id: 7, added: 'b' })
  expect(sent[0]!.headers).toMatchObject({ h: 'v', 'x-api-key': 'the-secret', 'user-agent': 'Amazon/EventBridge/ApiDestinations' })
})

it('numbers of an event keep their digits beside what its connection adds', async () => {
  await ruleFor({ Arn: await destination(), RoleArn: await role('caller', 'events:InvokeApiDestination') })
  const Detail = '{"id":12345678901234567890,"price":1.0}'
  await client.send(new sdk.PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 't', Detail }] }))
  await expect.poll(() => sent.map(({ body }) => body)).toEqual(['{"id":12345678901234567890,"price":1.0,"added":"b"}'])
})

it('what may be better later is tried again, what is refused is not', async () => {
  await ruleFor({ Arn: await destination(), RoleArn: await role('caller', 'events:InvokeApiDestination') })
  statuses = [429, 503, 200]
  await tell({})
  for (const times of [1, 2, 3]) {
    await expect.poll(() => sent).toHaveLength(times)
    await expect
      .poll(async () => JSON.parse(String((await ports.data.scan('events.delivery', { limit: 1 }))[0]?.value ?? '{"retries":9}')).retries)
      .toBeGreaterThan(times - 1)
    clock.advance(10_000)
  }
  statuses = [400]
  await tell({})
  await expect.poll(() => sent).toHaveLength(4)
  await expect.poll(() => ports.data.scan('events.delivery', { limit: 9 })).toEqual([])
  expect(sent).toHaveLength(4)
})

it('a role that may not call it calls nobody, and one is needed', async () => {
  const Arn = await destination()
  expect(await refusal(ruleFor({ Arn }))).toContain('RoleArn is required for target')
  await ruleFor({ Arn, RoleArn: await role('poor', 'logs:*') })
  await tell({})
  await expect.poll(() => ports.data.scan('events.delivery', { limit: 9 })).toEqual([])
  expect(sent).toEqual([])
})

it('is not called more often than its rate', async () => {
  const RoleArn = await role('caller', 'events:InvokeApiDestination')
  await ruleFor({ Arn: await destination({ InvocationRateLimitPerSecond: 2 }), RoleArn })
  await tell({ n: 1 })
  await expect.poll(() => sent).toHaveLength(1)
  await tell({ n: 2 })
  await new Promise(resolve => setTimeout(resolve, 30))
  expect(sent).toHaveLength(1)
  clock.advance(500)
  await expect.poll(() => sent).toHaveLength(2)
})

it('API destinations are described, listed, changed and deleted', async () => {
  const ApiDestinationArn = await destination({ Description: 'D' })
  expect(ApiDestinationArn).toMatch(new RegExp(`^arn:aws:events:us-east-1:${account}:api-destination/d/[0-9a-f-]{36}$`))
  const describe = () => client.send(new sdk.DescribeApiDestinationCommand({ Name: 'd' }))
  expect(await describe()).toMatchObject({
    ApiDestinationArn,
    Description: 'D',
    ApiDestinationState: 'ACTIVE',
    InvocationRateLimitPerSecond: 300,
  })
  await client.send(new sdk.UpdateApiDestinationCommand({ Name: 'd', HttpMethod: 'PUT' }))
  expect(await describe()).toMatchObject({ HttpMethod: 'PUT', Description: 'D' })
  await client.send(new sdk.DeauthorizeConnectionCommand({ Name: 'c' }))
  expect((await describe()).ApiDestinationState).toBe('INACTIVE')
  const { ApiDestinations } = await client.send(new sdk.ListApiDestinationsCommand({ NamePrefix: 'd' }))
  expect(ApiDestinations).toMatchObject([{ Name: 'd', ApiDestinationArn }])
  expect(await refusal(destination())).toContain("An api-destination 'd' already exists.")
  await client.send(new sdk.DeleteApiDestinationCommand({ Name: 'd' }))
  expect(await refusal(describe())).toContain("An api-destination 'd' does not exist.")
})
