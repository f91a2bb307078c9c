import type { Catalog, DataWrite } from '@pasos/engine'
import type { RoleAuthorizer } from '../../iam/authorizer.ts'
import type { DeliveryKeys } from '../../kms/delivery-key.ts'
import type { Message } from '../../sqs/records/message.ts'
import { findQueueByArn, isFifo, type QueueRecord } from '../../sqs/records/queue-record.ts'
import type { SqsFace } from '../../sqs/service.ts'
import type { Notification } from '../records/notification.ts'
import type { SubscriptionRecord } from '../records/subscription-record.ts'
import { mayCall } from './endpoints.ts'

interface QueueWrite {
  writes: DataWrite[]
  settle(committed: boolean): void
}

/** Queues as subscribers: their messages are written together with the publication. */
export interface QueueTargets {
  /** What puts the message into the subscribed queue, or into the dead letters' when the queue may not or cannot take it. */
  prepare(subscription: SubscriptionRecord, notification: Notification, body: string, isRaw: boolean): Promise<QueueWrite>
  /** What puts a message into the dead letters' queue of a subscription; nothing without one. */
  deadLetter(subscription: SubscriptionRecord | undefined, letter: Letter, error: { code: string; message: string }): Promise<QueueWrite>
}

interface Letter extends Pick<Message, 'body' | 'groupId' | 'isUnsigned'> {
  messageId: string
}

const nothing: QueueWrite = { writes: [], settle: () => undefined }
const mostAttributes = 10

export function queueTargets(ports: {
  catalog: Catalog
  authorizer: RoleAuthorizer
  deliveryKeys: DeliveryKeys
  sqs(): Promise<SqsFace> | undefined
}): QueueTargets {
  const { catalog, authorizer } = ports

  /** Why SNS can't use the key of a queue; nothing where it can, or where there is none. */
  function keyRefusal(target: QueueRecord, topicArn: string): ReturnType<DeliveryKeys> {
    return ports.deliveryKeys({ target, service: 'sns.amazonaws.com', sourceArn: topicArn, sourceAccount: topicArn.split(':')[4] ?? '' })
  }

  async function put(queue: QueueRecord, message: Message): Promise<QueueWrite> {
    const face = await ports.sqs()
    return face ? (await face.queues.open(queue)).prepare(queue, message) : nothing
  }

  async function deadLetter(
    subscription: SubscriptionRecord | undefined,
    { messageId, groupId, ...letter }: Letter,
    error: { code: string; message: string },
  ): Promise<QueueWrite> {
    const policy = subscription?.attributes['RedrivePolicy']
    if (!subscription || policy === undefined) return nothing
    const target = findQueueByArn(catalog, (JSON.parse(policy) as { deadLetterTargetArn: string }).deadLetterTargetArn)
    if (!target || !mayCall(authorizer, target.attributes['Policy'], 'sqs:SendMessage', target.arn, subscription.topicArn)) return nothing
    if (await keyRefusal(target, subscription.topicArn)) return nothing
    const attributes = {
      ErrorCode: { type: 'String', text: error.code },
      ErrorMessage: { type: 'String', text: error.message.slice(0, 1000) },
    }
    // The letters of several messages, and those of several subscriptions for one message.
    const deduplicationId = `${messageId}/${subscription.arn.slice(-36)}`
    const fifo = isFifo(target) ? { groupId: groupId ?? subscription.topicArn.slice(-128), deduplicationId } : {}
    return put(target, { ...letter, attributes, senderId: subscription.owner, ...fifo })
  }

  return {
    deadLetter,
    async prepare(subscription, notification, body, isRaw) {
      const { endpoint, topicArn, owner } = subscription
      const queue = findQueueByArn(catalog, endpoint)
      const { messageId, groupId, deduplicationId, traceHeader } = notification
      const message = { body, ...(!isRaw && { isUnsigned: true as const }), ...(groupId === undefined ? {} : { groupId }) }
      const letter: Letter = { ...message, messageId }
      if (!queue) return deadLetter(subscription, letter, { code: 'QueueDoesNotExist', message: `The queue ${endpoint} does not exist.` })
      if (!mayCall(authorizer, queue.attributes['Policy'], 'sqs:SendMessage', queue.arn, topicArn)) {
        return deadLetter(subscription, letter, {
          code: 'AccessDenied',
          message: `The policy of ${endpoint} does not let ${topicArn} send.`,
        })
      }
      const refused = await keyRefusal(queue, topicArn)
      if (refused) return deadLetter(subscription, letter, refused)
      const attributes = isRaw ? notification.attributes : {}
      if (Object.keys(attributes).length > mostAttributes) {
        return deadLetter(subscription, letter, { code: 'InvalidParameterValue', message: 'A raw message has at most 10 attributes.' })
      }
      const once = isFifo(queue) && deduplicationId !== undefined ? { deduplicationId } : {}
      const trace = traceHeader === undefined ? {} : { traceHeader }
      return put(queue, { ...message, attributes, senderId: owner, ...once, ...trace })
    },
  }
}
