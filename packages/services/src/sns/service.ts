import { eachOf, onArnIn, onEverything, onNameIn } from '../declaration/access.ts'
import type { Access, Service, ServiceHost } from '../declaration/service.ts'
import { tellingOfAll } from '../declaration/told.ts'
import { lambdaService } from '../lambda/service.ts'
import { sqsService } from '../sqs/service.ts'
import { deliverySpace } from './delivery/delivery.ts'
import type { OutboxEntry } from './delivery/outbox.ts'
import type { Publisher } from './delivery/publisher.ts'
import { findTopic, policyOf } from './records/topic-record.ts'

/** A batch is 256 KB at most; as a form with every character escaped it is several times that. */
const messageBytes = 4 * 1024 * 1024

const onTopic = onArnIn('TopicArn', 'ResourceArn')

/** A subscription's ARN is its topic's and an id. */
const onSubscription: Access = { resources: input => [String(input['SubscriptionArn']).split(':').slice(0, 6).join(':')] }

/** What other services use of SNS. */
export interface SnsFace {
  publisher: Publisher
  /** Letters and short messages, the newest first. */
  outbox(limit: number): Promise<OutboxEntry[]>
  /** The certificate by which messages to endpoints are checked, PEM; nothing where the name is none. */
  certificate(id: string): string | undefined
}

/** Amazon SNS, API version 2010-03-31. */
export const snsService: Service<SnsFace> = {
  scope: 'sns',
  operations: {
    CreateTopic: onNameIn('Name', ''),
    ...eachOf(['AddPermission', 'DeleteTopic', 'GetTopicAttributes', 'ListSubscriptionsByTopic', 'RemovePermission'], onTopic),
    ...eachOf(['ListTagsForResource', 'SetTopicAttributes', 'TagResource', 'UntagResource'], onTopic),
    // Whoever has the token may: it was sent to the subscriber, who need not have an account.
    ConfirmSubscription: { unchecked: 'open to everybody', isUnsigned: true },
    Subscribe: {
      ...onTopic,
      keys: input => ({ 'sns:Protocol': String(input['Protocol']), 'sns:Endpoint': String(input['Endpoint'] ?? '') }),
    },
    ...eachOf(['GetSubscriptionAttributes', 'SetSubscriptionAttributes'], onSubscription),
    // By the address in a message, too.
    Unsubscribe: { ...onSubscription, isUnsigned: true },
    Publish: { ...onArnIn('TopicArn', 'TargetArn'), bodyBytes: messageBytes, leavesWrites: true },
    PublishBatch: { ...onTopic, action: 'Publish', bodyBytes: messageBytes, leavesWrites: true },
    ...eachOf(['ListSubscriptions', 'ListTopics'], onEverything),
  },
  tells: (action, ...call) => tellingOfAll('sns', () => '*')(action.replace('sns:', 'SNS:'), ...call),
  resourcePolicy(arn, catalog) {
    const topic = findTopic(catalog, arn)
    return topic && policyOf(topic)
  },
  async start(host) {
    const { hasDeliveries } = await import('../retried-delivery/retried-deliveries.ts')
    if (await hasDeliveries(host.data, deliverySpace)) await host.neighbour(snsService)
    return () => undefined
  },
  async open(host) {
    const [{ snsOperations }, { openDelivery }, { readOutbox }, { findCertificate }, { keyGuard }, { keyRefusals }] = await Promise.all([
      import('./sns-operations.ts'),
      import('./delivery/open-delivery.ts'),
      import('./delivery/outbox.ts'),
      import('./signing/signing-key.ts'),
      import('../kms/key-guard.ts'),
      import('./errors.ts'),
    ])
    const { catalog, data, clock, ids, endpoint } = host
    const { publisher, deliveries } = openDelivery(host, neighboursOf(host))
    await deliveries.resume()
    return {
      operations: snsOperations({ catalog, data, clock, ids, endpoint, publisher, deliveries, useKey: keyGuard(host, keyRefusals) }),
      face: { publisher, outbox: limit => readOutbox(data, limit), certificate: id => findCertificate(catalog, id) },
      close: () => deliveries.close(),
    }
  },
}

function neighboursOf(host: ServiceHost) {
  return {
    sqs: () => host.neighbour(sqsService),
    lambda: () => host.neighbour(lambdaService),
    functionPolicy: (arn: string) => lambdaService.resourcePolicy?.(arn, host.catalog),
  }
}
