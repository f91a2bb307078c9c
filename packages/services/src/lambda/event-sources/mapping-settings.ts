import type { lambda } from '@pasos/wire'
import { parsePattern } from '../../event-pattern/compile-pattern.ts'
import { PatternError } from '../../event-pattern/matcher.ts'
import { invalidParameter } from '../errors.ts'
import type { MappingRecord } from './mapping-record.ts'

type Given = Pick<
  lambda.CreateEventSourceMappingRequest,
  'BatchSize' | 'MaximumBatchingWindowInSeconds' | 'Enabled' | 'FilterCriteria' | 'FunctionResponseTypes' | 'ScalingConfig'
>

const largestFifoBatch = 10

/** The settings after a request: what it names replaces what was. @throws ApiError InvalidParameterValueException */
export function withMappingSettings(mapping: MappingRecord, input: Given): MappingRecord {
  const next: MappingRecord = {
    ...mapping,
    batchSize: input.BatchSize ?? mapping.batchSize,
    windowSeconds: input.MaximumBatchingWindowInSeconds ?? mapping.windowSeconds,
    isEnabled: input.Enabled ?? mapping.isEnabled,
    filters: input.FilterCriteria ? (input.FilterCriteria.Filters ?? []).map(({ Pattern = '{}' }) => Pattern) : mapping.filters,
    reportsFailures: input.FunctionResponseTypes
      ? input.FunctionResponseTypes.includes('ReportBatchItemFailures')
      : mapping.reportsFailures,
  }
  if (input.ScalingConfig) {
    delete next.maximumConcurrency
    const { MaximumConcurrency } = input.ScalingConfig
    if (MaximumConcurrency !== undefined) next.maximumConcurrency = MaximumConcurrency
  }
  check(next)
  return next
}

function check({ eventSourceArn, batchSize, windowSeconds, filters }: MappingRecord): void {
  const isFifo = eventSourceArn.endsWith('.fifo')
  if (isFifo && batchSize > largestFifoBatch) throw invalidParameter('Batch size for FIFO queues can be at most 10.')
  if (isFifo && windowSeconds > 0) throw invalidParameter('Batching window is not supported for FIFO queues')
  if (batchSize > largestFifoBatch && windowSeconds === 0) {
    throw invalidParameter('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10')
  }
  for (const filter of filters) {
    try {
      parsePattern(filter)
    } catch (error) {
      if (error instanceof PatternError) throw invalidParameter(`Invalid filter pattern definition. ${error.message}`)
      throw error
    }
  }
}
