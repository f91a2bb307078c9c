import type { ServiceHost } from '../../declaration/service.ts'
import { deliveryKeys } from '../../kms/delivery-key.ts'
import type { LambdaFace } from '../../lambda/service.ts'
import { retriedDeliveries } from '../../retried-delivery/retried-deliveries.ts'
import type { SqsFace } from '../../sqs/service.ts'
import { type SubscriptionRecord, subscriptionKind } from '../records/subscription-record.ts'
import { findTopic } from '../records/topic-record.ts'
import { type MessageSignature, signatureAtHand, signatureOf, signatureToCome } from '../signing/sign-message.ts'
import { messageSigner } from '../signing/signing-key.ts'
import { deliverySpace, type SnsDeliveries, type SnsDelivery } from './delivery.ts'
import { createAttempt } from './endpoints.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { queueTargets } from './queue-targets.ts'
import { delayBefore, httpPolicy, ownRetries, type RetryPolicy } from './retry-policy.ts'

interface Neighbours {
  sqs(): Promise<SqsFace> | undefined
  lambda(): Promise<LambdaFace> | undefined
  functionPolicy(arn: string): string | undefined
}

/** Puts the parts of publishing together. */
export function openDelivery(host: ServiceHost, neighbours: Neighbours): { publisher: Publisher; deliveries: SnsDeliveries } {
  const { catalog, data, clock, ids, outgoing, endpoint, logger, authorizer } = host
  const targets = queueTargets({ catalog, authorizer, deliveryKeys: deliveryKeys(host), sqs: neighbours.sqs })
  const subscriptionOf = ({ subscriptionArn }: SnsDelivery) => catalog.get<SubscriptionRecord>(subscriptionKind, subscriptionArn)
  const policyOf = (delivery: SnsDelivery): RetryPolicy => {
    if (delivery.protocol === 'lambda') return ownRetries
    const ofTopic = findTopic(catalog, delivery.topicArn)?.attributes['DeliveryPolicy']
    return httpPolicy(subscriptionOf(delivery)?.attributes['DeliveryPolicy'], ofTopic)
  }
  const signer = messageSigner(host)
  const howOf = (topicArn: string) => ({
    version: findTopic(catalog, topicArn)?.attributes['SignatureVersion'] === '2' ? '2' : '1',
    endpoint: endpoint(),
  })
  const sign = (message: Record<string, unknown>, topicArn: string): Promise<MessageSignature> =>
    signatureOf(signer, message, howOf(topicArn))
  const signLater = (topicArn: string): Promise<MessageSignature> => signatureToCome(signer, howOf(topicArn))
  const signatureFor = (topicArn: string): MessageSignature | undefined => signatureAtHand(signer, howOf(topicArn))
  const signed = async ({ topicArn, body }: SnsDelivery): Promise<string> => {
    const message = JSON.parse(body) as Record<string, unknown>
    return JSON.stringify({ ...message, ...(await sign(message, topicArn)) })
  }
  const underway = retriedDeliveries<SnsDelivery>({
    ...{ space: deliverySpace, data, clock, logger },
    attempt: createAttempt({ catalog, authorizer, outgoing, lambda: neighbours.lambda, functionPolicy: neighbours.functionPolicy, signed }),
    delayOf: delivery => delayBefore(policyOf(delivery), delivery.retries),
    giveUp: async (delivery, reason) => {
      const { messageId, protocol, isRaw } = delivery
      const body = protocol === 'lambda' || isRaw ? delivery.body : await signed(delivery)
      return targets.deadLetter(subscriptionOf(delivery), { body, messageId }, { code: 'DeliveryFailed', message: reason })
    },
  })
  const publisher = createPublisher({ catalog, data, clock, ids, endpoint, targets, sign, signLater, signatureFor, deliveries: underway })
  return { publisher, deliveries: underway }
}
