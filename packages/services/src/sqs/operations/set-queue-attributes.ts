import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { invalidAttributeValue, missingParameter } from '../errors.ts'
import { checkRedrive } from '../records/dead-letter-queue.ts'
import { withAttributes } from '../records/queue-attributes.ts'
import { changeQueue, isFifo, placeOfUrl } from '../records/queue-record.ts'

export function setQueueAttributes({ catalog, clock }: SqsDependencies): Operation<sqs.SetQueueAttributesRequest, object> {
  return async (input, context) => {
    const given = input.Attributes as Record<string, string> | undefined
    if (given === undefined) throw missingParameter('Attribute.Name')
    await changeQueue(catalog, placeOfUrl(input.QueueUrl, context), record => {
      // The type of a queue is for ever.
      if (given['FifoQueue'] !== undefined && given['FifoQueue'] !== String(isFifo(record))) throw invalidAttributeValue('FifoQueue')
      const next = { ...record, attributes: withAttributes(record.attributes, given, isFifo(record)), modifiedAt: clock.now() }
      if (given['RedrivePolicy'] !== undefined) checkRedrive(catalog, next)
      return next
    })
    return {}
  }
}
