import { expect, it } from 'vitest'
import { processedTemplate } from '../template/processed-template.ts'
import { deployServerless, mockedMethod, restApi, Transform, withEvents } from '../testing/deploy-serverless.ts'

const transformed = (Resources: object) => processedTemplate(JSON.stringify({ Transform, Resources })).resources
const Headers = { 'Access-Control-Allow-Origin': "'*'" }
const DEFAULT_4XX = {
  ...{ StatusCode: 404, ResponseParameters: { Headers } },
  ResponseTemplates: { 'application/json': '{"said":$context.error.messageString}' },
}
const event = { Type: 'Api', Properties: { Path: '/a', Method: 'get' } }

it('what SAM says of an API’s own answers is answered, with a document of its own and without, and goes with the template', async () => {
  const resources = (GatewayResponses: object) => ({
    F: withEvents({ A: { ...event, Properties: { ...event.Properties, RestApiId: { Ref: 'Plain' } } } }),
    Plain: restApi({ GatewayResponses }),
    Own: restApi({ GatewayResponses, DefinitionBody: { openapi: '3.0.1', info: { title: 't' }, paths: { '/a': { get: mockedMethod } } } }),
  })
  const stack = await deployServerless({ Resources: resources({ DEFAULT_4XX }) })
  const ask = (id: string) => stack.ask(id, 'GET', '/v1/none')
  for (const id of ['Plain', 'Own']) {
    expect(await ask(id)).toMatchObject({
      ...{ status: 404, body: '{"said":"Missing Authentication Token"}', headers: { 'Access-Control-Allow-Origin': '*' } },
    })
  }
  expect(await stack.update({ Resources: resources({ DEFAULT_4XX: { StatusCode: 410 } }) })).toEqual(['UPDATE_COMPLETE', undefined])
  for (const id of ['Plain', 'Own']) {
    const { status, body, headers } = await ask(id)
    expect([status, body, headers['Access-Control-Allow-Origin']]).toEqual([410, '{"message":"Missing Authentication Token"}', undefined])
  }
  expect(await stack.update({ Resources: resources({}) })).toEqual(['UPDATE_COMPLETE', undefined])
  expect((await ask('Own')).status).toBe(403)
  await stack.close()
})

it('nothing of it is left out', () => {
  const refused = (GatewayResponses: unknown, more: object = {}) => expect(() => transformed({ A: restApi({ GatewayResponses, ...more }) }))
  refused({ DEFAULT_4XX: { Status: 404 } }).toThrow("Invalid property 'Status' in 'GatewayResponses' property 'DEFAULT_4XX'.")
  refused({ DEFAULT_4XX: { ResponseParameters: { Cookies: {} } } }).toThrow(
    "Invalid property 'Cookies' in 'GatewayResponses' property 'ResponseParameters'.",
  )
  refused(5).toThrow("Type of property 'GatewayResponses' is invalid.")
  refused({ DEFAULT_4XX }, { DefinitionUri: 's3://b/k' }).toThrow('GatewayResponses works only with inline Swagger')
  refused({}, { DefinitionUri: 's3://b/k' }).not.toThrow()
})
