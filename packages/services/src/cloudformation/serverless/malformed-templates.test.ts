import { ApiError } from '@pasos/wire'
import { expect, it } from 'vitest'
import { processedTemplate } from '../template/processed-template.ts'

type Place = (string | number)[]

const Schedule = { Type: 'Schedule', Properties: { Schedule: 'rate(1 hour)' } }
const template = {
  Transform: 'AWS::Serverless-2016-10-31',
  Globals: { Function: { Timeout: 3, Tags: { a: 'b' } } },
  Resources: {
    F: {
      Type: 'AWS::Serverless::Function',
      Connectors: { C: { Properties: { Destination: { Id: 'T' }, Permissions: ['Read'] } } },
      Properties: {
        ...{ Handler: 'i.h', Runtime: 'nodejs24.x', CodeUri: { Bucket: 'b', Key: 'k' }, AutoPublishAlias: 'live' },
        Policies: ['AWSLambdaExecute', { SQSPollerPolicy: { QueueName: 'q' } }, { Statement: [] }, { Ref: 'P' }],
        EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: 'SQS', Destination: 'arn' } } },
        ...{ DeadLetterQueue: { Type: 'SQS', TargetArn: 'arn' }, DeploymentPreference: { Hooks: { PreTraffic: 'x' } } },
        Events: {
          A: { Type: 'Api', Properties: { Path: '/x', Method: 'get', RestApiId: { Ref: 'Api' } } },
          H: { Type: 'HttpApi', Properties: { Path: '/x', Method: 'get' } },
          Q: { Type: 'SQS', Properties: { Queue: 'arn', BatchSize: 1 } },
          N: { Type: 'SNS', Properties: { Topic: 'arn' } },
          D: { Type: 'DynamoDB', Properties: { Stream: 'arn', StartingPosition: 'LATEST' } },
          V: { Type: 'ScheduleV2', Properties: { ScheduleExpression: 'rate(1 hour)' } },
          E: { Type: 'EventBridgeRule', Properties: { Pattern: { source: ['a'] } } },
          B: { Type: 'S3', Properties: { Bucket: { Ref: 'Bucket' }, Events: ['s3:ObjectCreated:*'] } },
          Schedule,
        },
      },
    },
    T: { Type: 'AWS::Serverless::SimpleTable', Properties: { PrimaryKey: { Name: 'id', Type: 'String' }, Tags: { a: 'b' } } },
    L: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: { Bucket: 'b', Key: 'k' } } },
    Bucket: { Type: 'AWS::S3::Bucket' },
    Api: {
      Type: 'AWS::Serverless::Api',
      Properties: {
        ...{ StageName: 'v1', DefinitionBody: { paths: { '/x': { get: {} } } }, EndpointConfiguration: { Type: 'REGIONAL' } },
        ...{ BinaryMediaTypes: ['image~1png'], Tags: { a: 'b' }, Cors: { AllowOrigin: "'*'", MaxAge: "'600'" } },
        GatewayResponses: {
          DEFAULT_4XX: { StatusCode: 404, ResponseParameters: { Headers: { A: "'1'" } }, ResponseTemplates: { a: 'b' } },
        },
      },
    },
    Http: { Type: 'AWS::Serverless::HttpApi', Properties: { StageName: 'v1', CorsConfiguration: { AllowOrigins: ['*'] } } },
    M: {
      Type: 'AWS::Serverless::StateMachine',
      Properties: {
        Definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
        ...{ DefinitionSubstitutions: { a: 'b' }, Policies: [{ LambdaInvokePolicy: { FunctionName: 'f' } }], Tracing: { Enabled: true } },
        Events: { A: { Type: 'Api', Properties: { Path: '/m', Method: 'post' } }, Schedule },
      },
    },
    C: { Type: 'AWS::Serverless::Connector', Properties: { Source: { Id: 'F' }, Destination: { Id: 'T' }, Permissions: ['Write'] } },
  },
  Outputs: { O: { Value: { 'Fn::GetAtt': ['F.Alias', 'Arn'] } }, S: { Value: { 'Fn::Sub': ['${F.Alias}', { a: 'b' }] } } },
}

function placesIn(value: unknown, before: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [before]
  const within = Object.entries(value).flatMap(([name, each]) => placesIn(each, [...before, Array.isArray(value) ? Number(name) : name]))
  return before.length === 0 ? within : [before, ...within]
}

function withValue(place: Place, value: unknown): string {
  const changed = JSON.parse(JSON.stringify(template))
  let at: Record<string | number, unknown> = changed
  for (const name of place.slice(0, -1)) at = at[name] as typeof at
  at[place.at(-1)!] = value
  return JSON.stringify(changed)
}

it('whatever stands where a template of SAM has something else is taken or refused in AWS’s words', () => {
  expect(() => processedTemplate(JSON.stringify(template))).not.toThrow()
  const places = placesIn(template).filter(([first]) => first !== 'Transform')
  expect(places.length).toBeGreaterThan(100)
  const failures: unknown[] = []
  for (const place of places) {
    for (const value of [5, null, [null]]) {
      try {
        processedTemplate(withValue(place, value))
      } catch (problem) {
        if (!(problem instanceof ApiError)) failures.push([place.join('.'), value, String(problem)])
      }
    }
  }
  expect(failures).toEqual([])
})

it('a value of another type is told with its resource and property', () => {
  const refused = (place: Place, value: unknown) => expect(() => processedTemplate(withValue(place, value)))
  const reason = (id: string, name: string) => `Resource with id [${id}] is invalid. Type of property '${name}' is invalid.`
  refused(['Resources', 'F', 'Properties', 'Events', 'A'], null).toThrow(reason('F', 'Events.A'))
  refused(['Resources', 'M', 'Properties', 'Events', 'Schedule', 'Properties'], null).toThrow(reason('M', 'Events.Schedule.Properties'))
  refused(['Resources', 'F', 'Properties', 'Policies', 0], 5).toThrow(reason('F', 'Policies'))
  refused(['Resources', 'Api', 'Properties', 'BinaryMediaTypes'], 5).toThrow(reason('Api', 'BinaryMediaTypes'))
})
