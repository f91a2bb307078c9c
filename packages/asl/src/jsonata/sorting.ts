import type { Frame } from './frame.ts'
import { holdItems, type Run } from './run.ts'
import type { Node } from './syntax-tree.ts'
import { languageError, type Sequence } from './value.ts'

/** A stable merge sort. `isAfter` says whether the right one of two must come first. */
export function mergeSort(run: Run, items: Sequence, isAfter: (left: unknown, right: unknown) => boolean): Sequence {
  if (items.length <= 1) return items
  holdItems(run, items.length * 2)
  let from: unknown[] = [...items]
  let to: unknown[] = new Array(items.length)
  for (let width = 1; width < items.length; width *= 2) {
    for (let start = 0; start < items.length; start += 2 * width) merge(from, to, start, width, isAfter)
    const swap = from
    from = to
    to = swap
  }
  return from
}

function merge(from: unknown[], to: unknown[], start: number, width: number, isAfter: (left: unknown, right: unknown) => boolean): void {
  const middle = Math.min(start + width, from.length)
  const end = Math.min(start + 2 * width, from.length)
  let left = start
  let right = middle
  for (let index = start; index < end; index++) {
    if (left < middle && (right >= end || !isAfter(from[left], from[right]))) to[index] = from[left++]
    else to[index] = from[right++]
  }
}

type Terms = NonNullable<Node['terms']>

/** Compares by the terms of `^(…)`; what a term does not find comes last. True when `left` must come after `right`. */
export function compareTerms(run: Run, terms: Terms, left: unknown, right: unknown, leftFrame: Frame, rightFrame: Frame): boolean {
  for (const term of terms) {
    const first = run.evaluate(run, term.expression, left, leftFrame)
    const second = run.evaluate(run, term.expression, right, rightFrame)
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
