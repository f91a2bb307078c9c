import { partitionOf } from '@pasos/asl'
import type { Catalog, Clock, LogStore } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { groupNotFound, invalidParameter, unsatisfied } from './errors.ts'
import type { GroupKey } from './group-key.ts'

/** Settings of a log group; its lines are in the log store under the same key. */
export interface LogGroupRecord {
  accountId: string
  region: string
  name: string
  /** Epoch milliseconds. */
  creationTime: number
  retentionInDays?: number
  kmsKeyId?: string
  logGroupClass: string
  tags: [key: string, value: string][]
}

export interface LogsDependencies {
  catalog: Catalog
  store: LogStore
  clock: Clock
}

/** What creating groups takes besides. */
export interface KeyedLogsDependencies extends LogsDependencies {
  /** Of groups that name a key of KMS. */
  groupKey: GroupKey
}

export const logGroupKind = 'logGroup'

/** One key for the catalog and the log store. */
export function logGroupKey(accountId: string, region: string, name: string): string {
  return `${accountId}:${region}:${name}`
}

/** The key of a group that exists, by the ARN that a logging configuration names (ends in `:*`); nothing when it is gone. */
export function existingGroupKey(catalog: Catalog, arn: string): string | undefined {
  const key = groupKeyOf(arn, { accountId: '', region: '' })
  return catalog.get(logGroupKind, key) === undefined ? undefined : key
}

type Place = Pick<OperationContext, 'accountId' | 'region'>

/** Where a group's name or ARN (with or without `:*`) leads. */
export function groupKeyOf(identifier: string, { accountId, region }: Place): string {
  const [, arnRegion, arnAccount, arnName] =
    /^arn:aws[a-zA-Z-]*:logs:([a-z0-9-]+):(\d{12}):log-group:([^:]+)(?::\*)?$/.exec(identifier) ?? []
  if (arnRegion !== undefined && arnAccount !== undefined && arnName !== undefined) return logGroupKey(arnAccount, arnRegion, arnName)
  return logGroupKey(accountId, region, checkGroupName(identifier))
}

/** Requests name a group either way. @throws ApiError */
export function requestedGroup(
  input: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined },
  place: Place,
): string {
  if (input.logGroupName !== undefined && input.logGroupIdentifier !== undefined) {
    throw invalidParameter('LogGroup name and LogGroup identifier are mutually exclusive parameters.')
  }
  const identifier = input.logGroupName ?? input.logGroupIdentifier
  if (identifier === undefined) throw invalidParameter('Either logGroupName or logGroupIdentifier must be specified.')
  return groupKeyOf(identifier, place)
}

/** @throws ApiError InvalidParameterException */
export function checkGroupName(name: string): string {
  if (name.length > 512) throw unsatisfied(name, 'logGroupName', 'have length less than or equal to 512')
  if (!/^[.\-_/#A-Za-z0-9]+$/.test(name))
    throw unsatisfied(name, 'logGroupName', 'satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+')
  return name
}

/** @throws ApiError InvalidParameterException */
export function checkStreamName(name: string): string {
  if (name === '') throw unsatisfied(name, 'logStreamName', 'have length greater than or equal to 1')
  if (name.length > 512) throw unsatisfied(name, 'logStreamName', 'have length less than or equal to 512')
  if (/[:*]/.test(name)) throw unsatisfied(name, 'logStreamName', 'satisfy regular expression pattern: [^:*]*')
  return name
}

/** @throws ApiError ResourceNotFoundException */
export function requireGroup(catalog: Catalog, key: string): LogGroupRecord {
  const record = catalog.get<LogGroupRecord>(logGroupKind, key)
  if (!record) throw groupNotFound()
  return record
}

/** @throws ApiError ResourceNotFoundException */
export function changeGroup(catalog: Catalog, key: string, change: (record: LogGroupRecord) => LogGroupRecord | undefined): Promise<void> {
  return catalog.update<LogGroupRecord, void>(logGroupKind, key, current => {
    if (!current) throw groupNotFound()
    return { next: change(current), result: undefined }
  })
}

/** Without the `:*` that ARNs of groups end in for some operations. */
export function logGroupArn({ accountId, region, name }: Pick<LogGroupRecord, 'accountId' | 'region' | 'name'>): string {
  return `arn:${partitionOf(region)}:logs:${region}:${accountId}:log-group:${name}`
}
