import { beforeEach, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { apiGatewayService } from './service.ts'
import { askApi } from './testing/ask-api.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
let restApiId: string
let place: object

const call = (operation: string, input: object) => world.call('apigateway', operation, input)

/** An API without anybody behind it, whose one method fills these in. */
async function answering(requestTemplate: string, responseTemplate: string, responseParameters: object = {}): Promise<void> {
  await call('PutMethod', { ...place, authorizationType: 'NONE' })
  await call('PutIntegration', { ...place, type: 'MOCK', requestTemplates: { 'application/json': requestTemplate } })
  const method = { responseParameters: { 'method.response.header.X-Kind': false } }
  await call('PutMethodResponse', { ...place, statusCode: '200', ...method })
  const responseTemplates = { 'application/json': responseTemplate }
  await call('PutIntegrationResponse', { ...place, statusCode: '200', responseTemplates, responseParameters })
  await call('CreateDeployment', { restApiId, stageName: 'prod' })
}

const ask = (body: string) =>
  askApi(world.services.face(apiGatewayService)!, { apiId: restApiId, method: 'POST', path: '/prod', body, headers: [['x-a', '1']] })

beforeEach(async () => {
  world = await lambdaWorld()
  const api = await call('CreateRestApi', { name: 'shop' })
  restApiId = api.id
  place = { restApiId, resourceId: api.rootResourceId, httpMethod: 'POST' }
})

it('templates decide by what they are given, and override an answer where they say so', async () => {
  await answering(
    '#if($input.path("$.n") > 2)#set($code = 200)#end{"statusCode": $!code}',
    '#if($input.params("x-a") == "2")#set($context.responseOverride.status = 418)#end$input.params("x-a")',
    { 'method.response.header.X-Kind': "'coffee'" },
  )
  expect(await ask('{"n": 3}')).toMatchObject({
    status: 200,
    body: '1',
    headers: { 'X-Kind': 'coffee', 'Content-Type': 'application/json' },
  })
  expect((await ask('{"n": 2}')).status).toBe(500)
})

it('a header of an override takes the place of the one that was mapped, of whatever case', async () => {
  await answering(
    '{"statusCode": 200}',
    '#set($context.responseOverride.status = 201)#set($context.responseOverride.header.x-kind = "tea")#set($context.responseOverride.header.content-type = "text/plain")ok',
    { 'method.response.header.X-Kind': "'coffee'" },
  )
  const answer = await ask('{}')
  expect(answer).toMatchObject({ status: 201, body: 'ok', headers: { 'x-kind': 'tea', 'content-type': 'text/plain' } })
  expect(Object.keys(answer.headers)).not.toContain('X-Kind')
  expect(Object.keys(answer.headers)).not.toContain('Content-Type')
})

it.each([
  ['of a request', '#foreach($n in [1..1001])#end{"statusCode": 200}', 'ok'],
  ['of an answer', '{"statusCode": 200}', '#set($s = "a")$s.matches("(")'],
])('what a template %s cannot do ends in a 500', async (_, requestTemplate, responseTemplate) => {
  await answering(requestTemplate, responseTemplate)
  expect(await ask('{}')).toMatchObject({ status: 500, body: '{"message":"Internal server error"}' })
})
