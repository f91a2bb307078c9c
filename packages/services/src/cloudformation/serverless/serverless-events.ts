import type { Json, JsonObject } from '@pasos/asl'
import { validationError } from '../errors.ts'
import type { ResourceDeclaration } from '../template/template.ts'

/** What a transform adds to a template. */
export interface Additions {
  resources: Record<string, ResourceDeclaration>
  /** Policies that the function's own role needs. */
  managed: string[]
  /** Routes of APIs, by the API's logical id. */
  routes: { api: string; path: string; method: string; functionId: string }[]
}

export function declaration(type: string, properties: JsonObject, more: Partial<ResourceDeclaration> = {}): ResourceDeclaration {
  return { type, properties, dependsOn: [], deletionPolicy: 'Delete', updateReplacePolicy: 'Delete', ...more }
}

export const attribute = (id: string, name: string): Json => ({ 'Fn::GetAtt': [id, name] })

/** The name of the implicit API. */
export const implicitApi = 'ServerlessRestApi'

/** The resources of one event of a function. @throws ApiError ValidationError for a kind that is not served */
export function addFunctionEvent(
  added: Additions,
  { id, name, event }: { id: string; name: string; event: JsonObject },
  all: Record<string, ResourceDeclaration>,
): void {
  const { Type, Properties = {} } = event
  const properties = Properties as JsonObject
  const own = `${id}${name}`
  switch (Type) {
    case 'SQS':
    case 'DynamoDB': {
      const { Queue, Stream, Enabled, ...rest } = properties
      added.resources[own] = declaration('AWS::Lambda::EventSourceMapping', {
        ...{ FunctionName: { Ref: id }, EventSourceArn: (Queue ?? Stream)!, ...rest },
        ...(Enabled !== undefined && { Enabled }),
      })
      added.managed.push(Type === 'SQS' ? 'AWSLambdaSQSQueueExecutionRole' : 'AWSLambdaDynamoDBExecutionRole')
      return
    }
    case 'SNS': {
      const { Topic = '', ...rest } = properties
      added.resources[own] = declaration('AWS::SNS::Subscription', {
        Protocol: 'lambda',
        Endpoint: attribute(id, 'Arn'),
        TopicArn: Topic,
        ...rest,
      })
      added.resources[`${own}Permission`] = permission(id, 'sns', { SourceArn: Topic })
      return
    }
    case 'S3':
      addBucketEvent(added, { id, own, properties }, all)
      return
    case 'Schedule':
    case 'CloudWatchEvent':
    case 'EventBridgeRule': {
      const target = { Id: `${own}LambdaTarget`, Arn: attribute(id, 'Arn'), ...input(properties) }
      added.resources[own] = rule(Type, properties, target)
      added.resources[`${own}Permission`] = permission(id, 'events', { SourceArn: attribute(own, 'Arn') })
      return
    }
    case 'ScheduleV2':
      addSchedule(added, own, properties, { arn: attribute(id, 'Arn'), action: 'lambda:InvokeFunction' })
      return
    case 'Api': {
      const { RestApiId, Path, Method } = properties
      const api = RestApiId === undefined ? implicitApi : String((RestApiId as JsonObject)['Ref'] ?? RestApiId)
      added.routes.push({ api, path: String(Path), method: String(Method).toUpperCase(), functionId: id })
      return
    }
    default:
      throw notServed(id, `The event ${name} of the type ${String(Type)}`)
  }
}

/** The resources of one event of a state machine. @throws ApiError ValidationError */
export function addMachineEvent(added: Additions, { id, name, event }: { id: string; name: string; event: JsonObject }): void {
  const { Type, Properties = {} } = event
  const properties = Properties as JsonObject
  const own = `${id}${name}`
  if (Type === 'ScheduleV2') {
    addSchedule(added, own, properties, { arn: { Ref: id }, action: 'states:StartExecution' })
    return
  }
  if (Type !== 'Schedule' && Type !== 'CloudWatchEvent' && Type !== 'EventBridgeRule') {
    throw notServed(id, `The event ${name} of the type ${String(Type)}`)
  }
  added.resources[`${own}Role`] = startingRole('events.amazonaws.com', { Ref: id }, 'states:StartExecution')
  const RoleArn = attribute(`${own}Role`, 'Arn')
  added.resources[own] = rule(Type, properties, { Id: `${own}StepFunctionsTarget`, Arn: { Ref: id }, RoleArn, ...input(properties) })
}

