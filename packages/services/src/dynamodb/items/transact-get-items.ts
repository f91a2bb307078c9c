import type { Operation } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { project } from '../expression/projection.ts'
import { mayDo } from '../tables/may-do.ts'
import { keysOf, tableForItems } from '../tables/table-record.ts'
import { checkedItem, type Item } from '../values/attribute-value.ts'
import { checkKey, itemPlace } from './item-keys.ts'
import { type ExpressionInput, requestExpressions } from './request-expressions.ts'

interface TransactGetInput {
  TransactItems: { Get: ExpressionInput & { TableName: string; Key: Item } }[]
}

/** Items as of one moment. */
export function transactGetItems(deps: DynamoDbDependencies): Operation<TransactGetInput> {
  const { catalog, items } = deps
  return async ({ TransactItems }, context) => {
    const wanted = TransactItems.map(({ Get }) => {
      const key = checkedItem(Get.Key)
      const { projection } = requestExpressions(Get, ['ProjectionExpression'])
      const table = tableForItems(catalog, Get.TableName, context)
      mayDo(deps, context, 'dynamodb:GetItem', table)
      checkKey(table, key)
      return { table, place: itemPlace(key, keysOf(table)), projection }
    })
    const found = await items.exclusively(wanted, () => Promise.all(wanted.map(({ table, place }) => items.get(table, place))))
    return {
      Responses: found.map((item, at) => {
        const { projection } = wanted[at]!
        return item ? { Item: projection ? project(item, projection) : item } : {}
      }),
    }
  }
}
