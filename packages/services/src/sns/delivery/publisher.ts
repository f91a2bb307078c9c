import type { Catalog, Clock, DataStore, DataWrite, Ids } from '@pasos/engine'
import { afterPrefix, entriesOf } from '@pasos/engine'
import type { DeferredWrites } from '@pasos/wire'
import { type SentBefore, type SentMessages, sentMessages } from '../../sqs/queue/sent-messages.ts'
import type { MessageAttribute } from '../../sqs/records/message.ts'
import { wants } from '../records/filter.ts'
import { coveredBySignature, envelope, lambdaEvent, messageFor, type Notification } from '../records/notification.ts'
import { type SubscriptionRecord, subscriptionsOf } from '../records/subscription-record.ts'
import { isFifo, type TopicRecord } from '../records/topic-record.ts'
import type { MessageSignature } from '../signing/sign-message.ts'
import type { SnsDeliveries, SnsDelivery } from './delivery.ts'
import { putInOutbox } from './outbox.ts'
import type { QueueTargets } from './queue-targets.ts'

const sentSpace = 'sns.deduplication'

/** What a caller wants published. */
export interface Publication {
  subject?: string
  message: string
  byProtocol?: Record<string, string>
  attributes: Record<string, MessageAttribute>
  groupId?: string
  deduplicationId?: string
  /** The trace that it belongs to, as X-Ray's header has it. */
  traceHeader?: string | undefined
}

export interface Published {
  messageId: string
  sequenceNumber?: string
}

/**
 * Publishes as one write: messages for queues, letters for the outbox and deliveries to functions and endpoints are on disk together when
 * it resolves, or left to the turn of a task.
 */
export interface Publisher {
  publish(topic: TopicRecord, publications: readonly Publication[], deferred?: DeferredWrites): Promise<Published[]>
  /** To a telephone, without a topic. */
  sendShortMessage(number: string, text: string, deferred?: DeferredWrites): Promise<Published>
}

interface PublisherPorts {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  endpoint(): string
  sign(message: Record<string, unknown>, topicArn: string): Promise<MessageSignature>
  /** What stands in for it until the message is received. */
  signLater(topicArn: string): Promise<MessageSignature>
  targets: QueueTargets
  deliveries: SnsDeliveries
}

/** Writes that belong together, and what is to be done when they are on disk. */
interface Outgoing {
  writes: DataWrite[]
  settles: ((committed: boolean) => void)[]
}

interface Outcome extends Published {
  duplicateOf?: Promise<void>
}

type Signatures = ReadonlyMap<string, MessageSignature>

