import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { messageOf } from '../records/message-check.ts'
import { placeOfUrl, requireQueue } from '../records/queue-record.ts'
import { sentAnswer } from '../records/sent-answer.ts'

export function sendMessage({ catalog, queues }: SqsDependencies): Operation<sqs.SendMessageRequest, sqs.SendMessageResult> {
  return async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    const message = messageOf(input, record, context.caller.userId)
    const [sending] = await queues.send(record, [message], context.deferred)
    return sentAnswer(message, sending!)
  }
}
