import type { Operation, sqs } from '@pasos/wire'
import { batchAnswer, checkBatch, eachEntry } from '../batch.ts'
import type { SqsDependencies } from '../dependencies.ts'
import { batchTooLong } from '../errors.ts'
import { bytesOf } from '../records/message.ts'
import { messageOf } from '../records/message-check.ts'
import { useQueueKey } from '../records/queue-key.ts'
import { placeOfUrl, requireQueue } from '../records/queue-record.ts'
import { sentAnswer } from '../records/sent-answer.ts'

/** AWS: 1 MiB for the whole batch, since August 2025. */
const longestBatch = 1_048_576

export function sendMessageBatch(deps: SqsDependencies): Operation<sqs.SendMessageBatchRequest, sqs.SendMessageBatchResult> {
  const { catalog, queues } = deps
  return async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    const entries = checkBatch(input.Entries, 'SendMessageBatchRequestEntry')
    const { done, failed } = eachEntry(entries, entry => messageOf(entry, record, context.caller.userId))
    const bytes = done.reduce((sum, { result }) => sum + bytesOf(result), 0)
    if (bytes > longestBatch) throw batchTooLong(longestBatch, bytes)
    await useQueueKey(deps, record, { caller: context, isSending: true })
    const sendings = await queues.send(
      record,
      done.map(({ result }) => result),
      context.deferred,
    )
    const successful = done.map(({ id, result }, at) => {
      const { MD5OfMessageBody, MessageId, ...rest } = sentAnswer(result, sendings[at]!)
      return { Id: id, MessageId: MessageId!, MD5OfMessageBody: MD5OfMessageBody!, ...rest }
    })
    return batchAnswer(successful, failed)
  }
}
