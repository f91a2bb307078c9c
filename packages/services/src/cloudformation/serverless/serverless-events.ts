import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { ResourceDeclaration } from '../template/template.ts'
import { mapIn, notServed } from './refusals.ts'
import { type RouteAccess, readAccess } from './route-access.ts'
import { type RouteRequest, readRequest } from './route-requests.ts'

/** What a transform adds to a template. */
export interface Additions {
  resources: Record<string, ResourceDeclaration>
  /** Policies that the function's own role needs. */
  managed: string[]
  /** Routes of APIs, by the API's logical id. */
  routes: ApiRoute[]
  httpRoutes: HttpApiRoute[]
  /** Ids of what is made beside resources, by the names that templates have for it: `Function.Alias`. */
  parts: Map<string, string>
}

/** What an event is told to. */
export interface EventTarget {
  /** Of the function or state machine. */
  id: string
  /** The function, or its alias, as permissions and mappings name it. */
  name: Json
  arn: Json
}

export interface ApiRoute {
  api: string
  path: string
  method: string
  target: EventTarget
  /** Of a state machine: the role that starts it. */
  role?: Json
  request?: RouteRequest
  access: RouteAccess
  /** Of a state machine: single quotes of its input are as they were sent. */
  isUnescaped?: boolean
}

export interface HttpApiRoute {
  api: string
  routeKey: string
  target: EventTarget
  /** Of the integration. */
  settings: JsonObject
  /** What the event says of who may call. */
  auth: JsonObject
}

export function declaration(type: string, properties: JsonObject, more: Partial<ResourceDeclaration> = {}): ResourceDeclaration {
  return { type, properties, dependsOn: [], deletionPolicy: 'Delete', updateReplacePolicy: 'Delete', ...more }
}

export const attribute = (id: string, name: string): Json => ({ 'Fn::GetAtt': [id, name] })

/** The names of the implicit APIs. */
export const implicitApi = 'ServerlessRestApi'
export const implicitHttpApi = 'ServerlessHttpApi'

/** The resources of one event of a function. @throws ApiError ValidationError for a kind that is not served */
export function addFunctionEvent(
  added: Additions,
  { target, name, event }: { target: EventTarget; name: string; event: JsonObject },
  all: Record<string, ResourceDeclaration>,
): void {
  const { id, arn } = target
  const { Type, Properties = {} } = event
  const properties = mapIn(id, `Events.${name}.Properties`, Properties)
  const own = `${id}${name}`
  switch (Type) {
    case 'SQS':
    case 'DynamoDB': {
      const { Queue, Stream, Enabled, ...rest } = properties
      added.resources[own] = declaration('AWS::Lambda::EventSourceMapping', {
        ...{ FunctionName: target.name, EventSourceArn: (Queue ?? Stream)!, ...rest },
        ...(Enabled !== undefined && { Enabled }),
      })
      added.managed.push(Type === 'SQS' ? 'AWSLambdaSQSQueueExecutionRole' : 'AWSLambdaDynamoDBExecutionRole')
      return
    }
    case 'SNS': {
      const { Topic = '', ...rest } = properties
      added.resources[own] = declaration('AWS::SNS::Subscription', {
        Protocol: 'lambda',
        Endpoint: arn,
        TopicArn: Topic,
        ...rest,
      })
      added.resources[`${own}Permission`] = permission(target.name, 'sns', { SourceArn: Topic })
      return
    }
    case 'S3':
      addBucketEvent(added, { target, own, properties }, all)
      return
    case 'Schedule':
    case 'CloudWatchEvent':
    case 'EventBridgeRule': {
      const told = { Id: `${own}LambdaTarget`, Arn: arn, ...input(properties), ...deadLetters(added, own, properties) }
      added.resources[own] = rule(Type, properties, told)
      added.resources[`${own}Permission`] = permission(target.name, 'events', { SourceArn: attribute(own, 'Arn') })
      return
    }
    case 'ScheduleV2':
      addSchedule(added, own, properties, { arn, action: 'lambda:InvokeFunction' })
      return
    case 'Api': {
      added.routes.push(routeOf(properties, target, name, 'function'))
      return
    }
    case 'HttpApi': {
      const { ApiId, Path, Method = 'any', PayloadFormatVersion = '2.0', TimeoutInMillis, Auth } = properties
      const routeKey = Path === undefined ? '$default' : `${methodOf(Method)} ${String(Path)}`
      const settings = { PayloadFormatVersion, ...(TimeoutInMillis !== undefined && { TimeoutInMillis }) }
      const auth = (Auth ?? {}) as JsonObject
      added.httpRoutes.push({ api: referenceTo(ApiId, implicitHttpApi), routeKey, target, settings, auth })
      return
    }
    default:
      throw notServed(id, `The event ${name} of the type ${String(Type)}`)
  }
}

