import type { Json, JsonObject } from '@pasos/asl'

/** A message as ReceiveMessage answers it to a task: blobs are base64 text. */
export interface ReceivedMessage {
  MessageId: string
  ReceiptHandle: string
  Body: string
  MD5OfBody: string
  Attributes?: Record<string, string>
  MessageAttributes?: Record<string, { StringValue?: string; BinaryValue?: string; DataType: string }>
}

/** One record of the event that a function gets: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function recordOfMessage(message: ReceivedMessage, queueArn: string): JsonObject {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue, BinaryValue, DataType }]) => [
    name,
    {
      ...(StringValue === undefined ? {} : { stringValue: StringValue }),
      ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ])
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: { ...message.Attributes },
    messageAttributes: Object.fromEntries(attributes) as JsonObject,
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  }
}

/** What patterns look at: the record, with a body that is JSON opened up. */
export function filterable(record: JsonObject): Json {
  try {
    return { ...record, body: JSON.parse(String(record['body'])) as Json }
  } catch {
    return record
  }
}

/**
 * Which messages were handled. Without ReportBatchItemFailures all or none; with it those that the answer does not name. An answer that
 * says nothing means success, one that cannot be understood means that all failed. In a FIFO queue what follows a failure failed too.
 */
export function handledOf(
  messages: readonly ReceivedMessage[],
  result: { payload: string; functionError?: string },
  options: { reportsFailures: boolean; isFifo: boolean },
): readonly ReceivedMessage[] {
  if (result.functionError !== undefined) return []
  if (!options.reportsFailures) return messages
  const failed = failuresIn(result.payload, new Set(messages.map(({ MessageId }) => MessageId)))
  if (failed === 'all') return []
  if (!options.isFifo) return messages.filter(({ MessageId }) => !failed.has(MessageId))
  const first = messages.findIndex(({ MessageId }) => failed.has(MessageId))
  return first < 0 ? messages : messages.slice(0, first)
}

function failuresIn(payload: string, known: ReadonlySet<string>): ReadonlySet<string> | 'all' {
  const answer = JSON.parse(payload) as { batchItemFailures?: unknown } | null
  const failures = answer?.batchItemFailures
  if (failures === undefined || failures === null) return new Set()
  if (!Array.isArray(failures)) return 'all'
  const ids = failures.map(failure => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier)
  return ids.every(id => typeof id === 'string' && known.has(id)) ? new Set(ids as string[]) : 'all'
}
