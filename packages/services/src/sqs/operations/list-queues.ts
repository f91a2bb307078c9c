import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { pageOf } from '../records/pages.ts'
import { type QueueRecord, queueKey, queueKind, queueUrl } from '../records/queue-record.ts'

export function listQueues(deps: SqsDependencies): Operation<sqs.ListQueuesRequest, sqs.ListQueuesResult> {
  return (input, { accountId, region }) => {
    const prefix = queueKey({ accountId, region, name: input.QueueNamePrefix ?? '' })
    const { items, nextToken } = pageOf(deps.catalog.list<QueueRecord>(queueKind, prefix), input)
    // Without queues the member is absent, as everywhere in this API.
    return {
      ...(items.length > 0 && { QueueUrls: items.map(record => queueUrl(deps.endpoint(), record)) }),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    }
  }
}
