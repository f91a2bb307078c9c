import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { ResourceDeclaration } from '../template/template.ts'
import { type Additions, attribute, declaration, type EventTarget, permission, trust } from './additions.ts'
import { invalidEvent, readEvent } from './event-properties.ts'
import { httpRouteOf, routeOf } from './event-routes.ts'
import { destinationGrant } from './function-grants.ts'
import { mapIn, notServed } from './refusals.ts'
import { addTopicEvent } from './serverless-topics.ts'

/** The resources of one event of a function. @throws ApiError ValidationError for a kind that is not served */
export function addFunctionEvent(
  added: Additions,
  { target, name, event }: { target: EventTarget; name: string; event: JsonObject },
  all: Record<string, ResourceDeclaration>,
): void {
  const { id, arn } = target
  const { type, properties } = readEvent(id, name, event, 'function')
  const own = `${id}${name}`
  switch (type) {
    case 'SQS':
    case 'DynamoDB': {
      const { Queue, Stream, DestinationConfig, ...rest } = properties
      const failed = DestinationConfig === undefined ? undefined : failedRecords(id, name, properties)
      added.resources[own] = declaration('AWS::Lambda::EventSourceMapping', {
        ...{ FunctionName: target.name, EventSourceArn: Queue ?? Stream ?? null, ...rest },
        ...(failed !== undefined && { DestinationConfig: failed.config }),
      })
      added.granted.push(type === 'SQS' ? 'AWSLambdaSQSQueueExecutionRole' : 'AWSLambdaDynamoDBExecutionRole', ...(failed?.granted ?? []))
      return
    }
    case 'SNS':
      addTopicEvent(added, target, name, properties)
      return
    case 'S3':
      addBucketEvent(added, { target, own, properties }, all)
      return
    case 'Schedule':
    case 'CloudWatchEvent':
    case 'EventBridgeRule': {
      const told = { Id: targetId(id, name, properties) ?? `${own}LambdaTarget`, Arn: arn }
      added.resources[own] = rule(type, properties, { ...told, ...input(properties), ...deadLetters(added, own, properties) })
      added.resources[`${own}Permission`] = permission(target.name, 'events', { SourceArn: attribute(own, 'Arn') })
      return
    }
    case 'ScheduleV2':
      addSchedule(added, own, properties, { arn, action: 'lambda:InvokeFunction' })
      return
    case 'Api':
      added.routes.push(routeOf(properties, target, name))
      return
    case 'HttpApi':
      added.httpRoutes.push(httpRouteOf(properties, target, name))
  }
}

/** Where records go that a function could not do, and what the function's role needs for it where the event names the kind of place. */
function failedRecords(id: string, name: string, { DestinationConfig }: JsonObject): { config: JsonObject; granted: Json[] } {
  const config = mapIn(id, `Events.${name}.Properties.DestinationConfig`, DestinationConfig)
  if (!isJsonObject(config['OnFailure'])) return { config, granted: [] }
  const { Type, ...OnFailure } = config['OnFailure']
  return { config: { ...config, OnFailure }, granted: Type === undefined ? [] : [destinationGrant(id, { ...OnFailure, Type })] }
}

/** The id that an event says of its target, all that it may say of it. */
function targetId(id: string, name: string, { Target }: JsonObject): Json | undefined {
  if (Target === undefined) return undefined
  const { Id, ...rest } = mapIn(id, `Events.${name}.Properties.Target`, Target)
  const [other] = Object.keys(rest)
  if (other !== undefined) throw invalidEvent(id, name, `property ${other} not defined for Target`)
  return Id
}

/** The resources of one event of a state machine. @throws ApiError ValidationError */
export function addMachineEvent(added: Additions, { target, name, event }: { target: EventTarget; name: string; event: JsonObject }): void {
  const { id, arn } = target
  const { type, properties } = readEvent(id, name, event, 'machine')
  const own = `${id}${name}`
  if (type === 'ScheduleV2') {
    addSchedule(added, own, properties, { arn, action: 'states:StartExecution' })
    return
  }
  if (type === 'Api') {
    added.resources[`${own}Role`] = startingRole('apigateway.amazonaws.com', [{ arn: { Ref: id }, action: 'states:StartExecution' }])
    const isUnescaped = properties['UnescapeMappingTemplate'] === true
    added.routes.push({ ...routeOf(properties, target, name), role: attribute(`${own}Role`, 'Arn'), isUnescaped })
    return
  }
  const { RoleArn = attribute(`${own}Role`, 'Arn') } = properties
  if (properties['RoleArn'] === undefined) {
    added.resources[`${own}Role`] = startingRole('events.amazonaws.com', [{ arn, action: 'states:StartExecution' }])
  }
  const told = { Id: targetId(id, name, properties) ?? `${own}StepFunctionsTarget`, Arn: arn, RoleArn }
  added.resources[own] = rule(type, properties, { ...told, ...input(properties), ...deadLetters(added, own, properties) })
}

/** Where events go that could not be told: a queue that there is, or one that is made, which must let EventBridge send. */
function deadLetters(added: Additions, own: string, { DeadLetterConfig }: JsonObject): { DeadLetterConfig?: JsonObject } {
  if (DeadLetterConfig === undefined) return {}
  const { Arn, QueueLogicalId = `${own}Queue` } = DeadLetterConfig as JsonObject
  if (Arn !== undefined) return { DeadLetterConfig: { Arn } }
  const queue = String(QueueLogicalId)
  added.resources[queue] = declaration('AWS::SQS::Queue', {})
  const Statement = [
    {
      ...{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: attribute(queue, 'Arn') },
      Condition: { ArnEquals: { 'aws:SourceArn': attribute(own, 'Arn') } },
    },
  ]
  const PolicyDocument = { Version: '2012-10-17', Statement }
  added.resources[`${own}QueuePolicy`] = declaration('AWS::SQS::QueuePolicy', { Queues: [{ Ref: queue }], PolicyDocument })
  return { DeadLetterConfig: { Arn: attribute(queue, 'Arn') } }
}

