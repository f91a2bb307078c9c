import type { Catalog } from '@pasos/engine'
import { arnOf, eachOf, onArnIn, onEverything } from '../declaration/access.ts'
import type { Access, Service } from '../declaration/service.ts'
import { tellingOfAll } from '../declaration/told.ts'
import type { DynamoDbDependencies } from './dependencies.ts'
import { type TableRecord, tableKind, tablePlace } from './tables/table-record.ts'

/** Expired items, old records of streams and used tokens are looked for so often. */
const SWEEP_MS = 15_000

const onTable: Access = {
  resources: ({ TableName }, context) => [typeof TableName === 'string' ? arnOf(TableName, 'table/', context) : '*'],
}

/** A read of an index asks for the index. */
const onTableOrIndex: Access = {
  resources: ({ TableName, IndexName }, context) => {
    if (typeof TableName !== 'string') return ['*']
    const table = arnOf(TableName, 'table/', context)
    return [typeof IndexName === 'string' ? `${table}/index/${IndexName}` : table]
  },
}

const onTablesOfBatch: Access = {
  resources: ({ RequestItems }, context) => {
    const names = typeof RequestItems === 'object' && RequestItems !== null ? Object.keys(RequestItems) : []
    return names.length === 0 ? ['*'] : names.map(name => arnOf(name, 'table/', context))
  },
}

/** The policy that a table has itself, by the ARN of the table or of something below it. */
function tablePolicy(arn: string, catalog: Catalog): string | undefined {
  const [table = '', region = '', accountId = ''] = /^arn:[^:]+:dynamodb:([^:]*):([^:]*):table\/[^/]+/.exec(arn) ?? []
  return table === '' ? undefined : catalog.get<TableRecord>(tableKind, tablePlace(table, { accountId, region }).key)?.policy
}

/** DynamoDB: tables with keys and indexes, expressions, transactions, expiry and streams. */
export const dynamoDbService: Service<DynamoDbDependencies> = {
  scope: 'dynamodb',
  operations: {
    ...eachOf(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], onTable),
    ...eachOf(['Query', 'Scan'], onTableOrIndex),
    ...eachOf(['BatchGetItem', 'BatchWriteItem'], { ...onTablesOfBatch, bodyBytes: 16 * 1_024 * 1_024 }),
    // Each part of a transaction needs the permission of its own kind.
    TransactGetItems: { unchecked: 'asks for itself' },
    TransactWriteItems: { unchecked: 'asks for itself', bodyBytes: 8 * 1_024 * 1_024 },
    ...eachOf(['CreateTable', 'DescribeTable', 'UpdateTable', 'DeleteTable'], onTable),
    ...eachOf(['DescribeTimeToLive', 'UpdateTimeToLive', 'DescribeContinuousBackups', 'UpdateContinuousBackups'], onTable),
    ...eachOf(['ListTables', 'DescribeLimits', 'DescribeEndpoints'], onEverything),
    ...eachOf(['ListTagsOfResource', 'TagResource', 'UntagResource'], onArnIn('ResourceArn')),
    ...eachOf(['GetResourcePolicy', 'PutResourcePolicy', 'DeleteResourcePolicy'], onArnIn('ResourceArn')),
  },
  resourcePolicy: tablePolicy,
  tells: tellingOfAll('dynamodb', action => (action === 'dynamodb:ListTables' ? 'table/*' : undefined)),
  async start(host) {
    const sweep = async (): Promise<void> => {
      if (host.catalog.list<TableRecord>(tableKind).length === 0) return
      const { sweepTables } = await import('./sweep.ts')
      const deps = await host.neighbour(dynamoDbService)
      if (deps) await sweepTables(deps)
    }
    const timer = setInterval(() => {
      sweep().catch(error => host.logger.error('DynamoDB could not be swept', { error }))
    }, SWEEP_MS)
    timer.unref()
    return () => clearInterval(timer)
  },
  async open({ catalog, data, clock, ids, authorizer, neighbour }) {
    const [{ dynamoDbOperations }, { itemStore }, { keyGuard }, { accessRefusals, keyRefusals }] = await Promise.all([
      import('./dynamodb-operations.ts'),
      import('./items/item-store.ts'),
      import('../kms/key-guard.ts'),
      import('./errors.ts'),
    ])
    const deps: DynamoDbDependencies = {
      ...{ catalog, data, clock, ids, items: itemStore(data, clock) },
      useKey: keyGuard({ neighbour }, keyRefusals),
      accessKey: keyGuard({ neighbour }, accessRefusals),
      refusal: (context, action, resource) =>
        authorizer.authorizeCaller(context, action, resource, { resourcePolicy: tablePolicy(resource, catalog) }),
    }
    return { operations: dynamoDbOperations(deps), face: deps }
  },
}

/** The streams of tables: an API of its own, with the scope of DynamoDB. */
export const dynamoDbStreamsService: Service = {
  scope: 'dynamodbstreams',
  iamPrefix: 'dynamodb',
  consumes: ['dynamodb'],
  operations: {
    ListStreams: onEverything,
    DescribeStream: onArnIn('StreamArn'),
    GetShardIterator: onArnIn('StreamArn'),
    GetRecords: {
      resources: ({ ShardIterator }) => {
        const [arn = ''] = typeof ShardIterator === 'string' ? ShardIterator.split('|') : []
        return [arn.startsWith('arn:') ? arn : '*']
      },
    },
  },
  async open({ catalog, data, clock, neighbour }) {
    const [{ dynamoDbStreamsOperations }, { keyGuard }, { accessRefusals }] = await Promise.all([
      import('./dynamodb-operations.ts'),
      import('../kms/key-guard.ts'),
      import('./errors.ts'),
    ])
    const accessKey = keyGuard({ neighbour }, accessRefusals)
    return { operations: dynamoDbStreamsOperations({ catalog, data, clock, accessKey }), face: undefined }
  },
}
