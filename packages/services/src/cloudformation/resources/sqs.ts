import type { Json, JsonObject } from '@pasos/asl'
import { numbers } from '../../sqs/records/queue-attributes.ts'
import {
  documentText,
  type Made,
  nameOf,
  type ResourceContext,
  type ResourceType,
  removed,
  retagged,
  tagMap,
  taken,
  textsOf,
} from './resource-type.ts'

const texts = [
  ...['DelaySeconds', 'MaximumMessageSize', 'MessageRetentionPeriod', 'ReceiveMessageWaitTimeSeconds', 'VisibilityTimeout'],
  ...['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit', 'KmsMasterKeyId'],
  ...['KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled', 'RedrivePolicy', 'RedriveAllowPolicy'],
]

/** What a queue is like where its template says nothing; of encryption, `encryptedAnyway` says more. */
const initial: JsonObject = {
  ...Object.fromEntries(Object.entries(numbers).map(([name, bounds]) => [name, String(bounds.default)])),
  ...{ RedrivePolicy: '', RedriveAllowPolicy: '', KmsMasterKeyId: '' },
  ...{ ContentBasedDeduplication: 'false', DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' },
}

/** AWS: a queue without a key of KMS has one of the service's own, where nothing else is said. */
function encryptedAnyway(properties: JsonObject, before: JsonObject): { SqsManagedSseEnabled?: string } {
  const wasSaid = before['SqsManagedSseEnabled'] !== undefined && properties['SqsManagedSseEnabled'] === undefined
  return wasSaid ? { SqsManagedSseEnabled: String((properties['KmsMasterKeyId'] ?? '') === '') } : {}
}

const queue: ResourceType = {
  properties: [...texts, 'QueueName', 'Tags'],
  replacedBy: ['QueueName', 'FifoQueue'],
  async create(context, properties) {
    const isFifo = String(properties['FifoQueue']) === 'true'
    const given = properties['QueueName'] !== undefined
    const name = nameOf(context, properties, 'QueueName', isFifo && !given ? 75 : 80)
    const QueueName = isFifo && !given ? `${name}.fifo` : name
    const input = { QueueName, Attributes: textsOf(properties, texts), tags: tagMap(context, properties['Tags']) }
    const { QueueUrl } = await context.call('sqs', 'CreateQueue', input)
    return madeQueue(context, QueueUrl)
  },
  async update(context, QueueUrl, properties, before) {
    const { FifoQueue: _, ...attributes } = textsOf(properties, texts)
    const gone = textsOf(taken(initial, properties, before), texts)
    const Attributes = { ...gone, ...encryptedAnyway(properties, before), ...attributes }
    if (Object.keys(Attributes).length > 0) await context.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes })
    const tagging = { scope: 'sqs', read: 'ListQueueTags', tag: 'TagQueue', untag: 'UntagQueue', named: { QueueUrl } }
    await retagged(context, tagging, tagMap(context, properties['Tags']))
    return madeQueue(context, QueueUrl)
  },
  remove: (context, QueueUrl) => removed(context.call('sqs', 'DeleteQueue', { QueueUrl })),
}

async function madeQueue(context: ResourceContext, QueueUrl: string): Promise<Made> {
  const { Attributes } = await context.call('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] })
  return { id: QueueUrl, attributes: { Arn: Attributes.QueueArn, QueueName: Attributes.QueueArn.split(':').at(-1), QueueUrl } }
}

/** One document for several queues; what is not there any more has none. */
async function setPolicies(property: string, wanted: JsonObject, before: JsonObject, set: SetPolicy): Promise<void> {
  const listed = (properties: JsonObject) => ((properties[property] ?? []) as Json[]).map(String)
  for (const gone of listed(before).filter(each => !listed(wanted).includes(each))) await removed(set(gone, ''))
  for (const each of listed(wanted)) await set(each, documentText(wanted['PolicyDocument']))
}

type SetPolicy = (of: string, document: string) => Promise<unknown>

const queuePolicy: ResourceType = policyType(
  'Queues',
  context => (QueueUrl, Policy) => context.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } }),
)

/** A policy that is laid over what `property` lists. */
export function policyType(property: string, setting: (context: ResourceContext) => SetPolicy): ResourceType {
  return {
    properties: [property, 'PolicyDocument'],
    replacedBy: [],
    async create(context, properties) {
      await setPolicies(property, properties, {}, setting(context))
      return { id: context.chosenName, attributes: { Id: context.chosenName } }
    },
    async update(context, id, properties, before) {
      await setPolicies(property, properties, before, setting(context))
      return { id, attributes: { Id: id } }
    },
    remove: (context, _id, properties) => setPolicies(property, {}, properties, setting(context)),
  }
}

export const sqsTypes: Record<string, ResourceType> = { 'AWS::SQS::Queue': queue, 'AWS::SQS::QueuePolicy': queuePolicy }
