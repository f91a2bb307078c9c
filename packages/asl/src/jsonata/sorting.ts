import type { Frame } from './frame.ts'
import { holdItems, type Run } from './run.ts'
import type { Node } from './syntax-tree.ts'
import { languageError, type Sequence } from './value.ts'
import { payForComparison } from './value-functions.ts'

type IsAfter = (left: unknown, right: unknown) => boolean

/**
 * A stable merge sort. `isAfter` says whether the right one of two must come first. Halves are made and merged in jsonata's order, so that
 * of several pairs that can't be compared the same one is reported.
 */
export function mergeSort(run: Run, items: Sequence, isAfter: IsAfter): Sequence {
  if (items.length <= 1) return items
  holdItems(run, items.length * 2)
  const sorted = [...items]
  sortPart(sorted, new Array(items.length), 0, items.length, isAfter)
  return sorted
}

function sortPart(items: unknown[], spare: unknown[], start: number, end: number, isAfter: IsAfter): void {
  if (end - start < 2) return
  const middle = start + Math.floor((end - start) / 2)
  sortPart(items, spare, start, middle, isAfter)
  sortPart(items, spare, middle, end, isAfter)
  let left = start
  let right = middle
  for (let index = start; index < end; index++) {
    if (left < middle && (right >= end || !isAfter(items[left], items[right]))) spare[index] = items[left++]
    else spare[index] = items[right++]
  }
  for (let index = start; index < end; index++) items[index] = spare[index]
}

type Terms = NonNullable<Node['terms']>

/** Compares by the terms of `^(…)`; what a term does not find comes last. True when `left` must come after `right`. */
export function compareTerms(run: Run, terms: Terms, left: unknown, right: unknown, leftFrame: Frame, rightFrame: Frame): boolean {
  for (const term of terms) {
    const first = run.evaluate(run, term.expression, left, leftFrame)
    const second = run.evaluate(run, term.expression, right, rightFrame)
    payForComparison(run, first, second)
    const order = compareKeys(first, second)
    if (order === 0) continue
    const isMissing = first === undefined || second === undefined
    return (term.descending && !isMissing ? -order : order) === 1
  }
  return false
}

function compareKeys(first: unknown, second: unknown): number {
  if (first === undefined) return second === undefined ? 0 : 1
  if (second === undefined) return -1
  if (!isKey(first) || !isKey(second)) throw languageError('T2008', { value: isKey(first) ? second : first })
  if (typeof first !== typeof second) throw languageError('T2007', { value: first, value2: second })
  return first === second ? 0 : first < second ? -1 : 1
}

function isKey(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
