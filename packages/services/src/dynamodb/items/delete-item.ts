import type { Operation } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { tableForItems } from '../tables/table-record.ts'
import { checkedItem, type Item } from '../values/attribute-value.ts'
import { type CapacityWish, consumedCapacity } from './capacity.ts'
import { changeItem, consumedBy } from './change-item.ts'
import { type CollectionWish, collectionMetrics } from './collection-metrics.ts'
import { checkKey } from './item-keys.ts'
import { checkReturnValues } from './put-item.ts'
import { type ExpressionInput, requestExpressions } from './request-expressions.ts'

export interface DeleteInput extends ExpressionInput {
  TableName: string
  Key: Item
  ReturnValues?: string
  ReturnConsumedCapacity?: CapacityWish
  ReturnItemCollectionMetrics?: CollectionWish
  ReturnValuesOnConditionCheckFailure?: string
}

export function deleteItem(deps: DynamoDbDependencies): Operation<DeleteInput> {
  const { catalog, items } = deps
  return async (input, context) => {
    const key = checkedItem(input.Key)
    const { condition } = requestExpressions(input, ['ConditionExpression'])
    checkReturnValues(input.ReturnValues)
    const table = tableForItems(catalog, input.TableName, context)
    checkKey(table, key)
    const change = await changeItem(items, {
      ...{ table, key, condition, change: () => undefined },
      returnsOldOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    })
    const collection = await collectionMetrics(deps, input.ReturnItemCollectionMetrics, { table, key })
    return {
      ...(input.ReturnValues === 'ALL_OLD' && change.before && { Attributes: change.before }),
      ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () => consumedBy(change)),
      ...(collection && { ItemCollectionMetrics: collection }),
    }
  }
}
