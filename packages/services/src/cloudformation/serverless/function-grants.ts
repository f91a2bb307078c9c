import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { mapIn, notServed } from './refusals.ts'

/** What a kind of destination is told by. */
const actions: Readonly<Record<string, string>> = {
  ...{ SQS: 'sqs:SendMessage', SNS: 'sns:Publish', Lambda: 'lambda:InvokeFunction', EventBridge: 'events:PutEvents' },
}

/**
 * What SAM grants the role that it makes for a function, besides what events and `Policies` ask for:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
export function functionGrants(id: string, { Tracing, VpcConfig, DeadLetterQueue, EventInvokeConfig }: JsonObject) {
  const policies: Json[] = [
    ...(Tracing === 'Active' ? ['AWSXRayDaemonWriteAccess'] : []),
    ...(VpcConfig === undefined ? [] : ['AWSLambdaVPCAccessExecutionRole']),
  ]
  const told = [DeadLetterQueue, ...Object.values(destinationsOf(EventInvokeConfig))].filter(
    each => each !== undefined && isJsonObject(each),
  )
  return [...policies, ...(told as JsonObject[]).map(each => destinationGrant(id, each))]
}

/** What lets a place of a kind be told. @throws ApiError ValidationError */
export function destinationGrant(id: string, { Type, TargetArn, Destination = TargetArn }: JsonObject): JsonObject {
  const Action = actions[String(Type)]
  if (Action === undefined || Destination === undefined) throw notServed(id, `A destination of the type ${String(Type)} without a place`)
  return { Statement: [{ Effect: 'Allow', Action, Resource: Destination }] }
}

/** `OnSuccess` and `OnFailure`, as they stand. */
function destinationsOf(config: Json | undefined): JsonObject {
  const { DestinationConfig } = isJsonObject(config) ? config : {}
  return isJsonObject(DestinationConfig) ? DestinationConfig : {}
}

/** The same as the operation has them. */
export function destinationConfig(id: string, config: Json | undefined): JsonObject | undefined {
  const entries = Object.entries(destinationsOf(config)).map(([name, each]): [string, Json] => [
    name,
    { Destination: mapIn(id, name, each)['Destination']! },
  ])
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
