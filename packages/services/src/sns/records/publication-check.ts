import { createHash } from 'node:crypto'
import { ApiError, type sns } from '@pasos/wire'
import { attributesOf } from '../../sqs/records/message-check.ts'
import type { Publication } from '../delivery/publisher.ts'
import { invalidParameter } from '../errors.ts'
import { parseObject } from './topic-attributes.ts'
import { isFifo, type TopicRecord } from './topic-record.ts'

type Given = Pick<
  sns.PublishInput,
  'Message' | 'Subject' | 'MessageStructure' | 'MessageAttributes' | 'MessageDeduplicationId' | 'MessageGroupId'
>

/** A message as a request brings it. @throws ApiError */
export function publicationOf(input: Given, topic: TopicRecord): Publication {
  const message = input.Message ?? ''
  if (message === '') throw invalidParameter('Empty message')
  if (input.Subject !== undefined) checkSubject(input.Subject)
  const byProtocol = input.MessageStructure === 'json' ? textsByProtocol(message) : undefined
  if (input.MessageStructure !== undefined && byProtocol === undefined) throw invalidParameter('MessageStructure')
  return {
    message: byProtocol?.['default'] ?? message,
    attributes: attributesInItsWords(input.MessageAttributes),
    ...(byProtocol && { byProtocol }),
    ...(input.Subject === undefined ? {} : { subject: input.Subject }),
    ...groupsOf(input, message, topic),
  }
}

function checkSubject(subject: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the rule forbids.
  if (subject === '' || subject.length > 100 || /[\u0000-\u001f]/.test(subject)) throw invalidParameter('Subject')
}

function textsByProtocol(message: string): Record<string, string> {
  let texts: Record<string, unknown>
  try {
    texts = parseObject(message, 'Message')
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse')
  }
  if (typeof texts['default'] !== 'string') throw invalidParameter('Message Structure - No default entry in JSON message body')
  return Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function attributesInItsWords(given: Record<string, sns.MessageAttributeValue> | undefined): Publication['attributes'] {
  try {
    // SNS has lists besides, which are texts to it.
    return attributesOf(given ?? {}, Number.POSITIVE_INFINITY)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new ApiError('InvalidParameterValueException', error.message)
  }
}

function groupsOf(
  { MessageDeduplicationId, MessageGroupId }: Given,
  message: string,
  topic: TopicRecord,
): Pick<Publication, 'groupId' | 'deduplicationId'> {
  if (!isFifo(topic)) {
    if (MessageDeduplicationId !== undefined) {
      throw invalidParameter(
        'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      )
    }
    return MessageGroupId === undefined ? {} : { groupId: MessageGroupId }
  }
  if (MessageGroupId === undefined) throw invalidParameter('The MessageGroupId parameter is required for FIFO topics')
  if (MessageDeduplicationId === undefined && topic.attributes['ContentBasedDeduplication'] !== 'true') {
    throw invalidParameter('The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly')
  }
  const deduplicationId = MessageDeduplicationId ?? createHash('sha256').update(message).digest('hex')
  return { groupId: MessageGroupId, deduplicationId }
}
