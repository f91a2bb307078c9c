import type { Operation } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { tableForItems } from '../tables/table-record.ts'
import { checkedItem, type Item, validationError } from '../values/attribute-value.ts'
import { type CapacityWish, consumedCapacity } from './capacity.ts'
import { changeItem, checkItemSize, consumedBy } from './change-item.ts'
import { type CollectionWish, collectionMetrics } from './collection-metrics.ts'
import { checkItemKeys } from './item-keys.ts'
import { type ExpressionInput, requestExpressions } from './request-expressions.ts'

export interface PutInput extends ExpressionInput {
  TableName: string
  Item: Item
  ReturnValues?: string
  ReturnConsumedCapacity?: CapacityWish
  ReturnItemCollectionMetrics?: CollectionWish
  ReturnValuesOnConditionCheckFailure?: string
}

export function putItem(deps: DynamoDbDependencies): Operation<PutInput> {
  const { catalog, items } = deps
  return async (input, context) => {
    const item = checkedItem(input.Item)
    const { condition } = requestExpressions(input, ['ConditionExpression'])
    checkReturnValues(input.ReturnValues)
    const table = tableForItems(catalog, input.TableName, context)
    checkItemKeys(table, item)
    checkItemSize(item)
    const change = await changeItem(items, {
      ...{ table, key: item, condition, change: () => item },
      returnsOldOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    })
    const collection = await collectionMetrics(deps, input.ReturnItemCollectionMetrics, { table, key: item })
    return {
      ...(input.ReturnValues === 'ALL_OLD' && change.before && { Attributes: change.before }),
      ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () => consumedBy(change)),
      ...(collection && { ItemCollectionMetrics: collection }),
    }
  }
}

/** Put and delete can give the old item only. */
export function checkReturnValues(wanted: string | undefined): void {
  if (wanted !== undefined && wanted !== 'NONE' && wanted !== 'ALL_OLD') throw validationError('ReturnValues can only be ALL_OLD or NONE')
}
