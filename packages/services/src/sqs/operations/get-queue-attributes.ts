import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { invalidAttributeName } from '../errors.ts'
import { attributesAnswer } from '../records/queue-attributes.ts'
import { placeOfUrl, requireQueue } from '../records/queue-record.ts'

const known = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds'])
const ofFifo = new Set(['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'])

export function getQueueAttributes(deps: SqsDependencies): Operation<sqs.GetQueueAttributesRequest, sqs.GetQueueAttributesResult> {
  return async (input, context) => {
    const record = requireQueue(deps.catalog, placeOfUrl(input.QueueUrl, context))
    const names: readonly string[] = input.AttributeNames ?? []
    if (names.length === 0) return {}
    const all = attributesAnswer(record, (await deps.queues.open(record)).counts(record))
    if (names.includes('All')) return { Attributes: all }
    const unknown = names.find(name => !(name in all) && !known.has(name) && !ofFifo.has(name))
    if (unknown !== undefined) throw invalidAttributeName(unknown)
    const wanted = Object.entries(all).filter(([name]) => names.includes(name))
    return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) }
  }
}
