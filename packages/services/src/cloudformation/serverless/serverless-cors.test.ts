import { expect, it } from 'vitest'
import { processedTemplate } from '../template/processed-template.ts'
import { deployServerless, mockedMethod, restApi, Transform, withEvents } from '../testing/deploy-serverless.ts'

const event = (Path: string, Method: string, more: object = {}) => ({ Type: 'Api', Properties: { Path, Method, ...more } })

async function deploy(template: object) {
  const stack = await deployServerless(template)
  return {
    ...stack,
    async preflight(id: string, path: string) {
      const { status, headers, body } = await stack.ask(id, 'OPTIONS', path)
      const told = Object.entries(headers).map(([name, value]) => [name.toLowerCase().split('access-control-'), value] as const)
      return [
        status,
        body,
        Object.fromEntries(told.flatMap(([[before, name], value]) => (before === '' && name !== undefined ? [[name, value]] : []))),
      ]
    },
  }
}

it('browsers are answered at each path that events ask for, with its methods and what Cors says', async () => {
  const stack = await deploy({
    Globals: { Api: { Cors: "'https://shop.example'" } },
    Resources: {
      F: withEvents({
        A: event('/', 'get'),
        B: event('/pets', 'post'),
        C: event('/pets', 'get'),
        D: event('/all', 'any'),
        E: event('/named', 'put', { RestApiId: { Ref: 'Named' } }),
        O: event('/own', 'options'),
      }),
      Named: restApi({
        Cors: {
          AllowMethods: "'PUT'",
          AllowHeaders: "'x-a,x-b'",
          AllowOrigin: "'https://a.example'",
          MaxAge: "'600'",
          AllowCredentials: true,
        },
      }),
    },
  })
  const origin = { 'allow-origin': 'https://shop.example' }
  expect(await stack.preflight('ServerlessRestApi', '/Prod/')).toEqual([200, '{}', { ...origin, 'allow-methods': 'GET,OPTIONS' }])
  expect(await stack.preflight('ServerlessRestApi', '/Prod/pets')).toEqual([200, '{}', { ...origin, 'allow-methods': 'GET,OPTIONS,POST' }])
  expect(await stack.preflight('ServerlessRestApi', '/Prod/all')).toEqual([
    200,
    '{}',
    { ...origin, 'allow-methods': 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT' },
  ])
  expect(await stack.preflight('Named', '/v1/named')).toEqual([
    200,
    '{}',
    {
      'allow-origin': 'https://a.example',
      'allow-methods': 'PUT',
      'allow-headers': 'x-a,x-b',
      'allow-credentials': 'true',
      'max-age': '600',
    },
  ])
  await stack.close()
})

it('an API with a document of its own is given what is missing in it', async () => {
  const paths = {
    '/pets': { get: mockedMethod, 'x-amazon-apigateway-any-method': mockedMethod },
    '/own': { put: mockedMethod, options: mockedMethod },
    '/one': { put: mockedMethod, parameters: [] },
  }
  const DefinitionBody = { openapi: '3.0.1', info: { title: 't', version: '1' }, paths }
  const stack = await deploy({ Resources: { A: restApi({ DefinitionBody, Cors: "'*'" }) } })
  const origin = { 'allow-origin': '*' }
  expect(await stack.preflight('A', '/v1/pets')).toEqual([
    200,
    '{}',
    { ...origin, 'allow-methods': 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT' },
  ])
  expect(await stack.preflight('A', '/v1/one')).toEqual([200, '{}', { ...origin, 'allow-methods': 'OPTIONS,PUT' }])
  expect(await stack.preflight('A', '/v1/own')).toEqual([200, '', {}])
  await stack.close()
})

const transformed = (Resources: object) => processedTemplate(JSON.stringify({ Transform, Resources })).resources

it('a path whose OPTIONS somebody answers is left alone, and another Cors is deployed anew', () => {
  const made = (Cors: unknown) =>
    transformed({ A: restApi({ Cors }), F: withEvents({ O: event('/own', 'options', { RestApiId: { Ref: 'A' } }) }) })
  const [one, other] = [made("'*'"), made({ AllowOrigin: "'https://a.example'" })]
  expect(one['APathownOPTIONS']!.properties['Integration']).toMatchObject({ Type: 'AWS_PROXY' })
  const deployments = [one, other].map(resources => Object.keys(resources).find(id => id.startsWith('ADeployment')))
  expect(new Set(deployments).size).toBe(2)
})

it('what is no Cors is refused', () => {
  const refused = (Cors: unknown, more: object = {}) => expect(() => transformed({ A: restApi({ Cors, ...more }) }))
  for (const cors of [5, true, ["'*'"], { Origin: "'*'" }])
    refused(cors).toThrow("Resource with id [A] is invalid. Invalid value for 'Cors' property.")
  refused("'*'", { DefinitionUri: 's3://b/k' }).toThrow("Cors works only with inline Swagger specified in 'DefinitionBody' property.")
  const anyone = `Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is "'*'" or not set`
  refused({ AllowCredentials: true }).toThrow(anyone)
  refused({ AllowCredentials: true, AllowOrigin: "'*'" }).toThrow(anyone)
  refused({ AllowCredentials: true, AllowOrigin: { 'Fn::Sub': "'https://${A}'" } }).not.toThrow()
  refused({ 'Fn::Sub': "'https://${A}'" }).not.toThrow()
})

it('an age that is a number is told as a text', () => {
  const Own = restApi({ Cors: { AllowOrigin: "'*'", MaxAge: 600 }, DefinitionBody: { paths: { '/a': { get: mockedMethod } } } })
  const { Body } = processedTemplate(JSON.stringify({ Transform, Resources: { Own } })).resources['Own']!.properties
  expect(JSON.stringify(Body)).toContain('"method.response.header.Access-Control-Max-Age":"600"')
})
