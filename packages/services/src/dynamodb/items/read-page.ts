import type { OperationContext } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { type Condition, pathsOf } from '../expression/condition.ts'
import { meets } from '../expression/evaluate-condition.ts'
import type { KeyAttributes } from '../expression/key-condition.ts'
import { project } from '../expression/projection.ts'
import { type IndexRecord, indexOf, keysOf, type TableRecord, tableForItems } from '../tables/table-record.ts'
import { checkedItem, type Item, validationError } from '../values/attribute-value.ts'
import { itemSize } from '../values/value-size.ts'
import { type CapacityWish, consumedCapacity, readUnits } from './capacity.ts'
import { checkKey, itemPlace, keyOf } from './item-keys.ts'
import type { ExpressionInput, RequestExpressions } from './request-expressions.ts'

/** What Query and Scan share. */
export interface PageInput extends ExpressionInput {
  TableName: string
  IndexName?: string
  Limit?: number
  Select?: string
  ConsistentRead?: boolean
  ExclusiveStartKey?: Item
  ReturnConsumedCapacity?: CapacityWish
}

export interface ReadPlan {
  table: TableRecord
  index: IndexRecord | undefined
  /** Of the index, or of the table. */
  keys: KeyAttributes
  /** Places between which items are read: from the first on and before the second. */
  from: string
  before: string | undefined
  reverse: boolean
}

/** DynamoDB reads a megabyte at a time, and so do we. */
const PAGE_BYTES = 1_048_576
const READ_AT_ONCE = 100
/** A character behind those of places, so that a place with it lies just behind the place itself. */
const JUST_BEHIND = ' '

/** The table or index that a request reads. @throws ValidationException for an unknown index or a consistent read of a global one */
export function readTarget({ catalog }: DynamoDbDependencies, input: PageInput, context: OperationContext) {
  const table = tableForItems(catalog, input.TableName, context)
  const index = input.IndexName === undefined ? undefined : indexOf(table, input.IndexName)
  if (index?.isGlobal && input.ConsistentRead) throw validationError('Consistent reads are not supported on global secondary indexes')
  return { table, index, keys: keysOf(table, index?.keySchema) }
}

/** Reads one page and answers it as Query and Scan do. */
export async function readPage(
  { items }: DynamoDbDependencies,
  input: PageInput,
  plan: ReadPlan,
  { filter, projection }: RequestExpressions,
): Promise<Record<string, unknown>> {
  const { table, index } = plan
  const limit = input.Limit ?? Number.POSITIVE_INFINITY
  const found: Item[] = []
  let [from, before, bytes, scanned] = [plan.from, plan.before, 0, 0]
  let last: Item | undefined
  while (bytes < PAGE_BYTES && scanned < limit) {
    const wanted = Math.min(READ_AT_ONCE, limit - scanned)
    const page = await items.scan(table, index, { from, before, reverse: plan.reverse, limit: wanted })
    for (const { item, place } of page) {
      scanned++
      bytes += itemSize(item)
      if (plan.reverse) before = place
      else from = `${place}${JUST_BEHIND}`
      last = item
      if (filter === undefined || meets(item, filter)) found.push(item)
      if (bytes >= PAGE_BYTES) break
    }
    if (page.length < wanted && bytes < PAGE_BYTES) {
      last = undefined
      break
    }
  }
  const units = readUnits(bytes, input.ConsistentRead === true)
  const consumed = index ? { table, units: 0, indexes: new Map([[index.name, units]]) } : { table, units }
  return {
    ...(input.Select !== 'COUNT' && { Items: projection ? found.map(item => project(item, projection)) : found }),
    Count: found.length,
    ScannedCount: scanned,
    ...(last && { LastEvaluatedKey: pageKey(plan, last) }),
    ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () => consumed),
  }
}

/** The keys of the index and of the table. */
function pageKey({ table, index, keys }: ReadPlan, item: Item): Item {
  return index ? { ...keyOf(item, keys), ...keyOf(item, keysOf(table)) } : keyOf(item, keys)
}

/** Where a page begins that goes on after `ExclusiveStartKey`. */
export function startPlace(table: TableRecord, index: IndexRecord | undefined, start: Item): string {
  const key = checkedItem(start)
  const tableKeys = keysOf(table)
  const invalid = (): Error => validationError('The provided starting key is invalid')
  if (!index) {
    try {
      checkKey(table, key)
    } catch {
      throw validationError('The provided starting key is invalid: The provided key element does not match the schema')
    }
    return itemPlace(key, tableKeys)
  }
  const keys = keysOf(table, index.keySchema)
  const names = new Set([keys, tableKeys].flatMap(({ hash, range }) => (range ? [hash.name, range.name] : [hash.name])))
  if (Object.keys(key).length !== names.size || ![...names].every(name => table.attributes[name]! in (key[name] ?? {}))) throw invalid()
  return `${itemPlace(key, keys)}${itemPlace(key, tableKeys)}`
}

/** The plan with everything up to the starting key left out. */
export function after(plan: ReadPlan, start: Item | undefined): ReadPlan {
  if (start === undefined) return plan
  const place = startPlace(plan.table, plan.index, start)
  const isOutside = place < plan.from || (plan.before !== undefined && place >= plan.before)
  if (isOutside) throw validationError('The provided starting key is outside query boundaries based on provided conditions')
  return plan.reverse ? { ...plan, before: place } : { ...plan, from: `${place}${JUST_BEHIND}` }
}

/** @throws ValidationException for a filter on the key, and for what Select can't mean */
export function checkRead(input: PageInput, filter: Condition | undefined, keys: KeyAttributes | undefined, hasProjection: boolean): void {
  for (const path of filter && keys ? pathsOf(filter) : [])
    if (path[0] === keys?.hash.name || path[0] === keys?.range?.name)
      throw validationError(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${path[0]}`)
  if (input.Select === 'SPECIFIC_ATTRIBUTES' && !hasProjection)
    throw validationError('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES')
  if (hasProjection && input.Select !== undefined && input.Select !== 'SPECIFIC_ATTRIBUTES')
    throw validationError(
      `Cannot specify the ProjectionExpression when choosing to get ${input.Select === 'COUNT' ? 'only the Count' : input.Select}`,
    )
  if (input.Select === 'ALL_PROJECTED_ATTRIBUTES' && input.IndexName === undefined)
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName')
}
