import type { Operation, OperationContext } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { resourceInUse } from '../errors.ts'
import { validationError } from '../values/attribute-value.ts'
import { checkSchema, checkThroughput, indexRecord, type SchemaInput } from './check-schema.ts'
import { describeTableRecord } from './describe.ts'
import { tableContext } from './table-key.ts'
import {
  type OnDemandThroughput,
  type StreamView,
  type TableRecord,
  type Throughput,
  tableKey,
  tableKind,
  tablePlace,
} from './table-record.ts'

export interface StreamSpecification {
  StreamEnabled: boolean
  StreamViewType?: StreamView
}

interface CreateTableInput extends SchemaInput {
  TableName: string
  BillingMode?: 'PROVISIONED' | 'PAY_PER_REQUEST'
  ProvisionedThroughput?: Throughput
  StreamSpecification?: StreamSpecification
  SSESpecification?: SseSpecification
  Tags?: { Key: string; Value: string }[]
  TableClass?: string
  DeletionProtectionEnabled?: boolean
  ResourcePolicy?: string
  OnDemandThroughput?: OnDemandThroughput
}

export interface SseSpecification {
  Enabled?: boolean
  KMSMasterKeyId?: string
}

export function createTable(deps: DynamoDbDependencies): Operation<CreateTableInput> {
  const { catalog, clock, ids } = deps
  return async (input, context) => {
    tablePlace(input.TableName, context)
    checkSchema(input)
    const { accountId, region } = context
    await useTableKey(deps, input, context)
    const billingMode = input.BillingMode ?? 'PROVISIONED'
    const indexes = [
      ...(input.LocalSecondaryIndexes ?? []).map(index => indexRecord(index, false)),
      ...(input.GlobalSecondaryIndexes ?? []).map(index => indexRecord(index, true)),
    ]
    const now = clock.now()
    const table: TableRecord = {
      ...{ id: ids.uuid(), accountId, region, name: input.TableName, createdAt: now },
      attributes: Object.fromEntries(input.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType])),
      keySchema: input.KeySchema,
      billingMode,
      ...(billingMode === 'PAY_PER_REQUEST' && { onDemandSince: now }),
      throughput: checkThroughput(billingMode, input.ProvisionedThroughput),
      ...(input.OnDemandThroughput && { onDemandThroughput: input.OnDemandThroughput }),
      indexes,
      ...streamOf(input.StreamSpecification, now),
      tags: (input.Tags ?? []).map(({ Key, Value }) => [Key, Value]),
      isDeletionProtected: input.DeletionProtectionEnabled ?? false,
      tableClass: input.TableClass ?? 'STANDARD',
      ...sseOf(input.SSESpecification),
      hasPointInTimeRecovery: false,
      ...(input.ResourcePolicy !== undefined && { policy: input.ResourcePolicy }),
    }
    await catalog.update<TableRecord, void>(tableKind, tableKey(context, input.TableName), current => {
      if (current) throw resourceInUse(`Table already exists: ${input.TableName}`)
      return { next: table, result: undefined }
    })
    return { TableDescription: describeTableRecord(table, { items: 0, bytes: 0 }, 'CREATING') }
  }
}

/** A stream that is on, under a label of its own. */
export function streamOf(specification: StreamSpecification | undefined, now: number): Pick<TableRecord, 'stream'> {
  if (!specification?.StreamEnabled) return {}
  if (specification.StreamViewType === undefined)
    throw validationError('One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true')
  return { stream: { view: specification.StreamViewType, label: new Date(now).toISOString().replace('Z', '') } }
}

export function sseOf(specification: SseSpecification | undefined): Pick<TableRecord, 'sse'> {
  if (!specification?.Enabled) return {}
  return { sse: specification.KMSMasterKeyId === undefined ? {} : { KMSMasterKeyId: specification.KMSMasterKeyId } }
}

/**
 * The key of a table must be there and usable, and who names it able to use it and to let DynamoDB:
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html#dynamodb-authz-customer-cmk
 * @throws ApiError ValidationException, AccessDeniedException
 */
export function useTableKey(
  { useKey }: Pick<DynamoDbDependencies, 'useKey'>,
  { TableName: name, SSESpecification: specification }: { TableName: string; SSESpecification?: SseSpecification },
  caller: OperationContext,
): Promise<void> {
  const key = specification?.Enabled ? specification.KMSMasterKeyId : undefined
  const encryptionContext = tableContext({ name: name.split('/').at(-1) ?? '', accountId: caller.accountId })
  const actions = ['DescribeKey', 'CreateGrant', 'Encrypt', 'Decrypt', 'GenerateDataKey'] as const
  return useKey({ key, place: caller, encryptionContext, actions, caller })
}
