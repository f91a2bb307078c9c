import type { JsonObject } from '@pasos/asl'
import { invalidResource, mapIn, notServed } from './refusals.ts'

/** Of what an event may be: a function, or a state machine. */
export type EventOwner = 'function' | 'machine'

const ofMappings = [
  ...['BatchSize', 'Enabled', 'FilterCriteria', 'FunctionResponseTypes', 'KmsKeyArn', 'MaximumBatchingWindowInSeconds', 'MetricsConfig'],
  'ProvisionedPollerConfig',
]
const ofSchedules = ['DeadLetterConfig', 'Description', 'Enabled', 'Input', 'Name', 'RetryPolicy', 'Schedule', 'State']
const ofRules = ['DeadLetterConfig', 'EventBusName', 'Input', 'InputPath', 'InputTransformer', 'Pattern', 'RetryPolicy', 'RuleName']
const ofRequests = ['Auth', 'Method', 'Path', 'RestApiId']
const ofSchedulesV2 = [
  ...['DeadLetterConfig', 'Description', 'EndDate', 'FlexibleTimeWindow', 'GroupName', 'Input', 'KmsKeyArn', 'Name', 'OmitName'],
  ...['PermissionsBoundary', 'RetryPolicy', 'RoleArn', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'StartDate', 'State'],
]

type Known = Readonly<Record<string, readonly string[]>>

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html */
const ofFunctions: Known = {
  Api: [...ofRequests, 'RequestModel', 'RequestParameters', 'ResponseTransferMode', 'TimeoutInMillis'],
  HttpApi: ['ApiId', 'Auth', 'Method', 'Path', 'PayloadFormatVersion', 'RouteSettings', 'TimeoutInMillis'],
  SQS: [...ofMappings, 'Queue', 'ScalingConfig'],
  DynamoDB: [
    ...[...ofMappings, 'BisectBatchOnFunctionError', 'DestinationConfig', 'MaximumRecordAgeInSeconds', 'MaximumRetryAttempts'],
    ...['ParallelizationFactor', 'StartingPosition', 'StartingPositionTimestamp', 'Stream', 'TumblingWindowInSeconds'],
  ],
  SNS: ['FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy', 'Region', 'SqsSubscription', 'Topic'],
  S3: ['Bucket', 'Events', 'Filter'],
  Schedule: ofSchedules,
  ScheduleV2: ofSchedulesV2,
  CloudWatchEvent: ['Enabled', 'EventBusName', 'Input', 'InputPath', 'Pattern', 'State'],
  EventBridgeRule: [...ofRules, 'State', 'Target'],
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-statemachine-statemachineeventsource.html */
const ofMachines: Known = {
  Api: [...ofRequests, 'UnescapeMappingTemplate'],
  Schedule: [...ofSchedules, 'RoleArn', 'Target'],
  ScheduleV2: ofSchedulesV2,
  CloudWatchEvent: ['EventBusName', 'Input', 'InputPath', 'Pattern'],
  EventBridgeRule: [...ofRules, 'State', 'Target'],
}

export const eventProperties: Readonly<Record<EventOwner, Known>> = { function: ofFunctions, machine: ofMachines }

/** An event's type, and what it says. @throws ApiError ValidationError for a type that is not served, and for what no event of its type has */
export function readEvent(id: string, name: string, event: JsonObject, owner: EventOwner): { type: string; properties: JsonObject } {
  const { Type, Properties = {}, ...rest } = event
  const type = String(Type)
  const known = eventProperties[owner]
  if (!Object.hasOwn(known, type)) throw notServed(id, `The event ${name} of the type ${type}`)
  const properties = mapIn(id, `Events.${name}.Properties`, Properties)
  const other = Object.keys(rest)[0] ?? Object.keys(properties).find(each => !known[type]!.includes(each))
  if (other !== undefined) throw invalidEvent(id, name, `property ${other} not defined for resource of type ${type}`)
  return { type, properties }
}

/** What SAM does not take of an event. */
export function invalidEvent(id: string, name: string, reason: string) {
  return invalidResource(`${id}${name}`, `Event with id [${name}] is invalid. ${reason}`)
}
