import type { Catalog } from '@pasos/engine'
import { ApiError, type Operation, type OperationContext } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { resourceNotFound } from '../errors.ts'
import { emptyExpiry, fillExpiry } from '../items/time-to-live.ts'
import { validationError } from '../values/attribute-value.ts'
import { type TableRecord, tableByName, tableKey, tableKind } from './table-record.ts'

const MOST_TAGS = 50
const DEFAULT_RECOVERY_DAYS = 35

function change(deps: DynamoDbDependencies, nameOrArn: string, context: OperationContext, next: (table: TableRecord) => TableRecord) {
  const { name, accountId, region } = tableByName(deps.catalog, nameOrArn, context)
  return deps.catalog.update<TableRecord, TableRecord>(tableKind, tableKey({ accountId, region }, name), current => {
    if (!current) throw resourceNotFound()
    const changed = next(current)
    return { next: changed, result: changed }
  })
}

export function describeTimeToLive({ catalog }: DynamoDbDependencies): Operation<{ TableName: string }> {
  return ({ TableName }, context) => {
    const { ttlAttribute } = tableByName(catalog, TableName, context)
    const description = ttlAttribute === undefined ? {} : { AttributeName: ttlAttribute }
    return { TimeToLiveDescription: { TimeToLiveStatus: ttlAttribute === undefined ? 'DISABLED' : 'ENABLED', ...description } }
  }
}

interface TimeToLiveInput {
  TableName: string
  TimeToLiveSpecification: { Enabled: boolean; AttributeName: string }
}

export function updateTimeToLive(deps: DynamoDbDependencies): Operation<TimeToLiveInput> {
  return async ({ TableName, TimeToLiveSpecification: wanted }, context) => {
    const table = await change(deps, TableName, context, current => {
      const { ttlAttribute, ...rest } = current
      if (wanted.Enabled && ttlAttribute !== undefined)
        throw validationError(
          ttlAttribute === wanted.AttributeName
            ? 'TimeToLive is already enabled'
            : `TimeToLive is active on a different AttributeName: current AttributeName is ${ttlAttribute}`,
        )
      if (!wanted.Enabled && ttlAttribute === undefined) throw validationError('TimeToLive is already disabled')
      return wanted.Enabled ? { ...rest, ttlAttribute: wanted.AttributeName } : rest
    })
    if (wanted.Enabled) await fillExpiry(deps.items, table)
    else await emptyExpiry(deps.data, table)
    return { TimeToLiveSpecification: wanted }
  }
}

export function describeContinuousBackups({ catalog, clock }: DynamoDbDependencies): Operation<{ TableName: string }> {
  return ({ TableName }, context) => backupsOf(backedUpTable(catalog, TableName, context), clock.now())
}

/** AWS: the operations of backups have an error of their own for what is not there. */
function backedUpTable(catalog: Catalog, name: string, place: OperationContext): TableRecord {
  try {
    return tableByName(catalog, name, place)
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'ResourceNotFoundException')) throw error
    throw new ApiError('TableNotFoundException', `Table not found: ${name}`)
  }
}

interface BackupsInput {
  TableName: string
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean; RecoveryPeriodInDays?: number }
}

/** The setting is kept; points in time to go back to are those of the server's own backups. */
export function updateContinuousBackups(deps: DynamoDbDependencies): Operation<BackupsInput> {
  return async ({ TableName, PointInTimeRecoverySpecification: wanted }, context) => {
    backedUpTable(deps.catalog, TableName, context)
    const table = await change(deps, TableName, context, current => ({
      ...current,
      hasPointInTimeRecovery: wanted.PointInTimeRecoveryEnabled,
      recoveryDays: wanted.RecoveryPeriodInDays ?? DEFAULT_RECOVERY_DAYS,
    }))
    return backupsOf(table, deps.clock.now())
  }
}

function backupsOf({ hasPointInTimeRecovery, recoveryDays = DEFAULT_RECOVERY_DAYS, createdAt }: TableRecord, now: number): object {
  const times = { EarliestRestorableDateTime: new Date(createdAt), LatestRestorableDateTime: new Date(now) }
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: hasPointInTimeRecovery
        ? { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: recoveryDays, ...times }
        : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  }
}

export function listTagsOfResource({ catalog }: DynamoDbDependencies): Operation<{ ResourceArn: string }> {
  return ({ ResourceArn }, context) => ({
    Tags: tableByName(catalog, ResourceArn, context).tags.map(([Key, Value]) => ({ Key, Value })),
  })
}

export function tagResource(deps: DynamoDbDependencies): Operation<{ ResourceArn: string; Tags: { Key: string; Value: string }[] }> {
  return async ({ ResourceArn, Tags }, context) => {
    await change(deps, ResourceArn, context, table => {
      const tags = new Map([...table.tags, ...Tags.map(({ Key, Value }): [string, string] => [Key, Value])])
      if (tags.size > MOST_TAGS) throw validationError('One or more parameter values were invalid: Number of tags exceeds limit of 50')
      return { ...table, tags: [...tags] }
    })
    return {}
  }
}

export function untagResource(deps: DynamoDbDependencies): Operation<{ ResourceArn: string; TagKeys: string[] }> {
  return async ({ ResourceArn, TagKeys }, context) => {
    const gone = new Set(TagKeys)
    await change(deps, ResourceArn, context, table => ({ ...table, tags: table.tags.filter(([key]) => !gone.has(key)) }))
    return {}
  }
}

export function getResourcePolicy({ catalog }: DynamoDbDependencies): Operation<{ ResourceArn: string }> {
  return ({ ResourceArn }, context) => {
    const { policy } = tableByName(catalog, ResourceArn, context)
    if (policy === undefined)
      throw new ApiError('PolicyNotFoundException', `Resource-based policy not found for the provided ResourceArn: ${ResourceArn}`)
    return { Policy: policy, RevisionId: revisionOf(policy) }
  }
}

interface PolicyInput {
  ResourceArn: string
  /** What the policy is expected to be; `NO_POLICY` when there is to be none. */
  ExpectedRevisionId?: string
}

/** @throws ApiError PolicyNotFoundException */
function checkPolicyRevision({ policy }: TableRecord, { ResourceArn, ExpectedRevisionId: expected }: PolicyInput): void {
  if (expected === undefined || expected === (policy === undefined ? 'NO_POLICY' : revisionOf(policy))) return
  const what = `Resource-based policy of the expected revision ${expected} not found for the provided ResourceArn: ${ResourceArn}`
  throw new ApiError('PolicyNotFoundException', what)
}

export function putResourcePolicy(deps: DynamoDbDependencies): Operation<PolicyInput & { Policy: string }> {
  return async (input, context) => {
    const { ResourceArn, Policy } = input
    await change(deps, ResourceArn, context, table => {
      checkPolicyRevision(table, input)
      return { ...table, policy: Policy }
    })
    return { RevisionId: revisionOf(Policy) }
  }
}

export function deleteResourcePolicy(deps: DynamoDbDependencies): Operation<PolicyInput> {
  return async (input, context) => {
    await change(deps, input.ResourceArn, context, table => {
      checkPolicyRevision(table, input)
      const { policy: _, ...rest } = table
      return rest
    })
    return {}
  }
}

/** Changes with the policy and with nothing else. */
function revisionOf(policy: string): string {
  let sum = 0n
  for (const character of policy) sum = (sum * 31n + BigInt(character.codePointAt(0)!)) % 10n ** 13n
  return String(sum).padStart(13, '0')
}
