import type { sqs } from '@pasos/wire'
import type { Sending } from '../queue/message-queue.ts'
import { type Message, md5, md5OfAttributes } from './message.ts'

/** What a sender is told; clients compare the digests with their own. */
export function sentAnswer(
  message: Pick<Message, 'body' | 'attributes' | 'traceHeader'>,
  { messageId, sequenceNumber }: Pick<Sending, 'messageId' | 'sequenceNumber'>,
): sqs.SendMessageResult {
  const ofAttributes = md5OfAttributes(message.attributes)
  const system = message.traceHeader === undefined ? {} : { AWSTraceHeader: { type: 'String', text: message.traceHeader } }
  const ofSystem = md5OfAttributes(system)
  return {
    MD5OfMessageBody: md5(message.body),
    MessageId: messageId,
    ...(ofAttributes === undefined ? {} : { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystem === undefined ? {} : { MD5OfMessageSystemAttributes: ofSystem }),
    ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
  }
}
