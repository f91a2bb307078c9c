import { isJsonObject, type Json } from '../json.ts'
import { pricePerCharacter } from '../pattern/compile-pattern.ts'
import { textFinder } from '../pattern/find-text.ts'
import { isDeepEqual } from './json-equality.ts'
import type { FilterOperand, FilterOperator, PathFilter } from './path-step.ts'

/** Finds what a filter's operand leads to: undefined when it leads nowhere. Patterns lead nowhere; they are only matched. */
export type FindOperand = (operand: FilterOperand) => Json | undefined

/** Pays for work in the currency of a path's visits, about 175 ns each. */
export type Pay = (visits: number) => void

/** Whether an item passes a filter. Comparisons follow Jayway: of different kinds never equal, but numbers and numeric texts. */
export function passesFilter(filter: PathFilter, find: FindOperand, pay: Pay): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.terms.every(term => passesFilter(term, find, pay))
    case 'or':
      return filter.terms.some(term => passesFilter(term, find, pay))
    case 'not':
      return !passesFilter(filter.term, find, pay)
    case 'exists':
      return find(filter.operand) !== undefined
    case 'compare':
      return passesComparison(filter, find, pay)
  }
}

function passesComparison({ operator, left, right }: PathFilter & { kind: 'compare' }, find: FindOperand, pay: Pay): boolean {
  if (operator === '=~') {
    if (right.kind === 'pattern') return matchesPattern(find(left), right, pay)
    return left.kind === 'pattern' && matchesPattern(find(right), left, pay)
  }
  return compare(operator, find(left), find(right), pay)
}

function matchesPattern(value: Json | undefined, operand: FilterOperand & { kind: 'pattern' }, pay: Pay): boolean {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false
  const text = String(value)
  pay((text.length + 10) * pricePerCharacter(operand.pattern))
  // Jayway matches the whole text, as Java's `matches()` does.
  return operand.pattern.matches(text)
}

function compare(operator: Exclude<FilterOperator, '=~'>, left: Json | undefined, right: Json | undefined, pay: Pay): boolean {
  switch (operator) {
    case '==':
      return isLooselyEqual(left, right, pay)
    case '!=':
      return !isLooselyEqual(left, right, pay)
    case '===':
      return isStrictlyEqual(left, right, pay)
    case '!==':
      return !isStrictlyEqual(left, right, pay)
    case '<':
      return compareOrder(left, right, pay, order => order < 0)
    case '<=':
      return compareOrder(left, right, pay, order => order <= 0)
    case '>':
      return compareOrder(left, right, pay, order => order > 0)
    case '>=':
      return compareOrder(left, right, pay, order => order >= 0)
    case 'in':
      return Array.isArray(right) && includes(right, left, pay)
    case 'nin':
      return Array.isArray(right) && !includes(right, left, pay)
    case 'subsetof':
      return Array.isArray(left) && Array.isArray(right) && left.every(item => includes(right, item, pay))
    case 'anyof':
      return Array.isArray(left) && Array.isArray(right) && left.some(item => includes(right, item, pay))
    case 'noneof':
      return Array.isArray(left) && Array.isArray(right) && !left.some(item => includes(right, item, pay))
    case 'contains':
      if (typeof left === 'string') return typeof right === 'string' && containsText(left, right, pay)
      return Array.isArray(left) && includes(left, right, pay)
    case 'size':
      return typeof right === 'number' && sizeOf(left, pay) === right
    case 'empty':
      return typeof right === 'boolean' && isEmpty(left, pay) === right
  }
}

function includes(list: readonly Json[], item: Json | undefined, pay: Pay): boolean {
  return list.some(candidate => isLooselyEqual(candidate, item, pay))
}

function containsText(text: string, token: string, pay: Pay): boolean {
  pay((text.length + token.length) / 25)
  return textFinder(token)(text, 0) >= 0
}

function isEmpty(value: Json | undefined, pay: Pay): boolean | undefined {
  const size = sizeOf(value, pay)
  return size === undefined ? undefined : size === 0
}

function sizeOf(value: Json | undefined, pay: Pay): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  if (!isJsonObject(value)) return undefined
  const size = Object.keys(value).length
  pay(size / 10)
  return size
}

function isStrictlyEqual(left: Json | undefined, right: Json | undefined, pay: Pay): boolean {
  return left !== undefined && right !== undefined && isDeepEqual(left, right, pay)
}

function isLooselyEqual(left: Json | undefined, right: Json | undefined, pay: Pay): boolean {
  if (left === undefined || right === undefined) return left === right
  if (typeof left === 'number' && typeof right === 'string') return isNumeral(right) && Number(right) === left
  if (typeof left === 'string' && typeof right === 'number') return isNumeral(left) && Number(left) === right
  return isDeepEqual(left, right, pay)
}

function isNumeral(text: string): boolean {
  // No number is written that long, and the same text may be asked for each of thousands of items.
  return text.length <= 1_000 && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)
}

function compareOrder(left: Json | undefined, right: Json | undefined, pay: Pay, accept: (order: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return accept(left - right)
  if (typeof left === 'string' && typeof right === 'string') {
    pay(Math.min(left.length, right.length) / 500)
    return accept(left < right ? -1 : left > right ? 1 : 0)
  }
  return false
}
