import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { invalidValue } from '../errors.ts'
import type { Received } from '../queue/message-queue.ts'
import { useQueueKey } from '../records/queue-key.ts'
import { isFifo, placeOfUrl, type QueueRecord, requireQueue } from '../records/queue-record.ts'
import { receivedAnswer } from '../records/received-answer.ts'

/** Answers at once when there is something; without messages there is no member Messages. */
export function receiveMessage(deps: SqsDependencies): Operation<sqs.ReceiveMessageRequest, sqs.ReceiveMessageResult> {
  const { catalog, queues, signed } = deps
  return async (input, context) => {
    const { MaxNumberOfMessages: limit = 1, WaitTimeSeconds: waitSeconds, VisibilityTimeout: visibilitySeconds } = input
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    if (!(limit >= 1 && limit <= 10)) throw invalidValue(limit, 'MaxNumberOfMessages', 'Must be between 1 and 10, if provided.')
    if (waitSeconds !== undefined && !(waitSeconds >= 0 && waitSeconds <= 20)) {
      throw invalidValue(waitSeconds, 'WaitTimeSeconds', 'Must be >= 0 and <= 20, if provided.')
    }
    if (visibilitySeconds !== undefined && !(visibilitySeconds >= 0 && visibilitySeconds <= 43_200)) {
      throw invalidValue(
        visibilitySeconds,
        'VisibilityTimeout',
        'Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
      )
    }
    const proof = useQueueKey(deps, record, { caller: context, isSending: false })
    if (proof !== undefined) await proof
    const attemptId = input.ReceiveRequestAttemptId
    if (attemptId !== undefined) checkAttempt(record, attemptId)
    const received = await queues.receive(record, { limit, waitSeconds, visibilitySeconds, attemptId, signal: context.signal })
    if (received.length === 0) return {}
    // RSA beside the thread of all, for all of them at the same time.
    const complete = received.some(({ message }) => message.isUnsigned)
      ? await Promise.all(received.map(one => withSignature(one, signed)))
      : received
    return { Messages: complete.map(message => receivedAnswer(message, input)) }
  }
}

/** AWS: up to 128 letters, digits and signs, of FIFO queues only. @throws ApiError InvalidParameterValue */
function checkAttempt(record: QueueRecord, attemptId: string): void {
  if (!isFifo(record)) {
    throw invalidValue(attemptId, 'ReceiveRequestAttemptId', 'The request includes a parameter that is not valid for this queue type.')
  }
  if (!/^[!-~]{1,128}$/.test(attemptId)) {
    const reason = 'ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length.'
    throw invalidValue(attemptId, 'ReceiveRequestAttemptId', reason)
  }
}

async function withSignature(received: Received, signed: SqsDependencies['signed']): Promise<Received> {
  const { message } = received
  return message.isUnsigned ? { ...received, message: { ...message, body: await signed(message.body) } } : received
}
