import type { Operation, sqs } from '@pasos/wire'
import { batchAnswer, checkBatch, eachEntry } from '../batch.ts'
import type { SqsDependencies } from '../dependencies.ts'
import { missingParameter } from '../errors.ts'
import { placeOfUrl, requireQueue } from '../records/queue-record.ts'

export function deleteMessage({ catalog, data, queues }: SqsDependencies): Operation<sqs.DeleteMessageRequest, object> {
  return async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    if (!input.ReceiptHandle) throw missingParameter('ReceiptHandle')
    const writes = (await queues.open(record)).delete(record, input.ReceiptHandle)
    if (writes.length > 0) await data.commit(writes)
    return {}
  }
}

export function deleteMessageBatch({
  catalog,
  data,
  queues,
}: SqsDependencies): Operation<sqs.DeleteMessageBatchRequest, sqs.DeleteMessageBatchResult> {
  return async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    const entries = checkBatch(input.Entries, 'DeleteMessageBatchRequestEntry')
    const queue = await queues.open(record)
    const { done, failed } = eachEntry(entries, ({ ReceiptHandle }) => {
      if (!ReceiptHandle) throw missingParameter('ReceiptHandle')
      return queue.delete(record, ReceiptHandle)
    })
    const writes = done.flatMap(({ result }) => result)
    if (writes.length > 0) await data.commit(writes)
    const successful = done.map(({ id }) => ({ Id: id }))
    return batchAnswer(successful, failed)
  }
}
