import { hash } from 'node:crypto'
import type { KeyAttributes } from '../expression/key-condition.ts'
import { keysOf, type TableRecord } from '../tables/table-record.ts'
import { type AttributeValue, type Item, typeOf, validationError } from '../values/attribute-value.ts'
import { numberOrder } from '../values/number.ts'

/** AWS's limits on the bytes of a key. */
const LONGEST_HASH = 2_048
const LONGEST_RANGE = 1_024

/** Bytes that sort as the values do within their type. */
export function orderedBytes(value: AttributeValue): Uint8Array {
  if ('S' in value) return Buffer.from(value.S)
  if ('N' in value) return numberOrder(value.N)
  if ('B' in value) return value.B
  throw validationError('The provided key element does not match the schema')
}

/**
 * Bytes as text that sorts as they do: hexadecimal digits, and `!` at the end, which lies before every digit, so that a shorter value
 * comes before one that goes on although more follows both.
 */
function sortable(bytes: Uint8Array): string {
  return `${Buffer.from(bytes).toString('hex')}!`
}

/** The hash of a partition's key: items lie in its order, as in DynamoDB, where a scan shows no order either. Eight hexadecimal digits. */
export function partitionHash(value: AttributeValue): string {
  return hash('md5', orderedBytes(value), 'hex').slice(0, 8)
}

/** What all items of a partition begin with, within their table or index. */
export function partitionPrefix(value: AttributeValue): string {
  return `${partitionHash(value)}${sortable(orderedBytes(value))}`
}

/** Where an item lies within its table. */
export function itemPlace(item: Item, keys: KeyAttributes): string {
  const partition = partitionPrefix(item[keys.hash.name]!)
  return keys.range ? `${partition}${sortable(orderedBytes(item[keys.range.name]!))}` : partition
}

/** Where sort keys with that value begin, and where those after it do. */
export function rangePlace(value: AttributeValue): string {
  return Buffer.from(orderedBytes(value)).toString('hex')
}

/** The key's attributes alone. */
export function keyOf(item: Item, keys: KeyAttributes): Item {
  const key: Item = { [keys.hash.name]: item[keys.hash.name]! }
  if (keys.range) key[keys.range.name] = item[keys.range.name]!
  return key
}

/** Checks the Key of a request: exactly the key's attributes, each of its type. */
export function checkKey(table: TableRecord, key: Item): void {
  const { hash, range } = keysOf(table)
  const wanted = range ? [hash, range] : [hash]
  const mismatch = (): Error => validationError('The provided key element does not match the schema')
  if (Object.keys(key).length !== wanted.length) throw mismatch()
  for (const { name, type } of wanted) {
    const value = Object.hasOwn(key, name) ? key[name]! : undefined
    if (value === undefined || typeOf(value) !== type) throw mismatch()
  }
  checkKeyValues(wanted, key)
}

/** Checks that an item has its keys, those of indexes too where it has them at all. */
export function checkItemKeys(table: TableRecord, item: Item): void {
  const { hash, range } = keysOf(table)
  const wanted = range ? [hash, range] : [hash]
  for (const { name, type } of wanted) {
    if (!Object.hasOwn(item, name)) throw validationError(`One or more parameter values were invalid: Missing the key ${name} in the item`)
    const actual = typeOf(item[name]!)
    if (actual !== type)
      throw validationError(`One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${actual}`)
  }
  checkKeyValues(wanted, item)
  for (const index of table.indexes) checkIndexKeys(table, index.name, keysOf(table, index.keySchema), item)
}

function checkIndexKeys(table: TableRecord, indexName: string, { hash, range }: KeyAttributes, item: Item): void {
  for (const { name, type } of range ? [hash, range] : [hash]) {
    if (!Object.hasOwn(item, name) || table.keySchema.some(({ AttributeName }) => AttributeName === name)) continue
    const actual = typeOf(item[name]!)
    if (actual !== type)
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${indexName}`,
      )
    if (orderedBytes(item[name]!).length === 0)
      throw validationError(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. IndexName: ${indexName}, IndexKey: ${name}`,
      )
  }
}

function checkKeyValues(wanted: readonly { name: string; type: string }[], item: Item): void {
  for (const [at, { name, type }] of wanted.entries()) {
    const value = item[name]!
    const size = 'S' in value ? Buffer.byteLength(value.S) : 'B' in value ? value.B.length : 1
    if (size === 0)
      throw validationError(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
      )
    const [longest, what] = at === 0 ? [LONGEST_HASH, 'hashkey'] : [LONGEST_RANGE, 'rangekey']
    if (size > longest)
      throw validationError(
        `One or more parameter values were invalid: Size of ${what} has exceeded the maximum size limit of ${longest} bytes`,
      )
  }
}
