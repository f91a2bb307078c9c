import type { Operation, sns } from '@pasos/wire'
import { requestConfirmation } from '../delivery/confirmation.ts'
import type { SnsDependencies } from '../dependencies.ts'
import { signatureWanted } from '../errors.ts'
import { keepEnded } from '../records/ended-subscription.ts'
import { pageOf } from '../records/pages.ts'
import { subscriptionAnswer, withAttribute } from '../records/subscription-attributes.ts'
import {
  changeSubscription,
  checkSubscriptionArn,
  requireSubscription,
  type SubscriptionRecord,
  subscriptionKind,
  subscriptionsOf,
} from '../records/subscription-record.ts'
import { requireTopic, type TopicRecord, topicArn, topicKind } from '../records/topic-record.ts'
import { subscriptionItem } from './subscribe.ts'

/** Protocols of endpoints that confirm. */
const confirmable: readonly string[] = ['http', 'https', 'email', 'email-json']

/**
 * Nothing is wrong when it is gone already. AWS: whoever has the address in a message may, but a queue's subscription, and one that was
 * confirmed so, wants a signature.
 */
export function unsubscribe(deps: SnsDependencies & { endpoint(): string }): Operation<sns.UnsubscribeInput, object> {
  const { catalog, clock, ids } = deps
  return async (input, { isAnonymous }) => {
    const arn = checkSubscriptionArn(input.SubscriptionArn)
    const known = catalog.get<SubscriptionRecord>(subscriptionKind, arn)
    if (isAnonymous && known && (known.protocol === 'sqs' || known.wantsSignature)) throw signatureWanted()
    const found = await catalog.update<SubscriptionRecord, SubscriptionRecord | undefined>(subscriptionKind, arn, current => ({
      next: undefined,
      result: current,
    }))
    if (found) {
      await catalog.update<TopicRecord, void>(topicKind, found.topicArn, topic => ({
        next: topic && { ...topic, deletedSubscriptions: topic.deletedSubscriptions + 1 },
        result: undefined,
      }))
      // AWS: whoever has the endpoint hears of it where nobody signed for it, and can take it back.
      if (isAnonymous && found.token === undefined && confirmable.includes(found.protocol)) {
        const ended = { ...found, token: ids.uuid().replaceAll('-', '') }
        await keepEnded(catalog, ended, clock.now())
        await requestConfirmation(deps, ended, 'UnsubscribeConfirmation')
      }
    }
    return {}
  }
}

export function getSubscriptionAttributes({
  catalog,
}: SnsDependencies): Operation<sns.GetSubscriptionAttributesInput, sns.GetSubscriptionAttributesResponse> {
  return input => ({ Attributes: subscriptionAnswer(requireSubscription(catalog, input.SubscriptionArn)) })
}

export function setSubscriptionAttributes({ catalog }: SnsDependencies): Operation<sns.SetSubscriptionAttributesInput, object> {
  return async input => {
    await changeSubscription(catalog, input.SubscriptionArn, subscription =>
      withAttribute(subscription, input.AttributeName ?? '', input.AttributeValue ?? ''),
    )
    return {}
  }
}

export function listSubscriptions({ catalog }: SnsDependencies): Operation<sns.ListSubscriptionsInput, sns.ListSubscriptionsResponse> {
  return (input, { accountId, region }) =>
    page(catalog.list<SubscriptionRecord>(subscriptionKind, topicArn({ accountId, region, name: '' })), input.NextToken)
}

export function listSubscriptionsByTopic({
  catalog,
}: SnsDependencies): Operation<sns.ListSubscriptionsByTopicInput, sns.ListSubscriptionsByTopicResponse> {
  return input => page(subscriptionsOf(catalog, requireTopic(catalog, input.TopicArn).arn), input.NextToken)
}

function page(all: readonly SubscriptionRecord[], token: string | undefined) {
  const { items, nextToken } = pageOf(all, token)
  return { Subscriptions: items.map(subscriptionItem), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
}
