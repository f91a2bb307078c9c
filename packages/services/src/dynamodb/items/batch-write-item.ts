import type { Operation, OperationContext } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { keysOf, tableForItems } from '../tables/table-record.ts'
import { checkedItem, type Item, validationError } from '../values/attribute-value.ts'
import { type CapacityWish, consumedCapacity } from './capacity.ts'
import { changeItem, checkItemSize, consumedBy, type WantedChange } from './change-item.ts'
import { type CollectionWish, collectionsByTable } from './collection-metrics.ts'
import { checkItemKeys, checkKey, itemPlace } from './item-keys.ts'

interface WriteRequest {
  PutRequest?: { Item: Item }
  DeleteRequest?: { Key: Item }
}

interface BatchWriteInput {
  RequestItems: Record<string, WriteRequest[]>
  ReturnConsumedCapacity?: CapacityWish
  ReturnItemCollectionMetrics?: CollectionWish
}

const MOST_WRITES = 25

/** Puts and deletes without conditions, each on its own: a batch is no transaction. */
export function batchWriteItem(deps: DynamoDbDependencies): Operation<BatchWriteInput> {
  return async ({ RequestItems, ReturnConsumedCapacity, ReturnItemCollectionMetrics }, context) => {
    const count = Object.values(RequestItems).reduce((sum, requests) => sum + requests.length, 0)
    if (count > MOST_WRITES) throw validationError('Too many items requested for the BatchWriteItem call')
    const wanted = Object.entries(RequestItems).flatMap(([name, requests]) => wantedOf(deps, name, requests, context))
    const places = new Set(wanted.map(({ table, key }) => `${table.id}:${itemPlace(key, keysOf(table))}`))
    if (places.size < wanted.length) throw validationError('Provided list of item keys contains duplicates')
    const changes = await Promise.all(wanted.map(one => changeItem(deps.items, one)))
    const ConsumedCapacity = changes
      .map(change => consumedCapacity(ReturnConsumedCapacity, () => consumedBy(change)))
      .filter(consumed => consumed !== undefined)
    const collections = await collectionsByTable(deps, ReturnItemCollectionMetrics, wanted)
    return {
      UnprocessedItems: {},
      ...(ConsumedCapacity.length > 0 && { ConsumedCapacity: summed(ConsumedCapacity as Total[]) }),
      ...(collections && { ItemCollectionMetrics: collections }),
    }
  }
}

function wantedOf({ catalog }: DynamoDbDependencies, name: string, requests: WriteRequest[], context: OperationContext): WantedChange[] {
  const table = tableForItems(catalog, name, context)
  return requests.map(({ PutRequest, DeleteRequest }) => {
    if ((PutRequest === undefined) === (DeleteRequest === undefined))
      throw validationError('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes')
    if (DeleteRequest) {
      const key = checkedItem(DeleteRequest.Key)
      checkKey(table, key)
      return { table, key, change: () => undefined, returnsOldOnFailure: false }
    }
    const item = checkedItem(PutRequest!.Item)
    checkItemKeys(table, item)
    checkItemSize(item)
    return { table, key: item, change: () => item, returnsOldOnFailure: false }
  })
}

interface Total {
  TableName: string
  CapacityUnits: number
}

/** One entry a table. */
function summed(all: readonly Total[]): Total[] {
  const byTable = new Map<string, Total>()
  for (const one of all) {
    const sum = byTable.get(one.TableName)
    if (sum) sum.CapacityUnits += one.CapacityUnits
    else byTable.set(one.TableName, { ...one })
  }
  return [...byTable.values()]
}
