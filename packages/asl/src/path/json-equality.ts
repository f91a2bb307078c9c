import { isJsonObject, type Json } from '../json.ts'
import { unspelled } from '../spelled-numbers.ts'

/**
 * Whether two JSON values are equal; the order of members does not count. Walks with a list of its own instead of recursion, so
 * that values nested tens of thousands deep compare as well. `pay` is told of the work, in visits of a path.
 */
export function isDeepEqual(left: Json, right: Json, pay?: (visits: number) => void): boolean {
  pay?.(typeof left === 'string' ? 0.2 + left.length / 500 : 0.2)
  if (left === right) return true
  const pending: [Json, Json][] = [[left, right]]
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    if (!isEqualHere(pair[0], pair[1], pending)) return false
    pay?.(0.5)
  }
  return true
}

function isEqualHere(left: Json, right: Json, pending: [Json, Json][]): boolean {
  if (left === right) return true
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false
    for (let index = 0; index < left.length; index++) pending.push([left[index]!, right[index]!])
    return true
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  for (const name of names) {
    if (!Object.hasOwn(right, name)) return false
    pending.push([left[name]!, right[name]!])
  }
  return true
}

/** Equal values, equal texts: members are sorted, and `1.0` is the number 1. */
export function canonicalText(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return JSON.stringify(value, (_, told: unknown) => {
    const member = unspelled(told) as Json
    return isJsonObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member
  })
}
