import { createHash } from 'node:crypto'
import type { Catalog, DataStore } from '@pasos/engine'
import { busArn } from '../../events/records/bus-record.ts'
import type { EventsFace } from '../../events/service.ts'
import type { RoleAuthorizer } from '../../iam/authorizer.ts'
import { admitsService } from '../../iam/resource-policy.ts'
import type { Delivery, DeliveryKeys } from '../../kms/delivery-key.ts'
import type { LambdaFace } from '../../lambda/service.ts'
import { findTopic, policyOf } from '../../sns/records/topic-record.ts'
import type { SnsFace } from '../../sns/service.ts'
import { messageOf } from '../../sqs/records/message-check.ts'
import { findQueueByArn } from '../../sqs/records/queue-record.ts'
import type { SqsFace } from '../../sqs/service.ts'
import { type BucketRecord, bucketArn } from '../buckets/bucket-record.ts'
import type { Targets } from './notices.ts'

interface Neighbours {
  catalog: Catalog
  data: Pick<DataStore, 'commit'>
  authorizer: Pick<RoleAuthorizer, 'now' | 'tolerates'>
  queues(): Promise<SqsFace> | undefined
  topics(): Promise<SnsFace> | undefined
  functions(): Promise<LambdaFace> | undefined
  functionPolicy(arn: string): string | undefined
  events(): Promise<EventsFace> | undefined
  deliveryKeys: DeliveryKeys
}

/**
 * Hands notices to the services here, whose policies must let S3 in. What is not here, is gone or does not want it is dropped, as S3 drops
 * what a target does not take.
 */
export function noticeTargets(neighbours: Neighbours): Targets {
  const { catalog, data, authorizer, queues, topics, functions, events } = neighbours

  function admits(policy: string | undefined, action: string, resource: string, { name, region, accountId }: BucketRecord): boolean {
    const context = { 'aws:SourceArn': bucketArn(name, region), 'aws:SourceAccount': accountId }
    return admitsService(authorizer, policy, { service: 's3.amazonaws.com', action, resource, context })
  }

  /** Whether S3 can't use the key of a queue or topic. */
  async function isKeyRefused(target: Delivery['target'], { name, region, accountId }: BucketRecord): Promise<boolean> {
    const source = { sourceArn: bucketArn(name, region), sourceAccount: accountId }
    return (await neighbours.deliveryKeys({ target, service: 's3.amazonaws.com', ...source })) !== undefined
  }

  return {
    async queue(arn, text, bucket) {
      const record = findQueueByArn(catalog, arn)
      if (!record || !admits(record.attributes['Policy'], 'sqs:SendMessage', arn, bucket) || (await isKeyRefused(record, bucket))) return
      await (await queues())?.queues.send(record, [messageOf({ QueueUrl: '', MessageBody: text }, record, 's3.amazonaws.com')])
    },
    async topic(arn, text, bucket) {
      const topic = findTopic(catalog, arn)
      if (!topic || !admits(policyOf(topic), 'sns:Publish', arn, bucket) || (await isKeyRefused(topic, bucket))) return
      await (await topics())?.publisher.publish(topic, [{ subject: 'Amazon S3 Notification', message: text, attributes: {} }])
    },
    async function(arn, text, bucket) {
      if (!admits(neighbours.functionPolicy(arn), 'lambda:InvokeFunction', arn, bucket)) return
      // The same notice delivered twice is the same invocation.
      await (await functions())?.acceptor.accept({ function: arn, payload: text, requestId: idOf(text) }, 'Event')
    },
    async eventBridge(event, bucket) {
      const face = await events()
      if (!face) return
      const place = { accountId: bucket.accountId, region: bucket.region }
      const { writes, settle } = await face.router.route(busArn(place, 'default'), {
        ...{ version: '0', id: idOf(JSON.stringify(event)), account: bucket.accountId, region: bucket.region },
        ...event,
      })
      if (writes.length > 0) await data.commit(writes)
      settle(true)
    },
  }
}

/** The same for the same text. */
function idOf(text: string): string {
  return createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
