import { expect, it } from 'vitest'
import { processedTemplate } from '../template/processed-template.ts'

const transformed = (Resources: object, Globals: object = {}) =>
  processedTemplate(JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Globals, Resources })).resources
const api = (Properties: object) => ({ Type: 'AWS::Serverless::Api', Properties: { StageName: 'v1', DefinitionBody: {}, ...Properties } })

it('a REST API and its stage have what SAM says of them', () => {
  const { A, Av1Stage } = transformed({
    A: api({
      ...{ EndpointConfiguration: { Type: 'PRIVATE', VPCEndpointIds: ['vpce-1'] }, BinaryMediaTypes: ['image~1png'], FailOnWarnings: true },
      ...{ TracingEnabled: true, MethodSettings: [{ HttpMethod: '*' }], CanarySetting: { PercentTraffic: 5 }, Tags: { team: 'a' } },
      ...{ MinimumCompressionSize: 100, Variables: { x: '1' }, OpenApiVersion: '3.0.1', MergeDefinitions: true },
    }),
  })
  expect(A!.properties).toEqual({
    ...{ Name: { Ref: 'AWS::StackName' }, Body: {}, FailOnWarnings: true, MinimumCompressionSize: 100, BinaryMediaTypes: ['image/png'] },
    EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: ['vpce-1'] },
  })
  expect(A!.withoutEffect).toEqual(['MergeDefinitions'])
  expect(Av1Stage!.properties).toMatchObject({
    ...{ TracingEnabled: true, MethodSettings: [{ HttpMethod: '*' }], CanarySetting: { PercentTraffic: 5 }, Variables: { x: '1' } },
    Tags: [{ Key: 'team', Value: 'a' }],
  })
  const { B } = transformed({ B: api({ EndpointConfiguration: 'REGIONAL' }) })
  expect(B!.properties['EndpointConfiguration']).toEqual({ Types: ['REGIONAL'] })
})

it('Globals are of the API that events ask for, too', () => {
  const Events = { G: { Type: 'Api', Properties: { Path: '/x', Method: 'get' } } }
  const Properties = { Handler: 'i.h', Runtime: 'nodejs24.x', CodeUri: 's3://b/k', Events }
  const Api = { TracingEnabled: true, EndpointConfiguration: { Type: 'REGIONAL' } }
  const resources = transformed({ F: { Type: 'AWS::Serverless::Function', Properties } }, { Api })
  expect(resources['ServerlessRestApi']!.properties['EndpointConfiguration']).toEqual({ Types: ['REGIONAL'] })
  expect(resources['ServerlessRestApiProdStage']!.properties['TracingEnabled']).toBe(true)
})

it('nothing that is said of an API is left out', () => {
  expect(() => transformed({ A: api({ Domain: {} }) })).toThrow('An API with a domain of its own is not served here.')
  expect(() => transformed({ A: api({ Stage: 'v1' }) })).toThrow('property Stage not defined for resource of type AWS::Serverless::Api')
})
