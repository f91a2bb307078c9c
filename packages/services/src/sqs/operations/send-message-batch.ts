import type { Operation, OperationContext, sqs } from '@pasos/wire'
import { batchAnswer, checkBatch, eachEntry } from '../batch.ts'
import type { SqsDependencies } from '../dependencies.ts'
import { batchTooLong } from '../errors.ts'
import type { Sending } from '../queue/message-queue.ts'
import { bytesOf } from '../records/message.ts'
import { messageOf } from '../records/message-check.ts'
import { hasKey, useQueueKey } from '../records/queue-key.ts'
import { placeOfUrl, type QueueRecord, requireQueue } from '../records/queue-record.ts'
import { sentAnswer } from '../records/sent-answer.ts'

/** AWS: 1 MiB for the whole batch, since August 2025. */
const longestBatch = 1_048_576

type Send = Operation<sqs.SendMessageBatchRequest, sqs.SendMessageBatchResult>

export function sendMessageBatch(deps: SqsDependencies): Send {
  const { catalog, queues } = deps
  const send: Send = async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    const batch = batchOf(input, record, context)
    await useQueueKey(deps, record, { caller: context, isSending: true })
    return answerOf(batch, await queues.send(record, batch.messages, context.deferred))
  }
  send.atOnce = (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    if (hasKey(record)) return undefined
    const batch = batchOf(input, record, context)
    const leave = queues.sendAtOnce(record, batch.messages)
    return leave && (() => answerOf(batch, leave(context.deferred!)))
  }
  return send
}

/** What of a batch can be sent, and what can't. */
function batchOf(input: sqs.SendMessageBatchRequest, record: QueueRecord, { caller }: OperationContext) {
  const entries = checkBatch(input.Entries, 'SendMessageBatchRequestEntry')
  const { done, failed } = eachEntry(entries, entry => messageOf(entry, record, caller.userId))
  const messages = done.map(({ result }) => result)
  const bytes = messages.reduce((sum, message) => sum + bytesOf(message), 0)
  if (bytes > longestBatch) throw batchTooLong(longestBatch, bytes)
  return { done, messages, failed }
}

function answerOf({ done, failed }: ReturnType<typeof batchOf>, sendings: readonly Sending[]): sqs.SendMessageBatchResult {
  const successful = done.map(({ id, result }, at) => {
    const { MD5OfMessageBody, MessageId, ...rest } = sentAnswer(result, sendings[at]!)
    return { Id: id, MessageId: MessageId!, MD5OfMessageBody: MD5OfMessageBody!, ...rest }
  })
  return batchAnswer(successful, failed)
}
