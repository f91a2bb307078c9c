import type { Catalog, DataWrite } from '@pasos/engine'
import { lentAtHand } from '../../declaration/lent-at-hand.ts'
import type { RoleAuthorizer } from '../../iam/authorizer.ts'
import type { DeliveryKeys } from '../../kms/delivery-key.ts'
import type { Message } from '../../sqs/records/message.ts'
import { hasKey } from '../../sqs/records/queue-key.ts'
import { findQueueByArn, isFifo, type QueueRecord } from '../../sqs/records/queue-record.ts'
import type { SqsFace } from '../../sqs/service.ts'
import type { Notification } from '../records/notification.ts'
import type { SubscriptionRecord } from '../records/subscription-record.ts'
import { mayCall } from './endpoints.ts'

interface QueueWrite {
  writes: DataWrite[]
  settle(committed: boolean): void
}

interface QueueAtHand {
  /** The queue's own policy is asked last, once all of them are at hand. */
  mayBeSentTo(): boolean
  put(body: string): QueueWrite
}

/** Queues as subscribers: their messages are written together with the publication. */
export interface QueueTargets {
  /** What puts the message into the subscribed queue, or into the dead letters' when the queue may not or cannot take it. */
  prepare(subscription: SubscriptionRecord, notification: Notification, body: string, isRaw: boolean): Promise<QueueWrite>
  /** What puts the message into the subscribed queue, where that is in memory and nothing stands in the way. Only looks. */
  atHand(subscription: SubscriptionRecord, notification: Notification, isRaw: boolean): QueueAtHand | undefined
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
  const sqsAtHand = lentAtHand(ports.sqs)

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
      const { endpoint, topicArn } = subscription
      const queue = findQueueByArn(catalog, endpoint)
      const { messageId, groupId } = notification
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
      if (hasTooMany(notification, isRaw)) {
        return deadLetter(subscription, letter, { code: 'InvalidParameterValue', message: 'A raw message has at most 10 attributes.' })
      }
      return put(queue, messageTo(queue, subscription, notification, body, isRaw))
    },
    atHand(subscription, notification, isRaw) {
      const queue = findQueueByArn(catalog, subscription.endpoint)
      if (!queue || isFifo(queue) || hasKey(queue) || hasTooMany(notification, isRaw)) return undefined
      const open = sqsAtHand()?.queues.atHand(queue)
      return (
        open && {
          mayBeSentTo: () => mayCall(authorizer, queue.attributes['Policy'], 'sqs:SendMessage', queue.arn, subscription.topicArn),
          put: body => open.prepare(queue, messageTo(queue, subscription, notification, body, isRaw)),
        }
      )
    },
  }
}

function hasTooMany({ attributes }: Notification, isRaw: boolean): boolean {
  return isRaw && Object.keys(attributes).length > mostAttributes
}

function messageTo(
  ...[queue, { owner }, notification, body, isRaw]: [QueueRecord, SubscriptionRecord, Notification, string, boolean]
): Message {
  const { groupId, deduplicationId, traceHeader } = notification
  return {
    body,
    ...(!isRaw && { isUnsigned: true as const }),
    ...(groupId === undefined ? {} : { groupId }),
    attributes: isRaw ? notification.attributes : {},
    senderId: owner,
    ...(isFifo(queue) && deduplicationId !== undefined ? { deduplicationId } : {}),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  }
}
