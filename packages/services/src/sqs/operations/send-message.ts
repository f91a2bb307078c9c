import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { messageOf } from '../records/message-check.ts'
import { hasKey, useQueueKey } from '../records/queue-key.ts'
import { placeOfUrl, requireQueue } from '../records/queue-record.ts'
import { sentAnswer } from '../records/sent-answer.ts'

export function sendMessage(deps: SqsDependencies): Operation<sqs.SendMessageRequest, sqs.SendMessageResult> {
  const { catalog, queues } = deps
  const send: Operation<sqs.SendMessageRequest, sqs.SendMessageResult> = async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    const message = messageOf(input, record, context.caller.userId)
    await useQueueKey(deps, record, { caller: context, isSending: true })
    const [sending] = await queues.send(record, [message], context.deferred)
    return sentAnswer(message, sending!)
  }
  send.atOnce = (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    if (hasKey(record)) return undefined
    const message = messageOf(input, record, context.caller.userId)
    const leave = queues.sendAtOnce(record, [message])
    return leave && (() => sentAnswer(message, leave(context.deferred!)[0]!))
  }
  return send
}
