import { parsePattern } from '../../event-pattern/compile-pattern.ts'
import { PatternError } from '../../event-pattern/matcher.ts'
import { invalidParameter } from '../errors.ts'
import type { SubscriptionRecord } from './subscription-record.ts'
import { parseObject } from './topic-attributes.ts'

const settable = new Set([
  ...['DeliveryPolicy', 'FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy', 'ReplayPolicy', 'SubscriptionRoleArn'],
])

/** The subscription with one attribute set; an empty value takes it away. @throws ApiError InvalidParameter */
export function withAttribute(subscription: SubscriptionRecord, name: string, value: string): SubscriptionRecord {
  if (!settable.has(name)) throw invalidParameter('AttributeName')
  if (name === 'RawMessageDelivery') checkRaw(subscription, value)
  if (name === 'FilterPolicyScope' && !['MessageAttributes', 'MessageBody', ''].includes(value)) {
    throw invalidParameter(`FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`)
  }
  if (name === 'FilterPolicy' && value !== '') checkFilterPolicy(value)
  if (name === 'RedrivePolicy' && value !== '') checkRedrivePolicy(value)
  if (name === 'DeliveryPolicy' && value !== '') parseObject(value, 'DeliveryPolicy')
  const { [name]: _, ...rest } = subscription.attributes
  const isCleared = value === '' || (name === 'FilterPolicy' && Object.keys(parseObject(value, name)).length === 0)
  return { ...subscription, attributes: isCleared ? rest : { ...rest, [name]: value } }
}

function checkRaw({ protocol }: SubscriptionRecord, value: string): void {
  if (value !== 'true' && value !== 'false') {
    throw invalidParameter(`Attributes Reason: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`)
  }
  if (value === 'true' && !['sqs', 'http', 'https'].includes(protocol)) {
    throw invalidParameter(`Attributes Reason: Delivery protocol [${protocol}] does not support raw message delivery.`)
  }
}

function checkFilterPolicy(text: string): void {
  parseObject(text, 'FilterPolicy')
  try {
    parsePattern(text)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw invalidParameter(`Attributes Reason: FilterPolicy: ${error.message}`)
  }
}

function checkRedrivePolicy(text: string): void {
  const target = parseObject(text, 'RedrivePolicy')['deadLetterTargetArn']
  if (typeof target !== 'string' || !/^arn:aws[a-z-]*:sqs:/.test(target)) {
    throw invalidParameter('RedrivePolicy: deadLetterTargetArn is an invalid arn')
  }
}

/** All that GetSubscriptionAttributes answers. */
export function subscriptionAnswer(subscription: SubscriptionRecord): Record<string, string> {
  const { arn, topicArn, protocol, endpoint, owner, token, attributes, principal } = subscription
  return {
    SubscriptionArn: arn,
    TopicArn: topicArn,
    Protocol: protocol,
    Endpoint: endpoint,
    Owner: owner,
    SubscriptionPrincipal: principal,
    PendingConfirmation: String(token !== undefined),
    ConfirmationWasAuthenticated: String(token === undefined),
    RawMessageDelivery: 'false',
    ...(attributes['FilterPolicy'] !== undefined && { FilterPolicyScope: 'MessageAttributes' }),
    ...attributes,
  }
}
