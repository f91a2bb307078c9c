import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { sourcesOf } from '../records/dead-letter-queue.ts'
import { pageOf } from '../records/pages.ts'
import { placeOfUrl, queueUrl, requireQueue } from '../records/queue-record.ts'

export function listDeadLetterSourceQueues(
  deps: SqsDependencies,
): Operation<sqs.ListDeadLetterSourceQueuesRequest, sqs.ListDeadLetterSourceQueuesResult> {
  return (input, context) => {
    const target = requireQueue(deps.catalog, placeOfUrl(input.QueueUrl, context))
    const { items, nextToken } = pageOf(sourcesOf(deps.catalog, target), input)
    const queueUrls = items.map(record => queueUrl(deps.endpoint(), record))
    return nextToken === undefined ? { queueUrls } : { queueUrls, NextToken: nextToken }
  }
}
