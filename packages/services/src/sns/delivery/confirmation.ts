import type { SnsDependencies } from '../dependencies.ts'
import { unsigned } from '../records/notification.ts'
import type { SubscriptionRecord } from '../records/subscription-record.ts'
import type { SnsDelivery } from './delivery.ts'
import { putInOutbox } from './outbox.ts'

/** Asks an endpoint, or a reader of mail, whether the subscription is wanted, or was not to be ended; whoever follows the address says so. */
export async function requestConfirmation(
  { data, clock, ids, deliveries, endpoint }: SnsDependencies & { endpoint(): string },
  subscription: SubscriptionRecord,
  type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation' = 'SubscriptionConfirmation',
): Promise<void> {
  const { topicArn, token, protocol } = subscription
  const messageId = ids.uuid()
  const at = clock.now()
  const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: topicArn, Token: token ?? '', Version: '2010-03-31' })
  const url = `${endpoint()}/?${query}`
  const text = texts[type](subscription)
  if (protocol !== 'http' && protocol !== 'https') {
    const letter = { protocol: 'email' as const, to: subscription.endpoint, subject: subjects[type] }
    await data.commit([putInOutbox({ ...letter, text: `${text}\n${url}`, topicArn, messageId, at })])
    return
  }
  const body = JSON.stringify({
    ...{ Type: type, MessageId: messageId, Token: token, TopicArn: topicArn, Message: text, SubscribeURL: url },
    Timestamp: new Date(at).toISOString(),
    ...unsigned(endpoint()),
  })
  const delivery: SnsDelivery = {
    ...{ id: ids.uuid(), subscriptionArn: subscription.arn, topicArn, protocol, endpoint: subscription.endpoint },
    ...{ type, messageId, isRaw: false, body, retries: 0 },
  }
  await data.commit([deliveries.put(delivery)])
  deliveries.begin(delivery)
}

const texts = {
  SubscriptionConfirmation: ({ topicArn }: SubscriptionRecord): string =>
    `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
  UnsubscribeConfirmation: ({ arn }: SubscriptionRecord): string =>
    `You have chosen to deactivate subscription ${arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
}

const subjects = {
  SubscriptionConfirmation: 'AWS Notification - Subscription Confirmation',
  UnsubscribeConfirmation: 'AWS Notification - Unsubscribe Confirmation',
}