function routeOf(properties: JsonObject, target: EventTarget, event: string, kind: 'function' | 'machine'): ApiRoute {
  const { RestApiId, Path, Method = 'any' } = properties
  const access = readAccess(target.id, event, properties, kind)
  const request = readRequest(target.id, event, properties)
  const route = { api: referenceTo(RestApiId, implicitApi), path: String(Path), method: methodOf(Method), target, access }
  return request === undefined ? route : { ...route, request }
}

function referenceTo(value: Json | undefined, otherwise: string): string {
  return value === undefined ? otherwise : String((isJsonObject(value) ? value['Ref'] : undefined) ?? value)
}

/** SAM takes `any` as well as `x-amazon-apigateway-any-method`. */
function methodOf(method: Json): string {
  const text = String(method).toUpperCase()
  return text === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : text
}

/** The resources of one event of a state machine. @throws ApiError ValidationError */
export function addMachineEvent(added: Additions, { target, name, event }: { target: EventTarget; name: string; event: JsonObject }): void {
  const { id, arn } = target
  const { Type, Properties = {} } = event
  const properties = mapIn(id, `Events.${name}.Properties`, Properties)
  const own = `${id}${name}`
  if (Type === 'ScheduleV2') {
    addSchedule(added, own, properties, { arn, action: 'states:StartExecution' })
    return
  }
  if (Type === 'Api') {
    added.resources[`${own}Role`] = startingRole('apigateway.amazonaws.com', [{ arn: { Ref: id }, action: 'states:StartExecution' }])
    const isUnescaped = properties['UnescapeMappingTemplate'] === true
    added.routes.push({ ...routeOf(properties, target, name, 'machine'), role: attribute(`${own}Role`, 'Arn'), isUnescaped })
    return
  }
  if (Type !== 'Schedule' && Type !== 'CloudWatchEvent' && Type !== 'EventBridgeRule') {
    throw notServed(id, `The event ${name} of the type ${String(Type)}`)
  }
  added.resources[`${own}Role`] = startingRole('events.amazonaws.com', [{ arn, action: 'states:StartExecution' }])
  const RoleArn = attribute(`${own}Role`, 'Arn')
  const told = { Id: `${own}StepFunctionsTarget`, Arn: arn, RoleArn, ...input(properties), ...deadLetters(added, own, properties) }
  added.resources[own] = rule(Type, properties, told)
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

export function permission(FunctionName: Json, service: string, source: JsonObject): ResourceDeclaration {
  const properties = { Action: 'lambda:InvokeFunction', FunctionName, Principal: `${service}.amazonaws.com`, ...source }
  return declaration('AWS::Lambda::Permission', properties)
}

/** Letters and digits alone, each other character as its code: for logical ids. */
export function textInId(value: Json): string {
  return String(value).replace(/[^A-Za-z0-9]/g, character => character.charCodeAt(0).toString(16))
}

/** Lets all of an API call a function. */
export function addPermission(added: Additions, api: string, { id, name }: EventTarget): void {
  const source = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${api}/*'
  const SourceArn = { 'Fn::Sub': [source, { api: { Ref: api } }] }
  added.resources[`${id}${api}Permission`] = permission(name, 'apigateway', { SourceArn })
}

/** `s3://BUCKET/KEY`, or its parts. */
export function placeOf(id: string, uri: Json): JsonObject {
  if (isJsonObject(uri)) return uri
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(String(uri)) ?? []
  if (Bucket === undefined || Key === undefined) throw notServed(id, `'${String(uri)}', which is no object of S3,`)
  return { Bucket, Key }
}

function rule(type: Json, properties: JsonObject, target: JsonObject): ResourceDeclaration {
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
  const { ScheduleExpression, Input, FlexibleTimeWindow, RetryPolicy, DeadLetterConfig, RoleArn, ...rest } = properties
  const queue = DeadLetterConfig === undefined ? undefined : scheduleQueue(added, own, DeadLetterConfig as JsonObject)
  if (RoleArn === undefined) {
    const grants = queue === undefined ? [started] : [started, { arn: queue, action: 'sqs:SendMessage' }]
    added.resources[`${own}Role`] = startingRole('scheduler.amazonaws.com', grants)
  }
  added.resources[own] = declaration('AWS::Scheduler::Schedule', {
    ...{ ...rest, ScheduleExpression: ScheduleExpression ?? null, FlexibleTimeWindow: FlexibleTimeWindow ?? { Mode: 'OFF' } },
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

function startingRole(service: string, grants: readonly Granted[]): ResourceDeclaration {
  const Statement = grants.map(({ arn, action }) => ({ Effect: 'Allow', Action: action, Resource: arn }))
  const PolicyDocument = { Version: '2012-10-17', Statement }
  return declaration('AWS::IAM::Role', {
    ...{ AssumeRolePolicyDocument: trust(service), Policies: [{ PolicyName: 'Start', PolicyDocument }] },
  })
}

export function trust(service: string): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: [service] }, Action: ['sts:AssumeRole'] }] }
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