/** Signed as soon as they are published; queues when it is received, endpoints by HTTP when it is on its way, letters and short messages not at all. */
const signedAtOnce: ReadonlySet<string> = new Set(['lambda', 'email-json'])

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one service with its members, each short
export function createPublisher(ports: PublisherPorts): Publisher {
  const { catalog, data, clock, ids, deliveries, targets } = ports
  const sentByTopic = new Map<string, Promise<SentMessages>>()
  let lastSequence = 0

  function sentOf({ id }: TopicRecord): Promise<SentMessages> {
    let sent = sentByTopic.get(id)
    if (!sent) {
      sent = loadSent(data, id)
      sentByTopic.set(id, sent)
    }
    return sent
  }

  async function commit({ writes, settles }: Outgoing, deferred: DeferredWrites | undefined): Promise<void> {
    const settle = (committed: boolean): void => {
      for (const each of settles) each(committed)
    }
    if (deferred) return deferred.add(writes, settle)
    try {
      if (writes.length > 0) await data.commit(writes)
    } catch (error) {
      settle(false)
      throw error
    }
    settle(true)
  }

  async function signaturesFor(subscriptions: readonly SubscriptionRecord[], notification: Notification): Promise<Signatures> {
    const withSignature = subscriptions.filter(each => !isRaw(each) && (each.protocol === 'sqs' || signedAtOnce.has(each.protocol)))
    const { topicArn } = notification
    const signed = [...new Set(withSignature.map(each => each.protocol))].map(async protocol => {
      if (protocol === 'sqs') return [protocol, await ports.signLater(topicArn)] as const
      return [protocol, await ports.sign(coveredBySignature(notification, protocol), topicArn)] as const
    })
    return new Map(await Promise.all(signed))
  }

  async function toSubscription(
    subscription: SubscriptionRecord,
    notification: Notification,
    signatures: Signatures,
    out: Outgoing,
  ): Promise<void> {
    const { protocol } = subscription
    const place = { endpoint: ports.endpoint(), subscriptionArn: subscription.arn, signature: signatures.get(protocol) }
    const raw = isRaw(subscription)
    const body = raw ? messageFor(notification, protocol) : envelope(notification, protocol, place)
    switch (protocol) {
      case 'sqs': {
        const sending = await targets.prepare(subscription, notification, body, raw)
        out.writes.push(...sending.writes)
        out.settles.push(sending.settle)
        return
      }
      case 'email':
      case 'email-json':
      case 'sms': {
        const { topicArn, messageId, subject, publishedAt: at } = notification
        const text = protocol === 'email-json' ? body : messageFor(notification, protocol)
        out.writes.push(putInOutbox({ protocol, to: subscription.endpoint, text, topicArn, messageId, at, ...(subject && { subject }) }))
        return
      }
      default: {
        const delivery: SnsDelivery = {
          id: ids.uuid(),
          ...{ subscriptionArn: subscription.arn, topicArn: notification.topicArn, protocol, endpoint: subscription.endpoint },
          ...{ type: 'Notification', messageId: notification.messageId, isRaw: raw, retries: 0 },
          body: protocol === 'lambda' ? lambdaEvent(notification, place) : body,
          ...(notification.traceHeader !== undefined && { traceHeader: notification.traceHeader }),
        }
        out.writes.push(deliveries.put(delivery))
        out.settles.push(committed => committed && deliveries.begin(delivery))
      }
    }
  }

  /** A FIFO topic numbers its messages and takes each only once in five minutes. */
  async function numbered(topic: TopicRecord, { deduplicationId = '' }: Publication, messageId: string, out: Outgoing): Promise<Outcome> {
    const sent = await sentOf(topic)
    const now = clock.now()
    const before = sent.find(deduplicationId, now)
    if (before) return { messageId: before.messageId, sequenceNumber: sequenceNumber(before.sequence), duplicateOf: before.committed }
    lastSequence = Math.max(lastSequence + 1, now * 1000)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    promise.catch(() => undefined)
    out.writes.push(...sent.expire(now), sent.remember(deduplicationId, { messageId, sequence: lastSequence, at: now }, promise))
    out.settles.push(committed => {
      if (committed) {
        sent.settled(deduplicationId)
        return resolve()
      }
      sent.forget(deduplicationId)
      reject(new Error('The message was not published after all.'))
    })
    return { messageId, sequenceNumber: sequenceNumber(lastSequence) }
  }

  async function publishOne(topic: TopicRecord, publication: Publication, out: Outgoing): Promise<Outcome> {
    const messageId = ids.uuid()
    const unnumbered: Notification = { ...publication, messageId, topicArn: topic.arn, publishedAt: clock.now() }
    const wanting = subscriptionsOf(catalog, topic.arn).filter(each => each.token === undefined && wants(each, unnumbered))
    // Before the message has its number, so that messages arrive in the order of their numbers.
    const signatures = await signaturesFor(wanting, unnumbered)
    const outcome = isFifo(topic) ? await numbered(topic, publication, messageId, out) : { messageId }
    if (outcome.duplicateOf !== undefined) return outcome
    const notification: Notification = { ...unnumbered, ...outcome }
    for (const subscription of wanting) await toSubscription(subscription, notification, signatures, out)
    return outcome
  }

  return {
    async publish(topic, publications, deferred) {
      const out: Outgoing = { writes: [], settles: [] }
      const outcomes: Outcome[] = []
      try {
        for (const publication of publications) outcomes.push(await publishOne(topic, publication, out))
      } catch (error) {
        // What FIFO topics and queues remember of it would keep whoever publishes it again waiting.
        for (const settle of out.settles) settle(false)
        throw error
      }
      const here = new Set(outcomes.filter(({ duplicateOf }) => !duplicateOf).map(({ messageId }) => messageId))
      await commit(out, deferred)
      // What repeats a message of the same request is on disk when that is.
      await Promise.all(outcomes.map(({ messageId, duplicateOf }) => (here.has(messageId) ? undefined : duplicateOf)))
      return outcomes.map(({ duplicateOf: _, ...published }) => published)
    },
    async sendShortMessage(to, text, deferred) {
      const messageId = ids.uuid()
      await commit({ writes: [putInOutbox({ protocol: 'sms', to, text, messageId, at: clock.now() })], settles: [] }, deferred)
      return { messageId }
    },
  }
}

function isRaw({ attributes }: SubscriptionRecord): boolean {
  return attributes['RawMessageDelivery'] === 'true'
}

function sequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(19, '0')}`
}

async function loadSent(data: DataStore, topicId: string): Promise<SentMessages> {
  const prefix = `${topicId}/`
  const kept: [string, SentBefore][] = []
  for await (const { key, value } of entriesOf(data, sentSpace, { from: prefix, before: afterPrefix(prefix) })) {
    kept.push([key.slice(prefix.length), JSON.parse(String(value)) as SentBefore])
  }
  return sentMessages((id, sent) => ({ space: sentSpace, key: `${prefix}${id}`, value: sent && JSON.stringify(sent) }), kept)
}
