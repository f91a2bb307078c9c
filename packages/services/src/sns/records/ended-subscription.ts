import type { Catalog } from '@pasos/engine'
import { type SubscriptionRecord, subscriptionKind } from './subscription-record.ts'

/** AWS: tokens are good for three days. */
const restorableMs = 3 * 86_400_000

/** Kind `endedSubscription`, key: topic and token. What somebody without a name has ended, and the endpoint may take back. */
interface EndedSubscription {
  subscription: SubscriptionRecord
  /** Epoch milliseconds. */
  endedAt: number
}

const kind = 'endedSubscription'

const keyOf = ({ topicArn, token }: { topicArn: string; token: string }): string => `${topicArn}:${token}`

/** Also forgets those of the topic whose time is over. */
export async function keepEnded(catalog: Catalog, subscription: SubscriptionRecord & { token: string }, now: number): Promise<void> {
  const { topicArn } = subscription
  for (const old of catalog.list<EndedSubscription>(kind, `${topicArn}:`)) {
    const { token = '' } = old.subscription
    if (old.endedAt + restorableMs <= now)
      await catalog.update(kind, keyOf({ topicArn, token }), () => ({ next: undefined, result: undefined }))
  }
  await catalog.update<EndedSubscription, void>(kind, keyOf(subscription), () => ({
    next: { subscription, endedAt: now },
    result: undefined,
  }))
}

/** The subscription that is there again; nothing where no token of the last three days is this one. */
export async function restoreEnded(
  catalog: Catalog,
  place: { topicArn: string; token: string },
  now: number,
): Promise<SubscriptionRecord | undefined> {
  const ended = await catalog.update<EndedSubscription, EndedSubscription | undefined>(kind, keyOf(place), current => ({
    next: undefined,
    result: current,
  }))
  if (ended === undefined || ended.endedAt + restorableMs <= now) return undefined
  const { token: _, ...subscription } = ended.subscription
  await catalog.update<SubscriptionRecord, void>(subscriptionKind, subscription.arn, () => ({ next: subscription, result: undefined }))
  return subscription
}
