import type { ServiceHost } from '../../declaration/service.ts'
import type { LambdaFace } from '../../lambda/service.ts'
import type { SqsFace } from '../../sqs/service.ts'
import { type SubscriptionRecord, subscriptionKind } from '../records/subscription-record.ts'
import { findTopic } from '../records/topic-record.ts'
import { type Deliveries, type Delivery, deliveries } from './deliveries.ts'
import { createAttempt } from './endpoints.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { queueTargets } from './queue-targets.ts'
import { httpPolicy, ownRetries } from './retry-policy.ts'

interface Neighbours {
  sqs(): Promise<SqsFace> | undefined
  lambda(): Promise<LambdaFace> | undefined
  functionPolicy(arn: string): string | undefined
}

/** Puts the parts of publishing together. */
export function openDelivery(host: ServiceHost, neighbours: Neighbours): { publisher: Publisher; deliveries: Deliveries } {
  const { catalog, data, clock, ids, outgoing, endpoint, logger } = host
  const targets = queueTargets({ catalog, sqs: neighbours.sqs })
  const subscriptionOf = ({ subscriptionArn }: Delivery) => catalog.get<SubscriptionRecord>(subscriptionKind, subscriptionArn)
  const underway = deliveries({
    ...{ data, clock, logger },
    attempt: createAttempt({ catalog, outgoing, lambda: neighbours.lambda, functionPolicy: neighbours.functionPolicy }),
    policyOf: delivery =>
      delivery.protocol === 'lambda'
        ? ownRetries
        : httpPolicy(
            subscriptionOf(delivery)?.attributes['DeliveryPolicy'],
            findTopic(catalog, delivery.topicArn)?.attributes['DeliveryPolicy'],
          ),
    giveUp: (delivery, reason) => targets.deadLetter(subscriptionOf(delivery), delivery.body, { code: 'DeliveryFailed', message: reason }),
  })
  const publisher = createPublisher({ catalog, data, clock, ids, endpoint, targets, deliveries: underway })
  return { publisher, deliveries: underway }
}
