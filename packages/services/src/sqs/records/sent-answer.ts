import type { sqs } from '@pasos/wire'
import type { Sending } from '../queue/message-queue.ts'
import { type Message, md5, md5OfAttributes } from './message.ts'

/** What a sender is told; clients compare the digests with their own. */
export function sentAnswer(
  message: Pick<Message, 'body' | 'attributes' | 'traceHeader'>,
  { messageId, sequenceNumber }: Pick<Sending, 'messageId' | 'sequenceNumber'>,
): sqs.SendMessageResult {
  const answer: sqs.SendMessageResult = { MD5OfMessageBody: md5(message.body), MessageId: messageId }
  const ofAttributes = md5OfAttributes(message.attributes)
  if (ofAttributes !== undefined) answer.MD5OfMessageAttributes = ofAttributes
  if (message.traceHeader !== undefined) {
    answer.MD5OfMessageSystemAttributes = md5OfAttributes({ AWSTraceHeader: { type: 'String', text: message.traceHeader } })
  }
  if (sequenceNumber !== undefined) answer.SequenceNumber = sequenceNumber
  return answer
}
