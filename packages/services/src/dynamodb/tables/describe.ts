import type { Counts } from '../items/table-counts.ts'
import { type IndexRecord, type TableRecord, tableArn } from './table-record.ts'

/** A table as TableDescription. `status`: what the operation that answers does to it. */
export function describeTableRecord(table: TableRecord, counts: Counts, status = statusOf(table)): Record<string, unknown> {
  const arn = tableArn(table)
  const local = table.indexes.filter(({ isGlobal }) => !isGlobal)
  const global = table.indexes.filter(({ isGlobal }) => isGlobal)
  return {
    AttributeDefinitions: Object.entries(table.attributes).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    TableName: table.name,
    KeySchema: table.keySchema,
    TableStatus: status,
    CreationDateTime: new Date(table.createdAt),
    ProvisionedThroughput: throughput(table),
    ...(table.onDemandThroughput && { OnDemandThroughput: table.onDemandThroughput }),
    TableSizeBytes: counts.bytes,
    ItemCount: counts.items,
    TableArn: arn,
    TableId: table.id,
    ...(table.billingMode === 'PAY_PER_REQUEST' && {
      BillingModeSummary: {
        BillingMode: 'PAY_PER_REQUEST',
        LastUpdateToPayPerRequestDateTime: new Date(table.onDemandSince ?? table.createdAt),
      },
    }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local.map(index => describeIndex(table, index, counts)) }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global.map(index => describeIndex(table, index, counts)) }),
    ...(table.stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream.view },
      LatestStreamLabel: table.stream.label,
      LatestStreamArn: `${arn}/stream/${table.stream.label}`,
    }),
    ...(table.sse && { SSEDescription: encryptionOf(table) }),
    ...(table.tableClass !== 'STANDARD' && { TableClassSummary: { TableClass: table.tableClass } }),
    DeletionProtectionEnabled: table.isDeletionProtected,
    WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
  }
}

/** Read before, by `withReach`, where it matters. */
function statusOf({ inaccessibleSince }: TableRecord): string {
  return inaccessibleSince === undefined ? 'ACTIVE' : 'INACCESSIBLE_ENCRYPTION_CREDENTIALS'
}

function encryptionOf({ sse, inaccessibleSince: since }: TableRecord): object {
  const description = { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: sse?.KMSMasterKeyId }
  return { ...description, ...(since !== undefined && { InaccessibleEncryptionDateTime: new Date(since) }) }
}

function throughput({ throughput: units }: Pick<TableRecord, 'throughput'>): object {
  return { NumberOfDecreasesToday: 0, ...units }
}

function describeIndex(table: TableRecord, index: IndexRecord, counts: Counts): object {
  return {
    IndexName: index.name,
    KeySchema: index.keySchema,
    Projection: index.projection,
    IndexSizeBytes: counts.bytes,
    ItemCount: counts.items,
    IndexArn: `${tableArn(table)}/index/${index.name}`,
    ...(index.isGlobal && {
      IndexStatus: 'ACTIVE',
      ProvisionedThroughput: throughput({ throughput: index.throughput ?? table.throughput }),
      ...(index.onDemandThroughput && { OnDemandThroughput: index.onDemandThroughput }),
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
    }),
  }
}
