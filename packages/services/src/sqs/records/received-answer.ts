import type { sqs } from '@pasos/wire'
import type { Received } from '../queue/message-queue.ts'
import { type MessageAttribute, md5, md5OfAttributes } from './message.ts'

type Wanted = Pick<sqs.ReceiveMessageRequest, 'AttributeNames' | 'MessageSystemAttributeNames' | 'MessageAttributeNames'>

/** A message as it is received, with the attributes that were asked for; the digest is of those. */
export function receivedAnswer({ entry, message, handle }: Received, wanted: Wanted): sqs.Message {
  const names: readonly string[] = [...(wanted.MessageSystemAttributeNames ?? []), ...(wanted.AttributeNames ?? [])]
  const all = names.length === 0 ? {} : systemAttributes({ entry, message })
  const shown = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name))
  const attributes = chosenAttributes(message.attributes, wanted.MessageAttributeNames ?? [])
  const digest = md5OfAttributes(attributes)
  return {
    MessageId: message.id,
    ReceiptHandle: handle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(shown.length > 0 && { Attributes: Object.fromEntries(shown) }),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest, MessageAttributes: attributesAnswer(attributes) }),
  }
}

/** Attributes of the system, those there are. */
export function systemAttributes({ entry, message }: Pick<Received, 'entry' | 'message'>): Record<string, string> {
  const { groupId, deduplicationId, traceHeader, deadLetterSource } = message
  return {
    SenderId: message.senderId,
    SentTimestamp: String(entry.sentAt),
    ApproximateReceiveCount: String(entry.receives),
    ApproximateFirstReceiveTimestamp: String(entry.firstReceivedAt ?? entry.sentAt),
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(deduplicationId === undefined
      ? {}
      : { MessageDeduplicationId: deduplicationId, SequenceNumber: `1${String(entry.sequence).padStart(19, '0')}` }),
    ...(traceHeader === undefined ? {} : { AWSTraceHeader: traceHeader }),
    ...(deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: deadLetterSource }),
  }
}

/** Names as they are, beginnings (`foo.*`), or everything (`All`, `.*`). */
function chosenAttributes(all: Record<string, MessageAttribute>, names: readonly string[]): Record<string, MessageAttribute> {
  if (names.length === 0) return {}
  const isWanted = (name: string): boolean =>
    names.some(wanted => wanted === 'All' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))))
  return Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name)))
}

function attributesAnswer(attributes: Record<string, MessageAttribute>): Record<string, sqs.MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, text, binary }]) => [
      name,
      { DataType: type, ...(binary === undefined ? { StringValue: text } : { BinaryValue: Buffer.from(binary, 'base64') }) },
    ]),
  )
}
