import type { Catalog } from '@pasos/engine'
import { invalidParameter, subscriptionNotFound } from '../errors.ts'
import type { TopicRecord } from './topic-record.ts'

/** Kind `subscription`, key: its ARN, so that those of a topic stand together. */
export interface SubscriptionRecord {
  /** `TOPIC-ARN:UUID` */
  arn: string
  topicArn: string
  owner: string
  protocol: Protocol
  endpoint: string
  attributes: Record<string, string>
  /** What confirms it; none once it is confirmed. */
  token?: string
  /** Nobody ends it by the address in a message. */
  wantsSignature?: true
  /** The caller who subscribed. */
  principal: string
}

export type Protocol = 'sqs' | 'lambda' | 'http' | 'https' | 'email' | 'email-json' | 'sms'

export const subscriptionKind = 'subscription'

export const pendingArn = 'PendingConfirmation'

export function subscriptionsOf(catalog: Catalog, topicArn: string): SubscriptionRecord[] {
  return catalog.list<SubscriptionRecord>(subscriptionKind, `${topicArn}:`)
}

/** @throws ApiError InvalidParameter */
export function checkSubscriptionArn(arn: string | undefined): string {
  if (arn === undefined || !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?:[0-9a-f-]{36}$/.test(arn)) {
    const parts = arn?.split(':').length ?? 0
    throw invalidParameter(parts < 6 ? `SubscriptionArn Reason: An ARN must have at least 6 elements, not ${parts}` : 'SubscriptionArn')
  }
  return arn
}

/** @throws ApiError InvalidParameter, NotFound */
export function requireSubscription(catalog: Catalog, arn: string | undefined): SubscriptionRecord {
  const subscription = catalog.get<SubscriptionRecord>(subscriptionKind, checkSubscriptionArn(arn))
  if (!subscription) throw subscriptionNotFound()
  return subscription
}

/** @throws ApiError InvalidParameter, NotFound, and what `change` throws */
export function changeSubscription(
  catalog: Catalog,
  arn: string | undefined,
  change: (subscription: SubscriptionRecord) => SubscriptionRecord | undefined,
): Promise<void> {
  return catalog.update<SubscriptionRecord, void>(subscriptionKind, checkSubscriptionArn(arn), current => {
    if (!current) throw subscriptionNotFound()
    return { next: change(current), result: undefined }
  })
}

/** Whether an endpoint is one of its protocol's. @throws ApiError InvalidParameter */
export function checkEndpoint(topic: TopicRecord, protocol: string, endpoint: string): Protocol {
  const forms: Record<Protocol, RegExp> = {
    sqs: /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$/,
    lambda: /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/,
    http: /^http:\/\/.+/,
    https: /^https:\/\/.+/,
    email: /^[^@\s]+@[^@\s]+$/,
    'email-json': /^[^@\s]+@[^@\s]+$/,
    sms: /^\+?[0-9 ().-]{4,20}$/,
  }
  if (!Object.hasOwn(forms, protocol)) throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`)
  const isFifoTopic = topic.name.endsWith('.fifo')
  if (isFifoTopic && protocol !== 'sqs') throw invalidParameter(`Invalid protocol type: ${protocol}`)
  if (!forms[protocol as Protocol].test(endpoint)) {
    const reasons: Record<string, string> = {
      http: 'Endpoint must match the specified protocol',
      https: 'Endpoint must match the specified protocol',
      email: 'Email address',
      'email-json': 'Email address',
      sms: 'Invalid SMS endpoint',
      sqs: 'SQS endpoint ARN',
      lambda: 'Lambda endpoint ARN',
    }
    throw invalidParameter(reasons[protocol] ?? 'Endpoint')
  }
  if (protocol === 'sqs' && !isFifoTopic && endpoint.endsWith('.fifo')) {
    throw invalidParameter('Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics')
  }
  return protocol as Protocol
}
