import { ApiError, type Operation } from '@pasos/wire'
import { type RefusedMembers, refusingMembers } from '../declaration/refused-members.ts'
import type { DynamoDbDependencies, StreamDependencies } from './dependencies.ts'
import { batchGetItem } from './items/batch-get-item.ts'
import { batchWriteItem } from './items/batch-write-item.ts'
import { deleteItem } from './items/delete-item.ts'
import { getItem } from './items/get-item.ts'
import { putItem } from './items/put-item.ts'
import { query } from './items/query.ts'
import { scan } from './items/scan.ts'
import { transactGetItems } from './items/transact-get-items.ts'
import { transactWriteItems } from './items/transact-write-items.ts'
import { updateItem } from './items/update-item.ts'
import { describeStream, getRecords, getShardIterator, listStreams } from './streams/stream-reader.ts'
import { createTable } from './tables/create-table.ts'
import { needingKeys } from './tables/table-key.ts'
import { deleteTable, describeEndpoints, describeLimits, describeTable, listTables } from './tables/table-operations.ts'
import {
  deleteResourcePolicy,
  describeContinuousBackups,
  describeTimeToLive,
  getResourcePolicy,
  listTagsOfResource,
  putResourcePolicy,
  tagResource,
  untagResource,
  updateContinuousBackups,
  updateTimeToLive,
} from './tables/table-settings.ts'
import { updateTable } from './tables/update-table.ts'

export function dynamoDbOperations(deps: DynamoDbDependencies): Record<string, Operation> {
  return refusingMembers(
    {
      ...needingKeys(deps, {
        BatchGetItem: batchGetItem(deps),
        BatchWriteItem: batchWriteItem(deps),
        DeleteItem: deleteItem(deps),
        GetItem: getItem(deps),
        PutItem: putItem(deps),
        Query: query(deps),
        Scan: scan(deps),
        TransactGetItems: transactGetItems(deps),
        TransactWriteItems: transactWriteItems(deps),
        UpdateItem: updateItem(deps),
      }),
      CreateTable: createTable(deps),
      DeleteResourcePolicy: deleteResourcePolicy(deps),
      DeleteTable: deleteTable(deps),
      DescribeContinuousBackups: describeContinuousBackups(deps),
      DescribeEndpoints: describeEndpoints(),
      DescribeLimits: describeLimits(),
      DescribeTable: describeTable(deps),
      DescribeTimeToLive: describeTimeToLive(deps),
      GetResourcePolicy: getResourcePolicy(deps),
      ListTables: listTables(deps),
      ListTagsOfResource: listTagsOfResource(deps),
      PutResourcePolicy: putResourcePolicy(deps),
      TagResource: tagResource(deps),
      UntagResource: untagResource(deps),
      UpdateContinuousBackups: updateContinuousBackups(deps),
      UpdateTable: updateTable(deps),
      UpdateTimeToLive: updateTimeToLive(deps),
    },
    refused,
    member => new ApiError('ValidationException', `${member} is not served here.`),
  )
}

export function dynamoDbStreamsOperations(deps: StreamDependencies): Record<string, Operation> {
  return {
    DescribeStream: describeStream(deps),
    GetRecords: getRecords(deps),
    GetShardIterator: getShardIterator(deps),
    ListStreams: listStreams(deps),
  }
}

const withoutSettings = {
  member: 'GlobalTableSettingsReplicationMode',
  isSoAnyway: (value: unknown) => value === 'DISABLED',
}

/** Of global tables and the like. */
const refused: RefusedMembers = {
  CreateTable: ['GlobalTableSourceArn', withoutSettings, 'VectorIndexes'],
  UpdateTable: [
    'ReplicaUpdates',
    { member: 'MultiRegionConsistency', isSoAnyway: value => value === 'EVENTUAL' },
    ...['GlobalTableWitnessUpdates', withoutSettings, 'VectorIndexUpdates'],
  ],
}
