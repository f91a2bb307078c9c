import { type BuiltIn, replaceFunction } from './built-in.ts'
import { hold, holdItems, type Run, spend } from './run.ts'
import { cloneValue } from './transform.ts'
import { asSequence, isArray, isObject, isSequence, type Native, type Sequence, setOwn } from './value.ts'
import { append, isDeepEqual, lookup, payForComparison, toBoolean } from './value-functions.ts'

const not: BuiltIn = (run, [value]) => (value === undefined ? undefined : !toBoolean(run, value))

const keys: BuiltIn = (run, [value]) => {
  const names = new Set<string>()
  collectKeys(run, value, names)
  holdItems(run, names.size)
  return asSequence([...names])
}

function collectKeys(run: Run, value: unknown, into: Set<string>): void {
  spend(run, 1)
  if (isArray(value)) {
    for (const item of value) collectKeys(run, item, into)
  } else if (isObject(value)) {
    const names = Object.keys(value)
    spend(run, names.length)
    for (const name of names) into.add(name)
  }
}

const spread: BuiltIn = (run, [value]) => {
  if (!isArray(value) && !isObject(value)) return value
  const results: Sequence = []
  spreadInto(run, value, results)
  // What comes of an array stays an array, also when it has one item only.
  return isArray(value) && value.some(item => item !== undefined) ? results : asSequence(results)
}

function spreadInto(run: Run, value: unknown, into: unknown[]): void {
  spend(run, 1)
  if (isArray(value)) {
    for (const item of value) spreadInto(run, item, into)
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      hold(run, 100)
      const single: Record<string, unknown> = {}
      setOwn(single, name, member)
      into.push(single)
    }
  } else if (value !== undefined) {
    into.push(value)
  }
}

const merge: BuiltIn = (run, [objects]) => {
  if (objects === undefined) return undefined
  const result: Record<string, unknown> = {}
  for (const object of objects as Sequence) {
    const members = typeof object === 'object' && object !== null ? Object.entries(object) : []
    hold(run, 20 + members.length * 50)
    spend(run, members.length)
    for (const [name, member] of members) setOwn(result, name, member)
  }
  return result
}

const distinct: BuiltIn = (run, [value]) => {
  if (!isArray(value) || value.length <= 1) return value
  holdItems(run, value.length * 2)
  const scalars = new Set<unknown>()
  const structures: unknown[] = []
  const results: Sequence = []
  for (const item of value) {
    if (typeof item === 'object' && item !== null) {
      if (structures.some(other => isDeepEqual(run, other, item))) continue
      structures.push(item)
    } else {
      payForComparison(run, item, item)
      if (scalars.has(item)) continue
      scalars.add(item)
    }
    results.push(item)
  }
  return isSequence(value) ? asSequence(results) : results
}

/** Functions that look below the first level of their arguments, or put structures together. */
export const structureFunctions: Readonly<Record<string, Native>> = {
  boolean: replaceFunction('boolean', 1, (run, [value]) => toBoolean(run, value)),
  not: replaceFunction('not', 1, not),
  lookup: replaceFunction('lookup', 2, (run, [value, name]) => lookup(run, value, name as string)),
  append: replaceFunction('append', 2, (run, [first, second]) => append(run, first, second)),
  keys: replaceFunction('keys', 1, keys),
  spread: replaceFunction('spread', 1, spread),
  merge: replaceFunction('merge', 1, merge),
  distinct: replaceFunction('distinct', 1, distinct),
  clone: replaceFunction('clone', 1, (run, [value]) => (value === undefined ? undefined : cloneValue(run, value))),
}
