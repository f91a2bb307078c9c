import type { DataWrite } from '@pasos/engine'
import type { Operation, sqs } from '@pasos/wire'
import { batchAnswer, checkBatch, eachEntry } from '../batch.ts'
import type { SqsDependencies } from '../dependencies.ts'
import { invalidValue, missingParameter } from '../errors.ts'
import type { MessageQueue } from '../queue/message-queue.ts'
import { placeOfUrl, type QueueRecord, requireQueue } from '../records/queue-record.ts'

export function changeMessageVisibility({ catalog, data, queues }: SqsDependencies): Operation<sqs.ChangeMessageVisibilityRequest, object> {
  return async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    await data.commit(change(await queues.open(record), record, input))
    return {}
  }
}

export function changeMessageVisibilityBatch({
  catalog,
  data,
  queues,
}: SqsDependencies): Operation<sqs.ChangeMessageVisibilityBatchRequest, sqs.ChangeMessageVisibilityBatchResult> {
  return async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    const entries = checkBatch(input.Entries, 'ChangeMessageVisibilityBatchRequestEntry')
    const queue = await queues.open(record)
    const { done, failed } = eachEntry(entries, entry => change(queue, record, entry))
    if (done.length > 0) await data.commit(done.flatMap(({ result }) => result))
    const successful = done.map(({ id }) => ({ Id: id }))
    return batchAnswer(successful, failed)
  }
}

type Given = { ReceiptHandle?: string | undefined; VisibilityTimeout?: number | undefined }

/** @throws ApiError */
function change(queue: MessageQueue, record: QueueRecord, { ReceiptHandle, VisibilityTimeout }: Given): DataWrite[] {
  if (!ReceiptHandle) throw missingParameter('ReceiptHandle')
  if (VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout')
  if (!(VisibilityTimeout >= 0 && VisibilityTimeout <= 43_200)) {
    throw invalidValue(VisibilityTimeout, 'VisibilityTimeout', 'VisibilityTimeout must be an integer between 0 and 43200.')
  }
  return queue.changeVisibility(record, ReceiptHandle, VisibilityTimeout)
}
