import { type AttributeValue, contentOf, type Item, typeOf } from './attribute-value.ts'
import { compareDecimals, parseDecimal } from './number.ts'

/** Whether two values are the same: sets without regard to order, numbers by value. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  const type = typeOf(a)
  if (type !== typeOf(b)) return false
  switch (type) {
    case 'B':
      return Buffer.compare((a as { B: Uint8Array }).B, (b as { B: Uint8Array }).B) === 0
    case 'N':
      return compareDecimals(parseDecimal((a as { N: string }).N), parseDecimal((b as { N: string }).N)) === 0
    case 'L':
      return equalLists((a as { L: AttributeValue[] }).L, (b as { L: AttributeValue[] }).L)
    case 'M':
      return equalItems((a as { M: Item }).M, (b as { M: Item }).M)
    case 'SS':
    case 'NS':
    case 'BS': {
      const others = new Set(setKeys(b))
      const keys = setKeys(a)
      return keys.length === others.size && keys.every(key => others.has(key))
    }
    default:
      return contentOf(a) === contentOf(b)
  }
}

function equalLists(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  return a.length === b.length && a.every((value, at) => equalValues(value, b[at]!))
}

export function equalItems(a: Item, b: Item): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every(name => Object.hasOwn(b, name) && equalValues(a[name]!, b[name]!))
}

/** The members of a set as texts that are equal when the members are; `[]` for any other value. */
export function setKeys(value: AttributeValue): string[] {
  if ('SS' in value) return value.SS
  if ('NS' in value) return value.NS
  if ('BS' in value) return value.BS.map(bytes => Buffer.from(bytes).toString('base64'))
  return []
}

/** Order of two values of one ordered type (S, N, B); `undefined` when they can't be ordered. */
export function orderOf(a: AttributeValue, b: AttributeValue): number | undefined {
  if ('N' in a && 'N' in b) return compareDecimals(parseDecimal(a.N), parseDecimal(b.N))
  // DynamoDB orders texts by their UTF-8 bytes, which JavaScript's own comparison does not.
  if ('S' in a && 'S' in b) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S))
  if ('B' in a && 'B' in b) return Buffer.compare(a.B, b.B)
  return undefined
}
