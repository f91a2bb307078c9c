import type { Operation } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { applyUpdate } from '../expression/apply-update.ts'
import type { DocumentPath } from '../expression/document-path.ts'
import { project } from '../expression/projection.ts'
import type { UpdateAction } from '../expression/update.ts'
import { type TableRecord, tableForItems } from '../tables/table-record.ts'
import { checkedItem, type Item, validationError } from '../values/attribute-value.ts'
import { type CapacityWish, consumedCapacity } from './capacity.ts'
import { changeItem, checkItemSize, consumedBy } from './change-item.ts'
import { type CollectionWish, collectionMetrics } from './collection-metrics.ts'
import { checkItemKeys, checkKey } from './item-keys.ts'
import type { ItemChange } from './item-store.ts'
import { type ExpressionInput, requestExpressions } from './request-expressions.ts'

export interface UpdateInput extends ExpressionInput {
  TableName: string
  Key: Item
  ReturnValues?: string
  ReturnConsumedCapacity?: CapacityWish
  ReturnItemCollectionMetrics?: CollectionWish
  ReturnValuesOnConditionCheckFailure?: string
}

export function updateItem(deps: DynamoDbDependencies): Operation<UpdateInput> {
  const { catalog, items } = deps
  return async (input, context) => {
    const key = checkedItem(input.Key)
    const { condition, update = [] } = requestExpressions(input, ['UpdateExpression', 'ConditionExpression'])
    const table = tableForItems(catalog, input.TableName, context)
    checkKey(table, key)
    refuseKeyChanges(table, update)
    const change = await changeItem(items, {
      ...{ table, key, condition, change: before => updatedItem(table, key, before, update) },
      returnsOldOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    })
    const collection = await collectionMetrics(deps, input.ReturnItemCollectionMetrics, { table, key })
    const attributes = returned(input.ReturnValues, change, update)
    return {
      ...(attributes && Object.keys(attributes).length > 0 && { Attributes: attributes }),
      ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () => consumedBy(change)),
      ...(collection && { ItemCollectionMetrics: collection }),
    }
  }
}

/** The item after the update; one that was not there begins with its key. */
export function updatedItem(table: TableRecord, key: Item, before: Item | undefined, update: readonly UpdateAction[]): Item {
  const after = applyUpdate(before ?? key, update)
  checkItemKeys(table, after)
  checkItemSize(after, 'Item size to update has exceeded the maximum allowed size')
  return after
}

export function refuseKeyChanges(table: TableRecord, update: readonly UpdateAction[]): void {
  for (const { path } of update)
    if (table.keySchema.some(({ AttributeName }) => AttributeName === path[0]))
      throw validationError(
        `One or more parameter values were invalid: Cannot update attribute ${path[0]}. This attribute is part of the key`,
      )
}

function returned(wanted: string | undefined, { before, after }: ItemChange, update: readonly UpdateAction[]): Item | undefined {
  switch (wanted) {
    case 'ALL_OLD':
      return before
    case 'ALL_NEW':
      return after
    case 'UPDATED_OLD':
      return before && project(before, changed(update))
    case 'UPDATED_NEW':
      return after && project(after, changed(update))
    default:
      return undefined
  }
}

function changed(update: readonly UpdateAction[]): DocumentPath[] {
  return update.map(({ path }) => path)
}
