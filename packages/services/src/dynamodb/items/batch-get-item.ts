import type { Operation, OperationContext } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { project } from '../expression/projection.ts'
import { keysOf, tableForItems } from '../tables/table-record.ts'
import { checkedItem, type Item, validationError } from '../values/attribute-value.ts'
import { itemSize } from '../values/value-size.ts'
import { type CapacityWish, consumedCapacity, readUnits } from './capacity.ts'
import { checkKey, itemPlace } from './item-keys.ts'
import { type ExpressionInput, requestExpressions } from './request-expressions.ts'

interface KeysInput extends ExpressionInput {
  Keys: Item[]
  ConsistentRead?: boolean
}

interface BatchGetInput {
  RequestItems: Record<string, KeysInput>
  ReturnConsumedCapacity?: CapacityWish
}

const MOST_KEYS = 100
/** An answer holds so many bytes; what is beyond comes back as unprocessed. */
const LARGEST_ANSWER = 16 * 1_024 * 1_024

export function batchGetItem({ catalog, items }: DynamoDbDependencies): Operation<BatchGetInput> {
  return async ({ RequestItems, ReturnConsumedCapacity }, context) => {
    const count = Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0)
    if (count > MOST_KEYS) throw validationError('Too many items requested for the BatchGetItem call')
    const wanted = Object.entries(RequestItems).map(([name, keys]) => prepared(catalog, name, keys, context))
    const Responses: Record<string, Item[]> = {}
    const UnprocessedKeys: Record<string, KeysInput> = {}
    const ConsumedCapacity: unknown[] = []
    let bytes = 0
    for (const { name, input, table, keys, projection } of wanted) {
      Responses[name] = []
      let units = 0
      for (const key of keys) {
        if (bytes > LARGEST_ANSWER) {
          UnprocessedKeys[name] ??= { ...input, Keys: [] }
          UnprocessedKeys[name].Keys.push(key)
          continue
        }
        const item = await items.get(table, itemPlace(key, keysOf(table)))
        const size = item ? itemSize(item) : 0
        bytes += size
        units += readUnits(size, input.ConsistentRead === true)
        if (item) Responses[name].push(projection ? project(item, projection) : item)
      }
      ConsumedCapacity.push(consumedCapacity(ReturnConsumedCapacity, () => ({ table, units })))
    }
    return { Responses, UnprocessedKeys, ...(ConsumedCapacity[0] !== undefined && { ConsumedCapacity }) }
  }
}

function prepared(catalog: DynamoDbDependencies['catalog'], name: string, input: KeysInput, context: OperationContext) {
  const { projection } = requestExpressions(input, ['ProjectionExpression'])
  const table = tableForItems(catalog, name, context)
  const keys = input.Keys.map(key => checkedItem(key))
  for (const key of keys) checkKey(table, key)
  const places = new Set(keys.map(key => itemPlace(key, keysOf(table))))
  if (places.size < keys.length) throw validationError('Provided list of item keys contains duplicates')
  return { name, input, table, keys, projection }
}
