import type { Json, JsonObject } from '@pasos/asl'
import { describe, expect, it } from 'vitest'
import { processedTemplate } from '../template/processed-template.ts'
import { deployServerless, Transform, withEvents } from '../testing/deploy-serverless.ts'
import { type EventOwner, eventProperties } from './event-properties.ts'

const bucket = { Type: 'AWS::S3::Bucket' }
const transformed = (Resources: object) =>
  processedTemplate(JSON.stringify({ Transform, Resources: { B: bucket, ...Resources } })).resources
const machine = (Events: object) => ({
  Type: 'AWS::Serverless::StateMachine',
  Properties: { Definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, Events },
})
const owned: Record<EventOwner, (Events: object) => object> = { function: withEvents, machine }

/** What an event of each type cannot do without. */
const least: Readonly<Record<string, JsonObject>> = {
  ...{ Api: { Path: '/a', Method: 'get' }, HttpApi: { Path: '/a', Method: 'get' }, SQS: { Queue: 'arn:q' }, SNS: { Topic: 'arn:t' } },
  DynamoDB: { Stream: 'arn:s', StartingPosition: 'LATEST' },
  S3: { Bucket: { Ref: 'B' }, Events: 's3:ObjectCreated:*' },
  ...{ Schedule: { Schedule: 'rate(1 day)' }, ScheduleV2: { ScheduleExpression: 'rate(1 day)' } },
  ...{ CloudWatchEvent: { Pattern: { source: ['a'] } }, EventBridgeRule: { Pattern: { source: ['a'] } } },
}

/** What may be said where any text is not it. */
const samples: Readonly<Record<string, Json>> = {
  ...{ Auth: { Authorizer: 'AWS_IAM' }, RequestModel: { Model: 'M' }, RequestParameters: ['method.request.header.X'], Method: 'post' },
  ...{ ResponseTransferMode: 'STREAM', RouteSettings: { ThrottlingRateLimit: 1 }, UnescapeMappingTemplate: true, SqsSubscription: true },
  ...{ DestinationConfig: { OnFailure: { Type: 'SQS', Destination: 'arn:d' } }, Target: { Id: 'T' }, OmitName: true, Enabled: false },
  ...{ DeadLetterConfig: { Arn: 'arn:d' }, State: 'DISABLED', Bucket: { Ref: 'C' }, RestApiId: 'Other', ApiId: 'Other' },
}

const said = (['function', 'machine'] as const).flatMap(owner =>
  Object.entries(eventProperties[owner]).flatMap(([type, names]) => names.map(name => [name, type, owner] as const)),
)

describe('nothing that an event says is left out', () => {
  const made = (owner: EventOwner, Type: string, Properties: object) => {
    try {
      return JSON.stringify(transformed({ C: bucket, X: owned[owner]({ E: { Type, Properties } }) }))
    } catch (problem) {
      return String(problem)
    }
  }

  it.each(said)('%s of %s of a %s has its effect or is refused', (name, type, owner) => {
    const without = made(owner, type, least[type]!)
    expect(without).toContain('"X"')
    expect(made(owner, type, { ...least[type], [name]: samples[name] ?? 'sample' })).not.toBe(without)
  })

  it.each([...new Map(said.map(each => [`${each[1]} ${each[2]}`, each])).values()])(
    'what no event of the type has is refused (%s is one of %s of a %s)',
    (_, type, owner) => {
      expect(made(owner, type, { ...least[type], Foo: 1 })).toContain(
        `Resource with id [XE] is invalid. Event with id [E] is invalid. property Foo not defined for resource of type ${type}`,
      )
      const event = { Type: type, Properties: least[type], Condition: 'C' }
      expect(() => transformed({ X: owned[owner]({ E: event }) })).toThrow(`property Condition not defined for resource of type ${type}`)
    },
  )
})

const withFunction = (Type: string, Properties: object) => transformed({ F: withEvents({ E: { Type, Properties } }) })

it('a topic tells a function by a queue, which is made where none is named', () => {
  const made = withFunction('SNS', { Topic: 'arn:t', SqsSubscription: true, FilterPolicyScope: 'MessageBody' })
  const queue = { 'Fn::GetAtt': ['FEQueue', 'Arn'] }
  expect(made['FE']!.properties).toEqual({ Protocol: 'sqs', TopicArn: 'arn:t', Endpoint: queue, FilterPolicyScope: 'MessageBody' })
  expect(made['FEEventSourceMapping']!.properties).toEqual({ FunctionName: { Ref: 'F' }, EventSourceArn: queue, BatchSize: 10 })
  expect(made['FEQueuePolicy']!.properties).toMatchObject({ Queues: [{ Ref: 'FEQueue' }] })
  expect(JSON.stringify(made['FERole'] ?? made['FRole'])).toContain('AWSLambdaSQSQueueExecutionRole')
  expect(made).not.toHaveProperty('FEPermission')
  const SqsSubscription = { QueueArn: 'arn:q', QueueUrl: 'url:q', BatchSize: 5, Enabled: false, QueuePolicyLogicalId: 'P' }
  const named = withFunction('SNS', { Topic: 'arn:t', SqsSubscription })
  expect(named['P']!.properties).toMatchObject({ Queues: ['url:q'], PolicyDocument: { Statement: [{ Resource: 'arn:q' }] } })
  expect(named['FEEventSourceMapping']!.properties).toMatchObject({ EventSourceArn: 'arn:q', BatchSize: 5, Enabled: false })
  expect(named).not.toHaveProperty('FEQueue')
  const refused = (given: unknown) => expect(() => withFunction('SNS', { Topic: 'arn:t', SqsSubscription: given }))
  refused({ QueueArn: 'arn:q' }).toThrow('No QueueARN or QueueURL provided.')
  refused({ QueueArn: 'a', QueueUrl: 'u', Size: 1 }).toThrow('property Size not defined for SqsSubscription')
  refused('yes').toThrow('SqsSubscription must be a boolean or an object.')
})

