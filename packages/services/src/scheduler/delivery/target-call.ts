import { type Json, type JsonObject, memberOf, parseJson, putMember } from '@pasos/asl'
import type { ServiceCall } from '@pasos/engine'
import { findService, sdkActions } from '@pasos/models'
import type { scheduler } from '@pasos/wire'
import { placeOfArn } from '../../sqs/records/queue-record.ts'

type Call = Pick<ServiceCall, 'service' | 'operation' | 'names'> & { input: Json }

/** User Guide, "Using universal targets": actions that only read are no targets. */
const readingActions =
  /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/

const universal = /^arn:[^:]+:scheduler:::aws-sdk:([A-Za-z0-9-]+):([A-Za-z0-9]+)$/

/** Templated targets that are called here. The others of AWS (ECS, Kinesis, …) can be reached as universal ones. */
const templated = /^arn:[^:]+:(states:[^:]*:\d{12}:stateMachine:|lambda:[^:]*:\d{12}:function:|sqs:|sns:|events:[^:]*:\d{12}:event-bus\/)/

export function isKnownTarget(arn: string): boolean {
  return universal.test(arn) || templated.test(arn)
}

/**
 * The request that a target means, or what is wrong with it. `id` is the invocation's: a repeat with the same one starts no second
 * execution.
 */
export function callOf(target: scheduler.Target, input: string, id: string): Call | string {
  const arn = target.Arn ?? ''
  const [, service, action] = universal.exec(arn) ?? []
  if (service !== undefined && action !== undefined) return universalCall(service, action, input)
  const api = (name: string, operation: string, members: JsonObject): Call => ({ service: name, operation, names: 'api', input: members })
  switch (arn.split(':')[2]) {
    case 'states':
      if (objectIn(input) === undefined) return 'Input must be a valid JSON object for a Step Functions target.'
      return api('sfn', 'StartExecution', { StateMachineArn: arn, Input: input, Name: id })
    case 'lambda':
      return api('lambda', 'Invoke', { FunctionName: arn, InvocationType: 'Event', Payload: parsed(input) ?? input })
    case 'sns':
      return api('sns', 'Publish', { TopicArn: arn, Message: input })
    case 'sqs':
      return queueCall(target, input, id, api)
    default: {
      const { DetailType, Source } = target.EventBridgeParameters ?? {}
      if (!DetailType || !Source) return 'EventBridgeParameters are required for an event bus.'
      return api('eventbridge', 'PutEvents', { Entries: [{ EventBusName: arn, DetailType, Source, Detail: input }] })
    }
  }
}

function queueCall(target: scheduler.Target, input: string, id: string, api: (...of: [string, string, JsonObject]) => Call): Call | string {
  const place = placeOfArn(target.Arn ?? '')
  if (!place) return `Provided Arn is not in correct format. Arn: ${target.Arn}`
  const MessageGroupId = target.SqsParameters?.MessageGroupId
  const isFifo = place.name.endsWith('.fifo')
  if (isFifo && MessageGroupId === undefined) return 'MessageGroupId is required for FIFO queues.'
  return api('sqs', 'SendMessage', {
    QueueUrl: `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${place.name}`,
    MessageBody: input,
    ...(MessageGroupId !== undefined && { MessageGroupId }),
    ...(isFifo && { MessageDeduplicationId: id }),
  })
}

function universalCall(named: string, action: string, input: string): Call | string {
  const service = named.toLowerCase()
  if (!findService(service) || !sdkActions(service)?.includes(action)) return `The target ${named}:${action} is not a known service action.`
  if (readingActions.test(action)) return `The action ${action} is not supported as a target.`
  const members = objectIn(input)
  if (members === undefined) return 'Input must be a valid JSON object for a universal target.'
  const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
  const request: JsonObject = {}
  for (const [name, value] of Object.entries(members)) putMember(request, capital(name), memberOf(members, name, value))
  return { service, operation: capital(action), names: 'sdk', input: request }
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function objectIn(text: string): JsonObject | undefined {
  const value = parsed(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}
