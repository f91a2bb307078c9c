import type { Operation, sns } from '@pasos/wire'
import { requestConfirmation } from '../delivery/confirmation.ts'
import type { SnsDependencies } from '../dependencies.ts'
import { invalidParameter } from '../errors.ts'
import { restoreEnded } from '../records/ended-subscription.ts'
import { withAttribute } from '../records/subscription-attributes.ts'
import { checkEndpoint, pendingArn, type SubscriptionRecord, subscriptionKind, subscriptionsOf } from '../records/subscription-record.ts'
import { requireTopic } from '../records/topic-record.ts'

/** Queues, functions and telephones are subscribed at once; endpoints of HTTP and readers of mail must confirm. */
export function subscribe(deps: SnsDependencies & { endpoint(): string }): Operation<sns.SubscribeInput, sns.SubscribeResponse> {
  return async (input, { caller }) => {
    const topic = requireTopic(deps.catalog, input.TopicArn)
    const endpoint = input.Endpoint ?? ''
    const protocol = checkEndpoint(topic, input.Protocol ?? '', endpoint)
    const isConfirmed = ['sqs', 'lambda', 'sms'].includes(protocol)
    const bare: SubscriptionRecord = {
      ...{ arn: `${topic.arn}:${deps.ids.uuid()}`, topicArn: topic.arn, owner: caller.accountId, protocol, endpoint, attributes: {} },
      principal: caller.arn,
      ...(!isConfirmed && { token: deps.ids.uuid().replaceAll('-', '') }),
    }
    const given = Object.entries((input.Attributes ?? {}) as Record<string, string>)
    const wanted = given.reduce((subscription, [name, value]) => withAttribute(subscription, name, value), bare)
    const known = subscriptionsOf(deps.catalog, topic.arn).find(
      subscription => subscription.protocol === protocol && subscription.endpoint === endpoint,
    )
    if (known && !isSame(known, wanted)) {
      throw invalidParameter('Attributes Reason: Subscription already exists with different attributes')
    }
    const subscription = known ?? wanted
    if (!known) await deps.catalog.update(subscriptionKind, wanted.arn, () => ({ next: wanted, result: undefined }))
    if (subscription.token !== undefined) await requestConfirmation(deps, subscription)
    // AWS shows a subscription's ARN before its confirmation only to who asks for it.
    const isShown = subscription.token === undefined || input.ReturnSubscriptionArn === true
    return { SubscriptionArn: isShown ? subscription.arn : 'pending confirmation' }
  }
}

function isSame(known: SubscriptionRecord, wanted: SubscriptionRecord): boolean {
  return Object.entries(wanted.attributes).every(([name, value]) => known.attributes[name] === value)
}

export function confirmSubscription({
  catalog,
  clock,
}: SnsDependencies): Operation<sns.ConfirmSubscriptionInput, sns.ConfirmSubscriptionResponse> {
  return async (input, { isAnonymous }) => {
    const topic = requireTopic(catalog, input.TopicArn)
    // AWS: only where the confirmation itself is signed.
    const wantsSignature = !isAnonymous && input.AuthenticateOnUnsubscribe === 'true'
    const found = subscriptionsOf(catalog, topic.arn).find(({ token }) => token !== undefined && token === input.Token)
    if (!found) {
      const restored = await restoreEnded(catalog, { topicArn: topic.arn, token: input.Token ?? '' }, clock.now())
      if (!restored) throw invalidParameter('Token')
      return { SubscriptionArn: restored.arn }
    }
    await catalog.update<SubscriptionRecord, void>(subscriptionKind, found.arn, current => {
      const { token: _, ...confirmed } = current ?? found
      return { next: { ...confirmed, ...(wantsSignature && { wantsSignature }) }, result: undefined }
    })
    return { SubscriptionArn: found.arn }
  }
}

/** How lists show a subscription. */
export function subscriptionItem({ arn, token, owner, protocol, endpoint, topicArn }: SubscriptionRecord): sns.Subscription {
  return {
    SubscriptionArn: token === undefined ? arn : pendingArn,
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  }
}
