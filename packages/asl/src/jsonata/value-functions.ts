import { unspelled } from '../spelled-numbers.ts'
import { hold, holdItems, type Run, spend } from './run.ts'
import { isArray, isFunction, isNumber, isObject, isSequence, languageError, type Sequence, sequenceOf } from './value.ts'

// Values may share parts: ($a := {"x": 1}; $b := {"l": $a, "r": $a}; …) is small in memory but doubles with every line when it is walked.
// Everything that walks a value below its first level pays for each node it comes to.

/** Pays for every node and character of a value, as often as a walk comes to it. */
export function payForWalk(run: Run, value: unknown): void {
  spend(run, 1)
  if (typeof value === 'string') hold(run, value.length)
  if (typeof value !== 'object' || value === null || isFunction(value)) return
  const members = isArray(value) ? value : Object.values(value)
  hold(run, members.length * 2)
  for (const member of members) payForWalk(run, member)
}

/** `$string()`: JSON of anything that is not text. Numbers are rounded to 15 digits. */
export function toText(run: Run, value: unknown, isPretty = false): string {
  if (typeof value === 'string') return value
  if (isFunction(value)) return ''
  if (typeof value === 'number' && !Number.isFinite(value)) throw languageError('D3001', { value })
  payForWalk(run, value)
  const unwrapped = isArray(value) && value.outerWrapper ? value[0] : value
  const text = JSON.stringify(unwrapped, jsonMember, isPretty ? 2 : 0) ?? ''
  hold(run, text.length)
  return text
}

function jsonMember(_name: string, member: unknown): unknown {
  const value = unspelled(member)
  if (isFunction(value)) return ''
  // Version 2.0.6: also a whole number has fifteen digits that count.
  if (isNumber(value)) return Number(value.toPrecision(15))
  return value
}

/** `$boolean()`: the truth of a value; undefined has none. */
export function toBoolean(run: Run, value: unknown): boolean | undefined {
  if (value === undefined) return undefined
  if (isArray(value)) {
    spend(run, 1 + (value.length >> 2))
    if (value.length === 1) return toBoolean(run, value[0])
    let isTrue = false
    for (const item of value) if (toBoolean(run, item)) isTrue = true
    return isTrue
  }
  if (typeof value === 'string') return value.length > 0
  if (isNumber(value)) return value !== 0
  if (isObject(value)) {
    const names = Object.keys(value)
    spend(run, names.length >> 3)
    return names.length > 0
  }
  return value === true
}

/** Two texts of millions of characters that differ in their last one take a millisecond, each time they are compared. */
export function payForComparison(run: Run, left: unknown, right: unknown): void {
  if (typeof left === 'string' && typeof right === 'string') spend(run, Math.min(left.length, right.length) >> 8)
}

/** Whether two values are equal; the order of members does not count. */
export function isDeepEqual(run: Run, left: unknown, right: unknown): boolean {
  payForComparison(run, left, right)
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  spend(run, 1)
  if (isArray(left) && isArray(right)) {
    return left.length === right.length && left.every((item, index) => isDeepEqual(run, item, right[index]))
  }
  if (!isObject(left) || !isObject(right)) return false
  const names = Object.keys(left)
  const count = Object.keys(right).length
  spend(run, names.length + (count >> 3))
  if (names.length !== count) return false
  return names.every(name => Object.hasOwn(right, name) && isDeepEqual(run, left[name], right[name]))
}

/** `$append()`, and how the items of `[…]` come together. */
export function append(run: Run, first: unknown, second: unknown): unknown {
  if (first === undefined) return second
  if (second === undefined) return first
  const head = isArray(first) ? first : sequenceOf(first)
  const length = head.length + (isArray(second) ? second.length : 1)
  holdItems(run, length)
  return head.concat(isArray(second) ? second : [second])
}

/** Follows a name: through an array into each of its items. */
export function lookup(run: Run, value: unknown, name: string): unknown {
  if (isArray(value)) {
    const found = sequenceOf()
    spend(run, value.length)
    for (const item of value) {
      const member = lookup(run, item, name)
      if (member === undefined) continue
      if (isArray(member)) pushAll(run, found, member)
      else found.push(member)
    }
    hold(run, found.length * 8)
    return found
  }
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

export function pushAll(run: Run, target: unknown[], items: readonly unknown[]): void {
  spend(run, items.length >> 2)
  hold(run, items.length * 8)
  for (const item of items) target.push(item)
}

/** One item stands for itself, none for nothing. */
export function normalizeSequence(value: unknown, keepsArray: boolean): unknown {
  if (!isSequence(value) || value.tupleStream) return value
  if (keepsArray) value.keepSingleton = true
  if (value.length === 0) return undefined
  return value.length === 1 && !value.keepSingleton ? value[0] : value
}

export function flatten(run: Run, value: unknown, into: unknown[]): void {
  spend(run, 1)
  if (!isArray(value)) {
    into.push(value)
    return
  }
  for (const item of value) flatten(run, item, into)
}

/** The value itself, unless it is an array, and all below it. */
export function descendants(run: Run, value: unknown, into: Sequence): void {
  spend(run, 1)
  hold(run, 8)
  if (!isArray(value)) into.push(value)
  if (isArray(value)) for (const item of value) descendants(run, item, into)
  else if (isObject(value)) for (const name of Object.keys(value)) descendants(run, value[name], into)
}