function rule(type: string, properties: JsonObject, target: JsonObject): ResourceDeclaration {
  const { Schedule, Pattern, EventBusName, Name, Description, Enabled, State, RuleName } = properties
  const state = State ?? (Enabled === undefined ? undefined : Enabled === false || Enabled === 'false' ? 'DISABLED' : 'ENABLED')
  return declaration('AWS::Events::Rule', {
    ...(type === 'Schedule' ? { ScheduleExpression: Schedule ?? null } : { EventPattern: Pattern ?? null }),
    ...((Name ?? RuleName) !== undefined && { Name: (Name ?? RuleName)! }),
    ...(EventBusName !== undefined && { EventBusName }),
    ...(Description !== undefined && { Description }),
    ...(state !== undefined && { State: state }),
    Targets: [target],
  })
}

function input({ Input, InputPath, InputTransformer, RetryPolicy }: JsonObject): JsonObject {
  return {
    ...(Input !== undefined && { Input }),
    ...(InputPath !== undefined && { InputPath }),
    ...(InputTransformer !== undefined && { InputTransformer }),
    ...(RetryPolicy !== undefined && { RetryPolicy }),
  }
}

function addSchedule(added: Additions, own: string, properties: JsonObject, started: Granted): void {
  const { ScheduleExpression, Input, FlexibleTimeWindow, RetryPolicy, DeadLetterConfig, RoleArn, ...others } = properties
  const { OmitName = false, PermissionsBoundary, Name = own, ...rest } = others
  const queue = DeadLetterConfig === undefined ? undefined : scheduleQueue(added, own, DeadLetterConfig as JsonObject)
  if (RoleArn === undefined) {
    const grants = queue === undefined ? [started] : [started, { arn: queue, action: 'sqs:SendMessage' }]
    added.resources[`${own}Role`] = startingRole('scheduler.amazonaws.com', grants, PermissionsBoundary)
  }
  added.resources[own] = declaration('AWS::Scheduler::Schedule', {
    ...{ ...rest, ScheduleExpression: ScheduleExpression ?? null, FlexibleTimeWindow: FlexibleTimeWindow ?? { Mode: 'OFF' } },
    // SAM names a schedule by its logical id, unless it is to be left unnamed.
    ...((properties['Name'] !== undefined || String(OmitName) !== 'true') && { Name }),
    Target: {
      Arn: started.arn,
      RoleArn: RoleArn ?? attribute(`${own}Role`, 'Arn'),
      ...input({ ...(Input !== undefined && { Input }), ...(RetryPolicy !== undefined && { RetryPolicy }) }),
      ...(queue !== undefined && { DeadLetterConfig: { Arn: queue } }),
    },
  })
}

/** The ARN of the queue, which is made where there is none: a schedule sends as its role. */
function scheduleQueue(added: Additions, own: string, { Arn, QueueLogicalId = `${own}Queue` }: JsonObject): Json {
  if (Arn !== undefined) return Arn
  added.resources[String(QueueLogicalId)] = declaration('AWS::SQS::Queue', {})
  return attribute(String(QueueLogicalId), 'Arn')
}

interface Granted {
  arn: Json
  action: string
}

function startingRole(service: string, grants: readonly Granted[], PermissionsBoundary?: Json): ResourceDeclaration {
  const Statement = grants.map(({ arn, action }) => ({ Effect: 'Allow', Action: action, Resource: arn }))
  const PolicyDocument = { Version: '2012-10-17', Statement }
  return declaration('AWS::IAM::Role', {
    ...{ AssumeRolePolicyDocument: trust(service), Policies: [{ PolicyName: 'Start', PolicyDocument }] },
    ...(PermissionsBoundary !== undefined && { PermissionsBoundary }),
  })
}

/** A bucket of the template tells the function itself; who may is said before. */
function addBucketEvent(
  added: Additions,
  { target, own, properties }: { target: EventTarget; own: string; properties: JsonObject },
  all: Record<string, ResourceDeclaration>,
): void {
  const { Bucket, Events, Filter } = properties
  const bucketId = String((Bucket as JsonObject | undefined)?.['Ref'])
  const bucket = all[bucketId]
  if (bucket?.type !== 'AWS::S3::Bucket') throw notServed(target.id, 'An S3 event of a bucket that is not in the template')
  added.resources[`${own}Permission`] = permission(target.name, 's3', { SourceAccount: { Ref: 'AWS::AccountId' } })
  const present = (bucket.properties['NotificationConfiguration'] ?? {}) as JsonObject
  const configured = [Events ?? []].flat().map(Event => ({ Event, Function: target.arn, ...(Filter !== undefined && { Filter }) }))
  const LambdaConfigurations = [...((present['LambdaConfigurations'] ?? []) as Json[]), ...configured]
  all[bucketId] = {
    ...bucket,
    dependsOn: [...bucket.dependsOn, `${own}Permission`],
    properties: { ...bucket.properties, NotificationConfiguration: { ...present, LambdaConfigurations } },
  }
}
