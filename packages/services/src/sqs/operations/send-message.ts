import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { messageOf } from '../records/message-check.ts'
import { useQueueKey } from '../records/queue-key.ts'
import { placeOfUrl, requireQueue } from '../records/queue-record.ts'
import { sentAnswer } from '../records/sent-answer.ts'

export function sendMessage(deps: SqsDependencies): Operation<sqs.SendMessageRequest, sqs.SendMessageResult> {
  const { catalog, queues } = deps
  return async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    const message = messageOf(input, record, context.caller.userId)
    const proof = useQueueKey(deps, record, { caller: context, isSending: true })
    if (proof !== undefined) await proof
    const [sending] = await queues.send(record, [message], context.deferred)
    return sentAnswer(message, sending!)
  }
}
