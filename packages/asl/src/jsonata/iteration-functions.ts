import { type BuiltIn, replaceFunction } from './built-in.ts'
import { hold, type Run, spend } from './run.ts'
import { mergeSort } from './sorting.ts'
import { arityOf, asSequence, type Call, type FunctionValue, isNumber, languageError, type Native, type Sequence, setOwn } from './value.ts'
import { payForComparison, toBoolean } from './value-functions.ts'

/** Calls a function with as many arguments as it takes, but one at least. */
function call(run: Run, { frame }: Call<unknown>, callee: unknown, args: readonly unknown[]): unknown {
  const arity = arityOf(callee as FunctionValue)
  return run.apply(run, callee, args.slice(0, Math.max(1, arity)), null, frame)
}

const map: BuiltIn = (run, [items, callee], from) => {
  if (items === undefined) return undefined
  const results: Sequence = []
  for (const [index, item] of (items as Sequence).entries()) {
    const result = call(run, from, callee, [item, index, items])
    if (result === undefined) continue
    hold(run, 8)
    results.push(result)
  }
  return asSequence(results)
}

const filter: BuiltIn = (run, [items, callee], from) => {
  if (items === undefined) return undefined
  hold(run, (items as Sequence).length * 8)
  return asSequence((items as Sequence).filter((item, index) => toBoolean(run, call(run, from, callee, [item, index, items]))))
}

const single: BuiltIn = (run, [items, callee], from) => {
  if (items === undefined) return undefined
  let found: { item: unknown } | undefined
  for (const [index, item] of (items as Sequence).entries()) {
    if (callee !== undefined && !toBoolean(run, call(run, from, callee, [item, index, items]))) continue
    if (found) throw languageError('D3138', { index })
    found = { item }
  }
  if (!found) throw languageError('D3139')
  return found.item
}

const reduce: BuiltIn = (run, [items, callee, initial], from) => {
  if (items === undefined) return undefined
  const arity = arityOf(callee as FunctionValue)
  if (arity < 2) throw languageError('D3050', { index: 1 })
  const list = items as Sequence
  const startsWithFirst = initial === undefined && list.length > 0
  let result = startsWithFirst ? list[0] : initial
  for (let index = startsWithFirst ? 1 : 0; index < list.length; index++) {
    result = run.apply(run, callee, [result, list[index], index, list].slice(0, Math.max(2, arity)), null, from.frame)
  }
  return result
}

const sift: BuiltIn = (run, [object, callee], from) => {
  const result: Record<string, unknown> = {}
  let isEmpty = true
  for (const [name, value] of membersOf(object)) {
    if (!toBoolean(run, call(run, from, callee, [value, name, object]))) continue
    hold(run, 50)
    setOwn(result, name, value)
    isEmpty = false
  }
  return isEmpty ? undefined : result
}

const each: BuiltIn = (run, [object, callee], from) => {
  const results: Sequence = []
  for (const [name, value] of membersOf(object)) {
    const result = call(run, from, callee, [value, name, object])
    if (result !== undefined) results.push(result)
  }
  hold(run, results.length * 8)
  return asSequence(results)
}

function membersOf(object: unknown): [string, unknown][] {
  return typeof object === 'object' && object !== null ? Object.entries(object) : []
}

const sort: BuiltIn = (run, [items, comparator], from) => {
  if (items === undefined) return undefined
  const list = items as Sequence
  if (list.length <= 1) return list
  if (comparator !== undefined)
    return mergeSort(run, list, (left, right) => Boolean(run.apply(run, comparator, [left, right], null, from.frame)))
  if (!list.every(isNumber) && !list.every(item => typeof item === 'string')) throw languageError('D3070', { index: 1 })
  spend(run, list.length * 4)
  return mergeSort(run, list, (left, right) => {
    payForComparison(run, left, right)
    return (left as number) > (right as number)
  })
}

/** `$shuffle()` by the execution's own randomness, so that it can be repeated. */
const shuffle: BuiltIn = (run, [items]) => {
  if (items === undefined || (items as Sequence).length <= 1) return items
  hold(run, (items as Sequence).length * 8)
  const shuffled: unknown[] = []
  for (const [index, item] of (items as Sequence).entries()) {
    const place = Math.floor(run.scope.env.random() * (index + 1))
    if (place !== index) shuffled[index] = shuffled[place]
    shuffled[place] = item
  }
  spend(run, shuffled.length)
  return shuffled
}

/** Functions that call functions, or go through an array in an order of their own. */
export const iterationFunctions: Readonly<Record<string, Native>> = {
  map: replaceFunction('map', 2, map),
  filter: replaceFunction('filter', 2, filter),
  single: replaceFunction('single', 2, single),
  reduce: replaceFunction('reduce', 3, reduce),
  sift: replaceFunction('sift', 2, sift),
  each: replaceFunction('each', 2, each),
  sort: replaceFunction('sort', 2, sort),
  shuffle: replaceFunction('shuffle', 1, shuffle),
}
