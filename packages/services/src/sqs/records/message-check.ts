import { createHash } from 'node:crypto'
import type { sqs } from '@pasos/wire'
import { invalidMessageContents, invalidParameter, invalidValue, missingParameter } from '../errors.ts'
import { bytesOf, type Message, type MessageAttribute } from './message.ts'
import { numberOf } from './queue-attributes.ts'
import { isFifo, type QueueRecord } from './queue-record.ts'

const mostAttributes = 10
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the rule forbids.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u
const idCharacters = /^[a-zA-Z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/

type Given = sqs.SendMessageRequest | (sqs.SendMessageBatchRequestEntry & { QueueUrl?: undefined })

/** A message as a request brings it. @throws ApiError */
export function messageOf(input: Given, record: QueueRecord, senderId: string): Message {
  const body = input.MessageBody ?? ''
  if (body === '') throw missingParameter('MessageBody')
  if (forbidden.test(body)) throw invalidMessageContents()
  const attributes = input.MessageAttributes === undefined ? {} : attributesOf(input.MessageAttributes)
  const limit = numberOf(record, 'MaximumMessageSize')
  if (bytesOf({ body, attributes }) > limit) {
    throw invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`)
  }
  const traceHeader = input.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue
  const message: Message = { body, attributes, senderId }
  Object.assign(message, isFifo(record) ? fifoMembers(input, record) : standardMembers(input))
  if (traceHeader !== undefined) message.traceHeader = traceHeader
  return message
}

type Groups = Pick<Message, 'groupId' | 'deduplicationId' | 'delaySeconds'>

/** Standard queues take groups too, for fairness among them, which changes nothing here. */
function standardMembers({ DelaySeconds, MessageDeduplicationId, MessageGroupId }: Given): Groups | undefined {
  if (MessageDeduplicationId !== undefined) {
    throw invalidValue(
      MessageDeduplicationId,
      'MessageDeduplicationId',
      'The request includes a parameter that is not valid for this queue type.',
    )
  }
  if (MessageGroupId !== undefined) checkId(MessageGroupId, 'MessageGroupId')
  if (DelaySeconds !== undefined && !(DelaySeconds >= 0 && DelaySeconds <= 900)) {
    throw invalidValue(DelaySeconds, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900.')
  }
  if (DelaySeconds === undefined && MessageGroupId === undefined) return undefined
  return {
    ...(DelaySeconds === undefined ? {} : { delaySeconds: DelaySeconds }),
    ...(MessageGroupId === undefined ? {} : { groupId: MessageGroupId }),
  }
}

function fifoMembers({ DelaySeconds, MessageBody, MessageDeduplicationId, MessageGroupId }: Given, record: QueueRecord): Groups {
  if (DelaySeconds !== undefined && DelaySeconds !== 0) {
    throw invalidValue(DelaySeconds, 'DelaySeconds', 'The request include parameter that is not valid for this queue type.')
  }
  if (MessageGroupId === undefined) throw missingParameter('MessageGroupId')
  checkId(MessageGroupId, 'MessageGroupId')
  if (MessageDeduplicationId !== undefined) checkId(MessageDeduplicationId, 'MessageDeduplicationId')
  else if (record.attributes['ContentBasedDeduplication'] !== 'true') {
    throw invalidParameter('The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly')
  }
  const deduplicationId =
    MessageDeduplicationId ??
    createHash('sha256')
      .update(MessageBody ?? '')
      .digest('hex')
  return { groupId: MessageGroupId, deduplicationId }
}

function checkId(value: string, parameter: string): void {
  if (idCharacters.test(value)) return
  throw invalidValue(value, parameter, `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`)
}

/** @throws ApiError InvalidParameterValue */
export function attributesOf(given: Record<string, sqs.MessageAttributeValue>, most = mostAttributes): Record<string, MessageAttribute> {
  const entries = Object.entries(given)
  if (entries.length > most) {
    throw invalidParameter(`Number of message attributes [${entries.length}] exceeds the allowed maximum [${most}].`)
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, attributeOf(name, value)]))
}

function attributeOf(name: string, { DataType = '', StringValue, BinaryValue }: sqs.MessageAttributeValue): MessageAttribute {
  checkAttributeName(name)
  const [, kind] = /^(String|Number|Binary)(?:\.[^\s]*)?$/.exec(DataType) ?? []
  if (kind === undefined) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  }
  const isEmpty =
    kind === 'Binary' ? BinaryValue === undefined || BinaryValue.length === 0 : StringValue === undefined || StringValue === ''
  if (isEmpty) {
    throw invalidParameter(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${kind}'.`,
    )
  }
  if (kind === 'Binary') return { type: DataType, binary: Buffer.from(BinaryValue!).toString('base64') }
  if (kind === 'Number' && !/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(StringValue!)) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`)
  }
  if (forbidden.test(StringValue!)) throw invalidMessageContents()
  return { type: DataType, text: StringValue! }
}

function checkAttributeName(name: string): void {
  const isGood = /^[A-Za-z0-9_.-]{1,256}$/.test(name) && !/^\.|\.$|\.\./.test(name) && !/^(aws|amazon)\./i.test(name)
  if (!isGood) throw invalidParameter(`The message attribute name '${name}' is invalid.`)
}
