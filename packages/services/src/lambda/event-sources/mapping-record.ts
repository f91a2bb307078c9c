import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { lambda } from '@pasos/wire'
import { notFound } from '../errors.ts'
import type { FunctionName } from '../function-name.ts'

/** Kind `eventSourceMapping`, key: the UUID. */
export interface MappingRecord {
  uuid: string
  accountId: string
  region: string
  /** With the qualifier, as it was asked for. */
  functionArn: string
  eventSourceArn: string
  batchSize: number
  windowSeconds: number
  isEnabled: boolean
  /** Patterns, JSON text. */
  filters: string[]
  reportsFailures: boolean
  maximumConcurrency?: number
  /** Of a stream's alone. */
  stream?: StreamSettings
  tags: Record<string, string>
  /** Epoch milliseconds. */
  lastModified: number
}

export interface StreamSettings {
  startingPosition: 'TRIM_HORIZON' | 'LATEST'
  /** A batch that fails is parted. */
  bisects: boolean
  /** -1: without end. */
  mostRetries: number
  longestAgeSeconds: number
  /** Batches at once, 1 where nothing is said: the records of an item are always of the same one. */
  parallelizationFactor?: number
  /** Of tumbling windows; none where nothing or 0 is said. */
  tumblingWindowSeconds?: number
  /** ARN of a queue or topic. */
  onFailure?: string
}

export const mappingKind = 'eventSourceMapping'

/** @throws ApiError ResourceNotFoundException */
export function requireMapping(catalog: Catalog, uuid: string): MappingRecord {
  const mapping = catalog.get<MappingRecord>(mappingKind, uuid)
  if (!mapping) throw notFound('The resource you requested does not exist.')
  return mapping
}

/** Changes a mapping as one write. @throws ApiError ResourceNotFoundException */
export function changeMapping<R>(
  catalog: Catalog,
  uuid: string,
  change: (mapping: MappingRecord) => { next: MappingRecord | undefined; result: R },
): Promise<R> {
  return catalog.update<MappingRecord, R>(mappingKind, uuid, current => {
    if (!current) throw notFound('The resource you requested does not exist.')
    return change(current)
  })
}

export function mappingArn({ region, accountId, uuid }: Pick<MappingRecord, 'region' | 'accountId' | 'uuid'>): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${accountId}:event-source-mapping:${uuid}`
}

/** The UUID in a mapping's ARN; nothing for other ARNs. */
export function uuidOfMappingArn(arn: string | undefined): string | undefined {
  return /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:event-source-mapping:([0-9a-f-]{36})$/.exec(arn ?? '')?.[1]
}

/** Whether a mapping is one of this function, whatever its qualifier. */
export function isOfFunction(mapping: MappingRecord, { accountId, region, name }: FunctionName): boolean {
  return mapping.accountId === accountId && mapping.region === region && mapping.functionArn.split(':')[6] === name
}

/** `state`: what is shown while AWS would still be at it. */
export function mappingAnswer(
  mapping: MappingRecord,
  state?: 'Creating' | 'Updating' | 'Deleting',
): lambda.EventSourceMappingConfiguration {
  const { maximumConcurrency, filters } = mapping
  return {
    UUID: mapping.uuid,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    EventSourceArn: mapping.eventSourceArn,
    EventSourceMappingArn: mappingArn(mapping),
    FunctionArn: mapping.functionArn,
    FunctionResponseTypes: mapping.reportsFailures ? ['ReportBatchItemFailures'] : [],
    LastModified: new Date(mapping.lastModified),
    State: state ?? (mapping.isEnabled ? 'Enabled' : 'Disabled'),
    StateTransitionReason: 'USER_INITIATED',
    ...(filters.length > 0 ? { FilterCriteria: { Filters: filters.map(Pattern => ({ Pattern })) } } : {}),
    ...(mapping.stream && streamAnswer(mapping.stream)),
    ...(maximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
  }
}

function streamAnswer(stream: StreamSettings) {
  const {
    startingPosition,
    bisects,
    mostRetries,
    longestAgeSeconds,
    parallelizationFactor = 1,
    tumblingWindowSeconds = 0,
    onFailure,
  } = stream
  return {
    StartingPosition: startingPosition,
    BisectBatchOnFunctionError: bisects,
    MaximumRetryAttempts: mostRetries,
    MaximumRecordAgeInSeconds: longestAgeSeconds,
    ParallelizationFactor: parallelizationFactor,
    TumblingWindowInSeconds: tumblingWindowSeconds,
    DestinationConfig: { OnFailure: onFailure === undefined ? {} : { Destination: onFailure } },
  }
}
