import { beforeEach, describe, expect, it } from 'vitest'
import { type AskedRequest, askApi } from '../apigateway/testing/ask-api.ts'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'
import { httpApiService } from './service.ts'

const accountId = '123456789012'
const group = `arn:aws:logs:us-east-1:${accountId}:log-group:/api`

let world: Awaited<ReturnType<typeof lambdaWorld>>
let ApiId: string

const call = (operation: string, input: object) => world.call('apigatewayv2', operation, input)
const stage = (settings: object) => call('UpdateStage', { ApiId, StageName: '$default', ...settings })
const request = (path: string, change: Partial<AskedRequest> = {}) =>
  askApi(world.services.face(httpApiService)!, { apiId: ApiId, method: 'GET', path, ...change })

beforeEach(async () => {
  world = await lambdaWorld()
  ApiId = (await call('CreateApi', { Name: 'shop', ProtocolType: 'HTTP' })).ApiId
  await call('CreateStage', { ApiId, StageName: '$default', AutoDeploy: true })
  world.ports.outgoing.exchange = async () => {
    world.clock.advance(7)
    return { status: 201, statusText: '', headers: {}, rawHeaders: [], body: Buffer.from('made') }
  }
  const integration = { IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'GET', IntegrationUri: 'https://shop.example/' }
  const { IntegrationId } = await call('CreateIntegration', { ApiId, ...integration })
  for (const RouteKey of ['GET /a', 'GET /b']) await call('CreateRoute', { ApiId, RouteKey, Target: `integrations/${IntegrationId}` })
})

describe('the throttles of a stage', () => {
  const statuses = async (path: string, count: number) => {
    const all: number[] = []
    for (let at = 0; at < count; at++) all.push((await request(path)).status)
    return all
  }

  it('let a burst through, then as many as the rate says, for each route by itself', async () => {
    world.ports.outgoing.exchange = async () => ({ status: 201, statusText: '', headers: {}, rawHeaders: [], body: Buffer.from('made') })
    await stage({ DefaultRouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 } })
    expect(await statuses('/a', 3)).toEqual([201, 201, 429])
    expect(await request('/a')).toMatchObject({ status: 429, body: '{"message":"Too Many Requests"}' })
    expect(await statuses('/b', 3)).toEqual([201, 201, 429])
    world.clock.advance(1_000)
    expect(await statuses('/a', 2)).toEqual([201, 429])
    world.clock.advance(60_000)
    expect(await statuses('/a', 3)).toEqual([201, 201, 429])
  })

  it('of a route come before those of the stage', async () => {
    const RouteSettings = { 'GET /a': { ThrottlingBurstLimit: 0, ThrottlingRateLimit: 0 } }
    await stage({ RouteSettings, DefaultRouteSettings: { DetailedMetricsEnabled: true, ThrottlingBurstLimit: 5 } })
    expect([...(await statuses('/a', 1)), ...(await statuses('/b', 1))]).toEqual([429, 201])
    expect(await call('GetStage', { ApiId, StageName: '$default' })).toMatchObject({
      ...{ RouteSettings, DefaultRouteSettings: { DetailedMetricsEnabled: true, ThrottlingBurstLimit: 5 } },
    })
    await call('DeleteRouteSettings', { ApiId, StageName: '$default', RouteKey: 'GET /a' })
    expect(await statuses('/a', 1)).toEqual([201])
  })
})

describe('the log of a stage', () => {
  beforeEach(() => world.call('logs', 'CreateLogGroup', { logGroupName: '/api' }))
  const lines = async (): Promise<string[]> => {
    const { events } = await world.call('logs', 'FilterLogEvents', { logGroupName: '/api' })
    return events.map(({ message }: { message: string }) => message)
  }
  const format = (text: string) => stage({ AccessLogSettings: { DestinationArn: `${group}:*`, Format: text } })

  it('has a line for each request, in its form', async () => {
    const members = [
      'routeKey',
      'status',
      'httpMethod',
      'path',
      'responseLength',
      'integrationStatus',
      'integration.latency',
      'error.message',
    ]
    await format(`{"id":"$context.requestId",${members.map(name => `"${name}":"$context.${name}"`).join(',')}}`)
    await request('/a')
    await request('/none')
    expect((await lines()).map(line => JSON.parse(line))).toMatchObject([
      ...[{ routeKey: 'GET /a', status: '201', httpMethod: 'GET', path: '/a', responseLength: '4', integrationStatus: '201' }],
      { routeKey: '-', status: '404', path: '/none', integrationStatus: '-', 'integration.latency': '-', 'error.message': 'Not Found' },
    ])
    expect(JSON.parse((await lines())[0]!)).toMatchObject({ id: expect.stringMatching(/^[\w-]{8,}$/), 'integration.latency': '7' })
    await call('DeleteAccessLogSettings', { ApiId, StageName: '$default' })
    await request('/a')
    expect(await lines()).toHaveLength(2)
  })

  it('keeps its form whatever a client sends', async () => {
    await format('{"id":"$context.requestId","agent":"$context.identity.userAgent","none":"$context.authorizer.claims.sub"}')
    await request('/a', { headers: [['User-Agent', 'a"b\\c $context.status']] })
    expect((await lines()).map(line => JSON.parse(line))).toMatchObject([{ agent: 'a"b\\c $context.status', none: '-' }])
  })

  it('goes to a log group, and names the request', async () => {
    const refused = (AccessLogSettings: object) => refusal(stage({ AccessLogSettings }))
    expect(await refused({ DestinationArn: 'arn:aws:s3:::b', Format: '$context.requestId' })).toMatch(/^BadRequestException/)
    expect(await refused({ DestinationArn: group, Format: '$context.status' })).toContain('$context.requestId')
    for (const elsewhere of [group.replace(accountId, '210987654321'), group.replace('us-east-1', 'eu-west-1')])
      expect(await refused({ DestinationArn: elsewhere, Format: '$context.requestId' })).toContain('in the account and region of the API')
    for (const none of [group.replace('arn:aws', 'arn:x'), `${group} b`])
      expect(await refused({ DestinationArn: none, Format: '$context.requestId' })).toContain('must be the ARN of a log group')
    expect(await refused({ DestinationArn: 'arn:aws:firehose:us-east-1:1:deliverystream/x', Format: '$context.requestId' })).toContain(
      'is not served here',
    )
  })
})
