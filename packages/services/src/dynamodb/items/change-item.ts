import { conditionFailed } from '../errors.ts'
import type { Condition } from '../expression/condition.ts'
import { meets } from '../expression/evaluate-condition.ts'
import { keysOf, type TableRecord } from '../tables/table-record.ts'
import { type Item, validationError } from '../values/attribute-value.ts'
import { itemSize } from '../values/value-size.ts'
import { type Consumed, writeUnits } from './capacity.ts'
import { itemPlace } from './item-keys.ts'
import type { ItemChange, ItemStore } from './item-store.ts'

/** AWS's limit on an item, names included. */
const LARGEST_ITEM = 400 * 1_024

/** What one request wants of one item. */
export interface WantedChange {
  table: TableRecord
  /** The item's key, or an item that has it. */
  key: Item
  condition?: Condition | undefined
  /** The item as it is to be; nothing removes it. Throws to refuse. */
  change(before: Item | undefined): Item | undefined
  /** The old item goes with a failed condition. */
  returnsOldOnFailure: boolean
}

/** Makes the change when the condition holds. @throws ConditionalCheckFailedException */
export function changeItem(items: ItemStore, wanted: WantedChange): Promise<ItemChange> {
  const { table, key } = wanted
  const place = itemPlace(key, keysOf(table))
  return items.exclusively([{ table, place }], async () => {
    const change = decide(wanted, await items.get(table, place))
    await items.write([change])
    return change
  })
}

/** What is to be written. An item that is not there meets conditions as one without attributes does. */
export function decide({ table, condition, change, returnsOldOnFailure }: WantedChange, before: Item | undefined): ItemChange {
  if (condition && !meets(before ?? {}, condition)) throw conditionFailed(returnsOldOnFailure ? before : undefined)
  return { table, before, after: change(before) }
}

export function checkItemSize(item: Item, message = 'Item size has exceeded the maximum allowed size'): void {
  if (itemSize(item) > LARGEST_ITEM) throw validationError(message)
}

/** The units of a write: of the larger of the two items, and of every index that it touches. */
export function consumedBy({ table, before, after }: ItemChange, isTransaction = false): Consumed {
  const bytes = Math.max(before ? itemSize(before) : 0, after ? itemSize(after) : 0)
  const indexes = new Map<string, number>()
  for (const { name, keySchema } of table.indexes) {
    const isIn = (item: Item | undefined): boolean => item !== undefined && keySchema.every(({ AttributeName }) => AttributeName in item)
    if (isIn(before) || isIn(after)) indexes.set(name, writeUnits(bytes, isTransaction))
  }
  return { table, units: writeUnits(bytes, isTransaction), indexes }
}
