import type { Operation } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { resourceInUse, resourceNotFound } from '../errors.ts'
import { validationError } from '../values/attribute-value.ts'
import { checkSchema, checkThroughput, type IndexInput, indexRecord } from './check-schema.ts'
import { type SseSpecification, type StreamSpecification, sseOf, streamOf, useTableKey } from './create-table.ts'
import { describeTableRecord } from './describe.ts'
import {
  type IndexRecord,
  type KeyType,
  type OnDemandThroughput,
  type TableRecord,
  type Throughput,
  tableByName,
  tableKey,
  tableKind,
} from './table-record.ts'

interface UpdateTableInput {
  TableName: string
  AttributeDefinitions?: { AttributeName: string; AttributeType: KeyType }[]
  BillingMode?: 'PROVISIONED' | 'PAY_PER_REQUEST'
  ProvisionedThroughput?: Throughput
  GlobalSecondaryIndexUpdates?: {
    Create?: IndexInput
    Update?: { IndexName: string; ProvisionedThroughput?: Throughput; OnDemandThroughput?: OnDemandThroughput }
    Delete?: { IndexName: string }
  }[]
  StreamSpecification?: StreamSpecification
  SSESpecification?: SseSpecification
  TableClass?: string
  DeletionProtectionEnabled?: boolean
  OnDemandThroughput?: OnDemandThroughput
}

export function updateTable(deps: DynamoDbDependencies): Operation<UpdateTableInput> {
  const { catalog, items, clock } = deps
  return async (input, context) => {
    const table = tableByName(catalog, input.TableName, context)
    await useTableKey(deps, input, context)
    const before = await catalog.update<TableRecord, TableRecord>(tableKind, tableKey(table, table.name), current => {
      if (!current) throw resourceNotFound()
      return { next: updated(current, input, clock.now()), result: current }
    })
    const after = tableByName(catalog, input.TableName, context)
    const had = new Set(before.indexes.map(({ name }) => name))
    const has = new Set(after.indexes.map(({ name }) => name))
    for (const index of after.indexes) if (!had.has(index.name)) await items.fillIndex(after, index)
    for (const { name } of before.indexes) if (!has.has(name)) await items.emptyIndex(before, name)
    return { TableDescription: describeTableRecord(after, await items.counts(after), 'UPDATING') }
  }
}

function updated(table: TableRecord, input: UpdateTableInput, now: number): TableRecord {
  const billingMode = input.BillingMode ?? table.billingMode
  const attributes = { ...table.attributes }
  for (const { AttributeName, AttributeType } of input.AttributeDefinitions ?? []) attributes[AttributeName] = AttributeType
  const { stream: _, sse: _sse, ...rest } = table
  if (input.SSESpecification) delete rest.inaccessibleSince
  const next: TableRecord = {
    ...rest,
    attributes,
    billingMode,
    ...(billingMode === 'PAY_PER_REQUEST' && { onDemandSince: table.onDemandSince ?? now }),
    throughput: nextThroughput(table, billingMode, input.ProvisionedThroughput),
    ...(input.OnDemandThroughput && { onDemandThroughput: { ...table.onDemandThroughput, ...input.OnDemandThroughput } }),
    indexes: nextIndexes(table, input),
    ...nextStream(table, input.StreamSpecification, now),
    ...(input.SSESpecification ? sseOf(input.SSESpecification) : table.sse && { sse: table.sse }),
    tableClass: input.TableClass ?? table.tableClass,
    isDeletionProtected: input.DeletionProtectionEnabled ?? table.isDeletionProtected,
  }
  return withUsedAttributes(next)
}

function nextThroughput(table: TableRecord, billingMode: string, units: Throughput | undefined): Throughput {
  if (units === undefined && billingMode === table.billingMode) return table.throughput
  return checkThroughput(billingMode, units)
}

function nextStream(table: TableRecord, wanted: StreamSpecification | undefined, now: number): Pick<TableRecord, 'stream'> {
  if (wanted === undefined) return table.stream ? { stream: table.stream } : {}
  if (wanted.StreamEnabled && table.stream) throw validationError(`Table already has an enabled stream: TableName: ${table.name}`)
  if (!wanted.StreamEnabled && !table.stream) throw validationError(`Table is not having an enabled stream: TableName: ${table.name}`)
  return streamOf(wanted, now)
}

function nextIndexes(table: TableRecord, { GlobalSecondaryIndexUpdates = [] }: UpdateTableInput): IndexRecord[] {
  let indexes = table.indexes
  for (const { Create, Update, Delete } of GlobalSecondaryIndexUpdates) {
    const named = Update?.IndexName ?? Delete?.IndexName
    if (named !== undefined && !indexes.some(({ name, isGlobal }) => isGlobal && name === named))
      throw resourceNotFound('Requested resource not found')
    if (Create) {
      if (indexes.some(({ name }) => name === Create.IndexName))
        throw resourceInUse(`Attempting to create an index which already exists: ${Create.IndexName}`)
      indexes = [...indexes, indexRecord(Create, true)]
    }
    if (Delete) indexes = indexes.filter(({ name }) => name !== Delete.IndexName)
    if (Update?.OnDemandThroughput) {
      const most = Update.OnDemandThroughput
      indexes = indexes.map(index =>
        index.name === Update.IndexName ? { ...index, onDemandThroughput: { ...index.onDemandThroughput, ...most } } : index,
      )
    }
    if (Update?.ProvisionedThroughput) {
      const throughput = Update.ProvisionedThroughput
      indexes = indexes.map(index => (index.name === Update.IndexName ? { ...index, throughput } : index))
    }
  }
  return indexes
}

/** Attributes of indexes that are gone are defined no more; the rest must be a right schema. */
function withUsedAttributes(table: TableRecord): TableRecord {
  const used = new Set(
    [table.keySchema, ...table.indexes.map(({ keySchema }) => keySchema)].flat().map(({ AttributeName }) => AttributeName),
  )
  const attributes = Object.fromEntries(Object.entries(table.attributes).filter(([name]) => used.has(name)))
  const asInput = ({ name, keySchema, projection }: IndexRecord) => ({ IndexName: name, KeySchema: keySchema, Projection: projection })
  checkSchema({
    AttributeDefinitions: Object.entries(attributes).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: table.keySchema,
    LocalSecondaryIndexes: table.indexes.filter(({ isGlobal }) => !isGlobal).map(asInput),
    GlobalSecondaryIndexes: table.indexes.filter(({ isGlobal }) => isGlobal).map(asInput),
  })
  return { ...table, attributes }
}
