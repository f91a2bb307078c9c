import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import { invalidParameter, topicNotFound } from '../errors.ts'

/** Kind `topic`, key: its ARN. */
export interface TopicRecord {
  /** No other topic ever has it. */
  id: string
  arn: string
  name: string
  accountId: string
  region: string
  /** As they were set. */
  attributes: Record<string, string>
  tags: [key: string, value: string][]
  /** How many subscriptions were deleted. */
  deletedSubscriptions: number
}

export const topicKind = 'topic'

export function topicArn({ accountId, region, name }: { accountId: string; region: string; name: string }): string {
  return `arn:${partitionOf(region)}:sns:${region}:${accountId}:${name}`
}

export function isFifo({ name }: Pick<TopicRecord, 'name'>): boolean {
  return name.endsWith('.fifo')
}

/** @throws ApiError InvalidParameter */
export function checkTopicArn(arn: string | undefined): string {
  if (arn === undefined || !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?$/.test(arn)) {
    const parts = arn?.split(':').length ?? 0
    throw invalidParameter(parts < 6 ? `TopicArn Reason: An ARN must have at least 6 elements, not ${parts}` : 'TopicArn')
  }
  return arn
}

export function findTopic(catalog: Catalog, arn: string): TopicRecord | undefined {
  return catalog.get<TopicRecord>(topicKind, arn)
}

/** @throws ApiError InvalidParameter, NotFound */
export function requireTopic(catalog: Catalog, arn: string | undefined): TopicRecord {
  const topic = findTopic(catalog, checkTopicArn(arn))
  if (!topic) throw topicNotFound()
  return topic
}

/** @throws ApiError InvalidParameter, NotFound, and what `change` throws */
export function changeTopic(
  catalog: Catalog,
  arn: string | undefined,
  change: (topic: TopicRecord) => TopicRecord | undefined,
): Promise<void> {
  return catalog.update<TopicRecord, void>(topicKind, checkTopicArn(arn), current => {
    if (!current) throw topicNotFound()
    return { next: change(current), result: undefined }
  })
}

/** Who may do what with a topic that was given no policy: its owner everything. */
export function policyOf({ attributes, arn, accountId }: TopicRecord): string {
  const set = attributes['Policy']
  if (set !== undefined) return set
  const actions = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic', 'Subscribe']
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [...actions, 'ListSubscriptionsByTopic', 'Publish'].map(action => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  })
}
