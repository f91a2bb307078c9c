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
  /** Leaves them to the turn of a task without waiting; nothing where that can't be, and then nothing has been done. */
  publishAtOnce(topic: TopicRecord, publications: readonly Publication[]): ((deferred: DeferredWrites) => Published[]) | undefined
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
  /** The same once there is a key to sign with. */
  signatureFor(topicArn: string): MessageSignature | undefined
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

/** How a message gets to a subscription without waiting for anything. */
interface Way {
  /** Asked once all the others are known: it may count. */
  isOpen(): boolean
  take(out: Outgoing): void
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

  async function commit(out: Outgoing, deferred: DeferredWrites | undefined): Promise<void> {
    const { writes } = out
    const settle = (committed: boolean): void => settleAll(out, committed)
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
    const signature = signatures.get(protocol)
    if (protocol !== 'sqs') return toOther(subscription, notification, signature, out)
    const raw = isRaw(subscription)
    take(out, await targets.prepare(subscription, notification, bodyFor(subscription, notification, signature), raw))
  }

  function bodyFor(subscription: SubscriptionRecord, notification: Notification, signature: MessageSignature | undefined): string {
    const { protocol, arn: subscriptionArn } = subscription
    if (isRaw(subscription)) return messageFor(notification, protocol)
    return envelope(notification, protocol, { endpoint: ports.endpoint(), subscriptionArn, signature })
  }

  /** To whoever is no queue: nothing of it waits. */
  function toOther(
    subscription: SubscriptionRecord,
    notification: Notification,
    signature: MessageSignature | undefined,
    out: Outgoing,
  ): void {
    const { endpoint, arn: subscriptionArn } = subscription
    const protocol = subscription.protocol as Exclude<SubscriptionRecord['protocol'], 'sqs'>
    const { topicArn, messageId, subject, publishedAt: at } = notification
    if (protocol === 'email' || protocol === 'email-json' || protocol === 'sms') {
      const text = protocol === 'email-json' ? bodyFor(subscription, notification, signature) : messageFor(notification, protocol)
      out.writes.push(putInOutbox({ protocol, to: endpoint, text, topicArn, messageId, at, ...(subject && { subject }) }))
      return
    }
    const place = { endpoint: ports.endpoint(), subscriptionArn, signature }
    const delivery: SnsDelivery = {
      id: ids.uuid(),
      ...{ subscriptionArn, topicArn, protocol, endpoint },
      ...{ type: 'Notification', messageId, isRaw: isRaw(subscription), retries: 0 },
      body: protocol === 'lambda' ? lambdaEvent(notification, place) : bodyFor(subscription, notification, signature),
      ...(notification.traceHeader !== undefined && { traceHeader: notification.traceHeader }),
    }
    take(out, { writes: [deliveries.put(delivery)], settle: committed => committed && deliveries.begin(delivery) })
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

  function addressed(topic: TopicRecord, publication: Publication): { notification: Notification; wanting: SubscriptionRecord[] } {
    const notification: Notification = { ...publication, messageId: ids.uuid(), topicArn: topic.arn, publishedAt: clock.now() }
    const wanting = subscriptionsOf(catalog, topic.arn).filter(each => each.token === undefined && wants(each, notification))
    return { notification, wanting }
  }

  /** The ways to all that want a message, where none of them waits for anything. */
  function waysOf({ notification, wanting }: ReturnType<typeof addressed>): Way[] | undefined {
    const ways: Way[] = []
    for (const subscription of wanting) {
      const { protocol } = subscription
      const raw = isRaw(subscription)
      if (signedAtOnce.has(protocol)) return undefined
      if (protocol !== 'sqs') {
        ways.push({ isOpen: () => true, take: out => toOther(subscription, notification, undefined, out) })
        continue
      }
      const signature = raw ? undefined : ports.signatureFor(notification.topicArn)
      const queue = raw || signature ? targets.atHand(subscription, notification, raw) : undefined
      if (queue === undefined) return undefined
      ways.push({ isOpen: queue.mayBeSentTo, take: out => take(out, queue.put(bodyFor(subscription, notification, signature))) })
    }
    return ways
  }

  async function publishOne(topic: TopicRecord, publication: Publication, out: Outgoing): Promise<Outcome> {
    const { notification: unnumbered, wanting } = addressed(topic, publication)
    const { messageId } = unnumbered
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
        settleAll(out, false)
        throw error
      }
      const here = new Set(outcomes.filter(({ duplicateOf }) => !duplicateOf).map(({ messageId }) => messageId))
      await commit(out, deferred)
      // What repeats a message of the same request is on disk when that is.
      await Promise.all(outcomes.map(({ messageId, duplicateOf }) => (here.has(messageId) ? undefined : duplicateOf)))
      return outcomes.map(({ duplicateOf: _, ...published }) => published)
    },
    publishAtOnce(topic, publications) {
      if (isFifo(topic)) return undefined
      const all = publications.map(publication => addressed(topic, publication))
      const found = all.map(waysOf)
      if (found.includes(undefined)) return undefined
      const ways = found.flat() as Way[]
      if (!ways.every(({ isOpen }) => isOpen())) return undefined
      return deferred => {
        const out: Outgoing = { writes: [], settles: [] }
        for (const way of ways) way.take(out)
        deferred.add(out.writes, committed => settleAll(out, committed))
        return all.map(({ notification: { messageId } }) => ({ messageId }))
      }
    },
    async sendShortMessage(to, text, deferred) {
      const messageId = ids.uuid()
      await commit({ writes: [putInOutbox({ protocol: 'sms', to, text, messageId, at: clock.now() })], settles: [] }, deferred)
      return { messageId }
    },
  }
}

function take(out: Outgoing, { writes, settle }: { writes: readonly DataWrite[]; settle(committed: boolean): void }): void {
  out.writes.push(...writes)
  out.settles.push(settle)
}

function settleAll({ settles }: Outgoing, committed: boolean): void {
  for (const settle of settles) settle(committed)
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