export function notServed(id: string, what: string): Error {
  const reason = `Resource with id [${id}] is invalid. ${what} is not served here.`
  return validationError(
    `Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. ${reason}`,
  )
}

export function permission(id: string, service: string, source: JsonObject): ResourceDeclaration {
  const properties = { Action: 'lambda:InvokeFunction', FunctionName: { Ref: id }, Principal: `${service}.amazonaws.com`, ...source }
  return declaration('AWS::Lambda::Permission', properties)
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

function input({ Input, InputPath, InputTransformer, RetryPolicy, DeadLetterConfig }: JsonObject): JsonObject {
  return {
    ...(Input !== undefined && { Input }),
    ...(InputPath !== undefined && { InputPath }),
    ...(InputTransformer !== undefined && { InputTransformer }),
    ...(RetryPolicy !== undefined && { RetryPolicy }),
    ...(DeadLetterConfig !== undefined && { DeadLetterConfig }),
  }
}

function addSchedule(added: Additions, own: string, properties: JsonObject, { arn, action }: { arn: Json; action: string }): void {
  const { ScheduleExpression, Input, FlexibleTimeWindow, RetryPolicy, DeadLetterConfig, RoleArn, ...rest } = properties
  if (RoleArn === undefined) added.resources[`${own}Role`] = startingRole('scheduler.amazonaws.com', arn, action)
  added.resources[own] = declaration('AWS::Scheduler::Schedule', {
    ...{ ...rest, ScheduleExpression: ScheduleExpression ?? null, FlexibleTimeWindow: FlexibleTimeWindow ?? { Mode: 'OFF' } },
    Target: {
      Arn: arn,
      RoleArn: RoleArn ?? attribute(`${own}Role`, 'Arn'),
      ...input({ ...(Input !== undefined && { Input }), ...(RetryPolicy !== undefined && { RetryPolicy }) }),
    },
  })
}

function startingRole(service: string, arn: Json, action: string): ResourceDeclaration {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: arn }] }
  return declaration('AWS::IAM::Role', {
    ...{ AssumeRolePolicyDocument: trust(service), Policies: [{ PolicyName: 'Start', PolicyDocument: policy }] },
  })
}

export function trust(service: string): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: [service] }, Action: ['sts:AssumeRole'] }] }
}

/** A bucket of the template tells the function itself; who may is said before. */
function addBucketEvent(
  added: Additions,
  { id, own, properties }: { id: string; own: string; properties: JsonObject },
  all: Record<string, ResourceDeclaration>,
): void {
  const { Bucket, Events, Filter } = properties
  const bucketId = String((Bucket as JsonObject | undefined)?.['Ref'])
  const bucket = all[bucketId]
  if (bucket?.type !== 'AWS::S3::Bucket') throw notServed(id, 'An S3 event of a bucket that is not in the template')
  added.resources[`${own}Permission`] = permission(id, 's3', { SourceAccount: { Ref: 'AWS::AccountId' } })
  const present = (bucket.properties['NotificationConfiguration'] ?? {}) as JsonObject
  const configured = [Events ?? []]
    .flat()
    .map(Event => ({ Event, Function: attribute(id, 'Arn'), ...(Filter !== undefined && { Filter }) }))
  const LambdaConfigurations = [...((present['LambdaConfigurations'] ?? []) as Json[]), ...configured]
  all[bucketId] = {
    ...bucket,
    dependsOn: [...bucket.dependsOn, `${own}Permission`],
    properties: { ...bucket.properties, NotificationConfiguration: { ...present, LambdaConfigurations } },
  }
}
