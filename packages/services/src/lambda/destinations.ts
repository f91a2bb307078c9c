import { type Json, parseJson } from '@pasos/asl'
import type { FunctionResult, Ids, ServiceCall, ServiceCaller, TaskEffects } from '@pasos/engine'

/** AWS: the message of an error in the dead letters is cut at 1 KB. */
const maxErrorMessage = 1024

export interface HandledEvent {
  requestId: string
  /** ARN with the qualifier. */
  function: string
  payload: string
  /** How often it was run, or refused for want of room. */
  invocations: number
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded'
  /** The last run's; nothing when it never ran. */
  result?: Extract<FunctionResult, { outcome: 'returned' }>
  at: number
}

/**
 * Sends what became of an event to where its function's configuration says, as the function's role. Services whose writes can be
 * committed with the end of the event leave them to it, so that what they are sent is sent exactly once.
 */
export interface Destinations {
  /** The whole story, to an `OnSuccess` or `OnFailure` destination. What it answers is still to be written. */
  report(event: HandledEvent, target: string, roleArn: string): Promise<TaskEffects | undefined>
  /** The event itself, to a dead-letter queue or topic. What it answers is still to be written. */
  bury(event: HandledEvent, target: string, roleArn: string): Promise<TaskEffects | undefined>
}

export interface DestinationsDependencies {
  caller: Pick<ServiceCaller, 'call' | 'reach'>
  ids: Ids
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html. What cannot be delivered is logged, as AWS counts
 * it in DestinationDeliveryFailures and DeadLetterErrors: it holds nothing up.
 */
export function createDestinations({ caller, ids, logger }: DestinationsDependencies): Destinations {
  /** What is left to be written, or why it was not taken. */
  async function deliver(call: ServiceCall): Promise<{ effects?: TaskEffects } | string> {
    if (caller.reach(call.service) === 'nowhere') return `The service ${call.service} is not served here.`
    try {
      const answer = await caller.call(call, new AbortController().signal)
      return answer.outcome === 'answered' ? answer : answer.refusal.message
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  async function call(
    event: HandledEvent,
    target: string,
    roleArn: string,
    [service, operation, input]: [string, string, Json],
  ): Promise<TaskEffects | undefined> {
    const region = target.split(':')[3] ?? ''
    const call = { service, operation, input, names: 'api' as const, as: roleArn, region, idempotencyToken: ids.uuid() }
    const reason = await deliver(call)
    if (typeof reason !== 'string') return reason.effects
    logger.error('the outcome of an event could not be delivered', { target, requestId: event.requestId, reason })
    return undefined
  }

  return {
    async report(event, target, roleArn) {
      const message = JSON.stringify(recordOf(event))
      const send = (...request: [service: string, operation: string, input: Json]) => call(event, target, roleArn, request)
      switch (target.split(':')[2]) {
        case 'sqs':
          return send('sqs', 'SendMessage', { QueueUrl: queueUrl(target), MessageBody: message })
        case 'sns':
          return send('sns', 'Publish', { TopicArn: target, Message: message })
        case 'lambda':
          return send('lambda', 'Invoke', { FunctionName: target, InvocationType: 'Event', Payload: message })
        default:
          return send('eventbridge', 'PutEvents', { Entries: [busEntry(event, target, message)] })
      }
    },
    async bury(event, target, roleArn) {
      const attributes = attributesOf(event)
      const send = (...request: [service: string, operation: string, input: Json]) => call(event, target, roleArn, request)
      if (target.split(':')[2] === 'sns') {
        return send('sns', 'Publish', { TopicArn: target, Message: event.payload, MessageAttributes: attributes })
      }
      return send('sqs', 'SendMessage', { QueueUrl: queueUrl(target), MessageBody: event.payload, MessageAttributes: attributes })
    },
  }
}

function queueUrl(arn: string): string {
  const [, , , region, account, name] = arn.split(':')
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`
}

function recordOf({ requestId, function: functionArn, payload, invocations, condition, result, at }: HandledEvent): Json {
  return {
    version: '1.0',
    timestamp: new Date(at).toISOString(),
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invocations },
    requestPayload: parseJson(payload),
    ...(result === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: result.executedVersion,
            ...(result.functionError === undefined ? {} : { functionError: result.functionError }),
          },
          responsePayload: parseJson(result.payload),
        }),
  }
}

function busEntry(event: HandledEvent, bus: string, detail: string): Json {
  return {
    Source: 'lambda',
    DetailType: `Lambda Function Invocation Result - ${event.condition === 'Success' ? 'Success' : 'Failure'}`,
    Resources: [bus, event.function],
    Detail: detail,
    EventBusName: bus,
  }
}

function attributesOf({ requestId, result }: HandledEvent): Json {
  const error = result === undefined ? undefined : (JSON.parse(result.payload) as { errorMessage?: unknown } | null)
  const text = (StringValue: string): Json => ({ DataType: 'String', StringValue })
  return {
    RequestID: text(requestId),
    ErrorCode: { DataType: 'Number', StringValue: result === undefined ? '429' : '200' },
    ...(typeof error?.errorMessage === 'string' && error.errorMessage !== ''
      ? { ErrorMessage: text(error.errorMessage.slice(0, maxErrorMessage)) }
      : {}),
  }
}
