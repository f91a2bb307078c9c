import { resourcePolicyProblem } from '../../iam/policy/check-policy.ts'
import { invalidAttributeName, invalidAttributeValue } from '../errors.ts'
import type { QueueRecord } from './queue-record.ts'
import { isFifo, placeOfArn } from './queue-record.ts'

/** Bounds of numbers, and AWS's values where none was set. API reference, SetQueueAttributes. */
export const numbers: Record<string, { min: number; max: number; default: number }> = {
  DelaySeconds: { min: 0, max: 900, default: 0 },
  MaximumMessageSize: { min: 1024, max: 1_048_576, default: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, default: 345_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, default: 0 },
  VisibilityTimeout: { min: 0, max: 43_200, default: 30 },
  KmsDataKeyReusePeriodSeconds: { min: 60, max: 86_400, default: 300 },
}

const choices: Record<string, readonly string[]> = {
  SqsManagedSseEnabled: ['true', 'false'],
  FifoQueue: ['true', 'false'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['messageGroup', 'queue'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
}

const fifoOnly = new Set(['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'])
const documents = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy'])

type NumberName = 'DelaySeconds' | 'MaximumMessageSize' | 'MessageRetentionPeriod' | 'ReceiveMessageWaitTimeSeconds' | 'VisibilityTimeout'

/** The value in force, in the attribute's own unit. */
export function numberOf(record: Pick<QueueRecord, 'attributes'>, name: NumberName): number {
  const set = record.attributes[name]
  return set === undefined ? numbers[name]!.default : Number(set)
}

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  deadLetterTargetArn: string
  maxReceiveCount: number
}

export function redrivePolicyOf({ attributes }: Pick<QueueRecord, 'attributes'>): RedrivePolicy | undefined {
  const text = attributes['RedrivePolicy']
  if (text === undefined) return undefined
  const policy = JSON.parse(text) as { deadLetterTargetArn: string; maxReceiveCount: number | string }
  return { deadLetterTargetArn: policy.deadLetterTargetArn, maxReceiveCount: Number(policy.maxReceiveCount) }
}

/** Attributes as a request brings them, checked; an empty document takes the attribute away. @throws ApiError */
export function withAttributes(present: Record<string, string>, given: Record<string, string>, fifo: boolean): Record<string, string> {
  const next = { ...present }
  for (const [name, value] of Object.entries(given)) {
    checkAttribute(name, value, fifo)
    const isCleared = value === '' && (documents.has(name) || name === 'KmsMasterKeyId')
    if (isCleared) delete next[name]
    else next[name] = name in numbers ? String(Number(value)) : value
  }
  return next
}

function checkAttribute(name: string, value: string, fifo: boolean): void {
  const bounds = numbers[name]
  const allowed = choices[name]
  if (bounds) {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= bounds.min && number <= bounds.max)) throw invalidAttributeValue(name)
  } else if (allowed) {
    if (!allowed.includes(value)) throw invalidAttributeValue(name)
    if (fifoOnly.has(name) && !fifo) throw invalidAttributeName(name)
    if (name === 'FifoQueue' && (value === 'true') !== fifo) throw invalidAttributeValue(name)
  } else if (documents.has(name)) {
    if (value !== '') checkDocument(name, value)
  } else if (name !== 'KmsMasterKeyId') throw invalidAttributeName(name)
}

function checkDocument(name: string, text: string): void {
  const document = parsed(text)
  if (document === undefined) throw invalidAttributeValue(name)
  if (name === 'Policy') {
    if (resourcePolicyProblem(text) !== undefined) throw invalidAttributeValue(name)
    return
  }
  if (name === 'RedriveAllowPolicy') {
    if (!['allowAll', 'denyAll', 'byQueue'].includes(String(document['redrivePermission']))) throw invalidAttributeValue(name)
    return
  }
  const count = Number(document['maxReceiveCount'])
  const isTarget = typeof document['deadLetterTargetArn'] === 'string' && placeOfArn(document['deadLetterTargetArn']) !== undefined
  if (!isTarget || !Number.isInteger(count) || count < 1 || count > 1000) throw invalidAttributeValue(name)
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

export interface QueueCounts {
  visible: number
  delayed: number
  inFlight: number
}

/** All that GetQueueAttributes can answer: Terraform waits until it sees what it has set. */
export function attributesAnswer(record: QueueRecord, counts: QueueCounts): Record<string, string> {
  const { attributes } = record
  const fifo = isFifo(record)
  const isKms = attributes['KmsMasterKeyId'] !== undefined
  const shown = Object.entries(numbers).filter(([name]) => isKms || name !== 'KmsDataKeyReusePeriodSeconds')
  return {
    QueueArn: record.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(Math.floor(record.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(record.modifiedAt / 1000)),
    ...Object.fromEntries(shown.map(([name, bounds]) => [name, String(bounds.default)])),
    SqsManagedSseEnabled: String(!isKms),
    ...(fifo && { FifoQueue: 'true', ContentBasedDeduplication: 'false', DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' }),
    ...attributes,
  }
}
