import { resourcePolicyProblem } from '../../iam/policy/check-policy.ts'
import { invalidParameter } from '../errors.ts'
import { isFifo, policyOf, type TopicRecord } from './topic-record.ts'

const feedback = ['Application', 'Firehose', 'HTTP', 'Lambda', 'SQS'].flatMap(kind => [
  `${kind}SuccessFeedbackRoleArn`,
  `${kind}SuccessFeedbackSampleRate`,
  `${kind}FailureFeedbackRoleArn`,
])
const settable = new Set([
  ...['ArchivePolicy', 'ContentBasedDeduplication', 'DataProtectionPolicy', 'DeliveryPolicy', 'DisplayName', 'FifoThroughputScope'],
  ...['KmsMasterKeyId', 'Policy', 'SignatureVersion', 'TracingConfig'],
  ...feedback,
])
const unserved = new Set(['ArchivePolicy', 'DataProtectionPolicy'])
const switches = new Set(['ContentBasedDeduplication', 'FifoTopic'])

/** The topic with one attribute set; an empty value takes it away. @throws ApiError InvalidParameter */
export function withAttribute(topic: TopicRecord, name: string, value: string): TopicRecord {
  if (!settable.has(name)) throw invalidParameter('AttributeName')
  // Messages would be believed to be kept, or to be looked through.
  if (unserved.has(name) && value !== '') throw invalidParameter(`${name} Reason: it is not served here`)
  if (name === 'Policy' && value !== '' && resourcePolicyProblem(value) !== undefined) {
    throw invalidParameter('Policy Error: null')
  }
  if (name === 'DisplayName' && value.length > 100)
    throw invalidParameter('DisplayName Reason: Display name must be at most 100 characters')
  if (name === 'DeliveryPolicy' && value !== '') parseObject(value, 'DeliveryPolicy')
  if (name === 'ContentBasedDeduplication' && !isFifo(topic)) {
    throw invalidParameter('Content-based deduplication can only be set for FIFO topics')
  }
  if (name === 'SignatureVersion' && !['1', '2', ''].includes(value)) throw invalidParameter('SignatureVersion')
  if (switches.has(name) && value !== 'true' && value !== 'false') throw invalidParameter(name)
  const { [name]: _, ...rest } = topic.attributes
  return { ...topic, attributes: value === '' ? rest : { ...rest, [name]: value } }
}

/** @throws ApiError InvalidParameter */
export function parseObject(text: string, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Refused below.
  }
  throw invalidParameter(`${name}: failed to parse JSON.`)
}

const defaultDelivery = {
  http: {
    defaultHealthyRetryPolicy: {
      ...{ minDelayTarget: 20, maxDelayTarget: 20, numRetries: 3, numMaxDelayRetries: 0 },
      ...{ numNoDelayRetries: 0, numMinDelayRetries: 0, backoffFunction: 'linear' },
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
}

/** All that GetTopicAttributes answers. */
export function topicAnswer(topic: TopicRecord, counts: { confirmed: number; pending: number }): Record<string, string> {
  const { DeliveryPolicy } = topic.attributes
  return {
    TopicArn: topic.arn,
    Owner: topic.accountId,
    DisplayName: '',
    SubscriptionsConfirmed: String(counts.confirmed),
    SubscriptionsPending: String(counts.pending),
    SubscriptionsDeleted: String(topic.deletedSubscriptions),
    EffectiveDeliveryPolicy: DeliveryPolicy ?? JSON.stringify(defaultDelivery),
    ...(isFifo(topic) && { FifoTopic: 'true', ContentBasedDeduplication: 'false', FifoThroughputScope: 'MessageGroup' }),
    ...topic.attributes,
    Policy: policyOf(topic),
  }
}
