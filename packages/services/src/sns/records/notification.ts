import type { MessageAttribute } from '../../sqs/records/message.ts'
import type { MessageSignature } from '../signing/sign-message.ts'

/** A message published to a topic. */
export interface Notification {
  messageId: string
  topicArn: string
  subject?: string
  /** What is delivered where the message has no text for the protocol. */
  message: string
  /** With MessageStructure `json`: texts by protocol. */
  byProtocol?: Record<string, string>
  attributes: Record<string, MessageAttribute>
  /** Epoch milliseconds. */
  publishedAt: number
  groupId?: string
  deduplicationId?: string
  sequenceNumber?: string
  traceHeader?: string | undefined
}

export function messageFor(notification: Notification, protocol: string): string {
  const texts = notification.byProtocol
  return texts !== undefined && Object.hasOwn(texts, protocol) ? texts[protocol]! : notification.message
}

/** Where things of a topic are to be found. */
export interface EnvelopePlace {
  /** The server's own address. */
  endpoint: string
  subscriptionArn: string
  /** Nothing for what is signed on its way. */
  signature?: MessageSignature | undefined
}

/** What every subscriber gets of a message, by the protocol: what its signature covers. */
export function coveredBySignature(notification: Notification, protocol: string) {
  const { messageId, topicArn, subject, publishedAt } = notification
  return {
    ...{ Type: 'Notification', MessageId: messageId, TopicArn: topicArn },
    ...(subject === undefined ? {} : { Subject: subject }),
    ...{ Message: messageFor(notification, protocol), Timestamp: new Date(publishedAt).toISOString() },
  }
}

/** The JSON that subscribers get unless they want the message raw; members in AWS's order. */
export function envelope(notification: Notification, protocol: string, { endpoint, subscriptionArn, signature }: EnvelopePlace): string {
  const { sequenceNumber, attributes } = notification
  const { Type, MessageId, ...covered } = coveredBySignature(notification, protocol)
  return JSON.stringify({
    ...{ Type, MessageId },
    ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
    ...covered,
    ...(signature ?? unsigned(endpoint)),
    UnsubscribeURL: unsubscribeUrl(endpoint, subscriptionArn),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributesAnswer(attributes) }),
  })
}

function unsubscribeUrl(endpoint: string, subscriptionArn: string): string {
  return `${endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`
}

/** The same for a function: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function lambdaEvent(notification: Notification, { endpoint, subscriptionArn, signature }: EnvelopePlace): string {
  const { Message, Timestamp, ...covered } = coveredBySignature(notification, 'lambda')
  const { SignatureVersion, Signature, SigningCertURL } = signature ?? unsigned(endpoint)
  const Sns = {
    ...{ ...covered, Subject: covered.Subject ?? null, Message, Timestamp },
    ...{ SignatureVersion, Signature, SigningCertUrl: SigningCertURL },
    UnsubscribeUrl: unsubscribeUrl(endpoint, subscriptionArn),
    MessageAttributes: attributesAnswer(notification.attributes),
  }
  return JSON.stringify({ Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscriptionArn, Sns }] })
}

/** What goes to endpoints is signed on its way. */
export function unsigned(endpoint: string): MessageSignature {
  return { SignatureVersion: '1', Signature: '', SigningCertURL: `${endpoint}/SimpleNotificationService.pem` }
}

function attributesAnswer(attributes: Record<string, MessageAttribute>): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, text, binary }]) => [name, { Type: type, Value: binary ?? text ?? '' }]),
  )
}
