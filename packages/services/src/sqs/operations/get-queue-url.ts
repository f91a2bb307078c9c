import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { missingParameter } from '../errors.ts'
import { queueUrl, requireQueue } from '../records/queue-record.ts'

export function getQueueUrl(deps: SqsDependencies): Operation<sqs.GetQueueUrlRequest, sqs.GetQueueUrlResult> {
  return (input, { accountId, region }) => {
    if (!input.QueueName) throw missingParameter('QueueName')
    const place = { name: input.QueueName, accountId: input.QueueOwnerAWSAccountId ?? accountId, region }
    return { QueueUrl: queueUrl(deps.endpoint(), requireQueue(deps.catalog, place)) }
  }
}