it('records that a function could not do go where its role may send them', () => {
  const OnFailure = { Type: 'SNS', Destination: 'arn:dead' }
  const made = withFunction('DynamoDB', { ...least['DynamoDB'], DestinationConfig: { OnFailure } })
  expect(made['FE']!.properties).toMatchObject({ DestinationConfig: { OnFailure: { Destination: 'arn:dead' } } })
  expect(JSON.stringify(made['FRole'])).toContain('{"Effect":"Allow","Action":"sns:Publish","Resource":"arn:dead"}')
})

it('a schedule is named as SAM names it, and its role is bounded', () => {
  const made = (more: object) => withFunction('ScheduleV2', { ...least['ScheduleV2'], ...more })
  expect([{}, { Name: 'n' }, { OmitName: true }].map(more => made(more)['FE']!.properties['Name'])).toEqual(['FE', 'n', undefined])
  expect(made({ PermissionsBoundary: 'arn:b' })['FERole']!.properties).toMatchObject({ PermissionsBoundary: 'arn:b' })
  expect(made({ OmitName: true })['FE']!.properties).not.toHaveProperty('OmitName')
})

it('a rule starts a machine with the role and under the id that its event says', () => {
  const event = { Type: 'Schedule', Properties: { ...least['Schedule'], RoleArn: 'arn:r', Target: { Id: 'mine' } } }
  const made = transformed({ M: machine({ E: event }) })
  expect(made['ME']!.properties).toMatchObject({ Targets: [{ Id: 'mine', RoleArn: 'arn:r' }] })
  expect(made).not.toHaveProperty('MERole')
  const Target = { Id: 'mine', Arn: 'arn:other' }
  expect(() => withFunction('EventBridgeRule', { ...least['EventBridgeRule'], Target })).toThrow('property Arn not defined for Target')
})

describe('an event of an HTTP API', () => {
  const event = (more: object) => ({ E: { Type: 'HttpApi', Properties: { ...least['HttpApi'], ApiId: { Ref: 'A' }, ...more } } })
  const made = (more: object, Properties: object = {}) =>
    transformed({ F: withEvents(event(more)), A: { Type: 'AWS::Serverless::HttpApi', Properties } })

  it('has its route’s settings on the stage, over those that the API says', () => {
    const RouteSettings = { 'GET /a': { ThrottlingBurstLimit: 9, ThrottlingRateLimit: 9 }, 'GET /b': { ThrottlingRateLimit: 7 } }
    const stage = made({ RouteSettings: { ThrottlingRateLimit: 1 } }, { RouteSettings })['AApiGatewayDefaultStage']!
    expect(stage.properties['RouteSettings']).toEqual({
      'GET /a': { ThrottlingBurstLimit: 9, ThrottlingRateLimit: 1 },
      'GET /b': { ThrottlingRateLimit: 7 },
    })
    expect(made({}, { RouteSettings })['AApiGatewayDefaultStage']!.properties).toMatchObject({ RouteSettings })
  })

  it('is held to them', async () => {
    const Events = (more: object) => ({ E: { Type: 'HttpApi', Properties: { ...least['HttpApi'], ...more } } })
    const bounded = withEvents(Events({ RouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 } }))
    const stack = await deployServerless({ Resources: { F: bounded } })
    const read = async () => (await stack.world.call('apigatewayv2', 'GetStages', { ApiId: stack.nameOf('ServerlessHttpApi') })).Items
    expect(await read()).toMatchObject([{ RouteSettings: { 'GET /a': { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 } } }])
    await stack.update({ Resources: { F: withEvents(Events({})) } })
    expect(await read()).toMatchObject([{ RouteSettings: {} }])
    await stack.close()
  })

  it('and its API say nothing that is left out', () => {
    expect(() => made({ Auth: { Authorizer: 'AWS_IAM', InvokeRole: 'r' } })).toThrow('property InvokeRole not defined for Auth')
    expect(() => made({}, { Cors: true })).toThrow('property Cors not defined for resource of type AWS::Serverless::HttpApi')
    expect(() => made({}, { Auth: { Authorizer: 'X' } })).toThrow('property Authorizer not defined for Auth')
    expect(made({}, { PropagateTags: true, Description: 'd', FailOnWarnings: true })['A']!.properties).toMatchObject({
      ...{ Description: 'd', FailOnWarnings: true },
    })
  })

  it('says of a route of the API’s own document nothing that the document does not say', () => {
    const DefinitionBody = { paths: { '/a': { get: { 'x-amazon-apigateway-integration': { payloadFormatVersion: '1.0' } } } } }
    const refused = (more: object, api: object = {}) => expect(() => made(more, { DefinitionBody, ...api }))
    refused({ TimeoutInMillis: 5_000 }).toThrow("TimeoutInMillis of an event of GET /a beside the API's own document is not served here")
    refused({ Auth: { Authorizer: 'NONE' } }).toThrow('Authorizer of an event of GET /a')
    refused({ PayloadFormatVersion: '2.0' }).toThrow('PayloadFormatVersion of an event of GET /a')
    refused({}, { Auth: { DefaultAuthorizer: 'X' } }).toThrow('Auth of an HTTP API beside its own document')
    refused({ PayloadFormatVersion: '1.0', RouteSettings: { ThrottlingRateLimit: 1 } }).not.toThrow()
  })
})
