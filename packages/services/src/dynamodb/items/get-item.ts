import type { Operation } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { project } from '../expression/projection.ts'
import { keysOf, tableForItems } from '../tables/table-record.ts'
import { checkedItem, type Item } from '../values/attribute-value.ts'
import { itemSize } from '../values/value-size.ts'
import { type CapacityWish, consumedCapacity, readUnits } from './capacity.ts'
import { checkKey, itemPlace } from './item-keys.ts'
import { type ExpressionInput, requestExpressions } from './request-expressions.ts'

interface GetInput extends ExpressionInput {
  TableName: string
  Key: Item
  ConsistentRead?: boolean
  ReturnConsumedCapacity?: CapacityWish
}

export function getItem({ catalog, items }: DynamoDbDependencies): Operation<GetInput> {
  return async (input, context) => {
    const key = checkedItem(input.Key)
    const { projection } = requestExpressions(input, ['ProjectionExpression'])
    const table = tableForItems(catalog, input.TableName, context)
    checkKey(table, key)
    const item = await items.get(table, itemPlace(key, keysOf(table)))
    return {
      ...(item && { Item: projection ? project(item, projection) : item }),
      ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () => ({ table, units: unitsOf(item, input) })),
    }
  }
}

function unitsOf(item: Item | undefined, { ConsistentRead }: GetInput): number {
  return readUnits(item ? itemSize(item) : 0, ConsistentRead === true)
}
