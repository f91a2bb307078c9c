import type { lambda } from '@pasos/wire'
import { parsePattern } from '../../event-pattern/compile-pattern.ts'
import { PatternError } from '../../event-pattern/matcher.ts'
import { invalidParameter } from '../errors.ts'
import type { MappingRecord, StreamSettings } from './mapping-record.ts'

type Given = Pick<
  lambda.CreateEventSourceMappingRequest,
  | 'BatchSize'
  | 'MaximumBatchingWindowInSeconds'
  | 'Enabled'
  | 'FilterCriteria'
  | 'FunctionResponseTypes'
  | 'ScalingConfig'
  | 'BisectBatchOnFunctionError'
  | 'MaximumRetryAttempts'
  | 'MaximumRecordAgeInSeconds'
  | 'ParallelizationFactor'
  | 'TumblingWindowInSeconds'
  | 'DestinationConfig'
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
  if (mapping.stream) next.stream = streamSettings(mapping.stream, input)
  else refuseStreamSettings(input)
  if (input.ScalingConfig) {
    delete next.maximumConcurrency
    const { MaximumConcurrency } = input.ScalingConfig
    if (MaximumConcurrency !== undefined) next.maximumConcurrency = MaximumConcurrency
  }
  check(next)
  return next
}

function streamSettings(stream: StreamSettings, input: Given): StreamSettings {
  if (input.ScalingConfig) throw unsupported('ScalingConfig')
  const { onFailure: _, ...rest } = stream
  const onFailure = input.DestinationConfig ? input.DestinationConfig.OnFailure?.Destination : stream.onFailure
  if (onFailure !== undefined && !/^arn:aws[a-z-]*:(sqs|sns):[a-z0-9-]+:\d{12}:[^:]+$/.test(onFailure))
    throw invalidParameter(`The destination ${onFailure} is neither a queue nor a topic, which alone are served here.`)
  return {
    ...rest,
    bisects: input.BisectBatchOnFunctionError ?? stream.bisects,
    mostRetries: input.MaximumRetryAttempts ?? stream.mostRetries,
    parallelizationFactor: input.ParallelizationFactor ?? stream.parallelizationFactor ?? 1,
    longestAgeSeconds: input.MaximumRecordAgeInSeconds ?? stream.longestAgeSeconds,
    tumblingWindowSeconds: input.TumblingWindowInSeconds ?? stream.tumblingWindowSeconds ?? 0,
    ...(onFailure !== undefined && { onFailure }),
  }
}

/** What means nothing to a queue, and the value that says so. */
const ofStreams = {
  BisectBatchOnFunctionError: false,
  MaximumRetryAttempts: -1,
  MaximumRecordAgeInSeconds: -1,
  ParallelizationFactor: 1,
  TumblingWindowInSeconds: 0,
} as const

function refuseStreamSettings(input: Given): void {
  for (const [name, idle] of Object.entries(ofStreams)) {
    const value = input[name as keyof typeof ofStreams]
    if (value !== undefined && value !== idle) throw unsupported(name)
  }
  if (input.DestinationConfig?.OnFailure?.Destination !== undefined) throw unsupported('DestinationConfig')
}

function unsupported(name: string) {
  return invalidParameter(`Unsupported '${name[0]!.toLowerCase()}${name.slice(1)}' parameter for given event source mapping type.`)
}

function check({ eventSourceArn, batchSize, windowSeconds, filters, stream }: MappingRecord): void {
  const isFifo = eventSourceArn.endsWith('.fifo')
  if (isFifo && batchSize > largestFifoBatch) throw invalidParameter('Batch size for FIFO queues can be at most 10.')
  if (isFifo && windowSeconds > 0) throw invalidParameter('Batching window is not supported for FIFO queues')
  if (!stream && batchSize > largestFifoBatch && windowSeconds === 0) {
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
