import { isJsonObject, type Json } from '../json.ts'
import { isDeepEqual } from './json-equality.ts'
import type { FilterOperand, FilterOperator, PathFilter } from './path-step.ts'

/** Finds what a filter's operand leads to: undefined when it leads nowhere. Patterns lead nowhere; they are only matched. */
export type FindOperand = (operand: FilterOperand) => Json | undefined

/** Whether an item passes a filter. Comparisons follow Jayway: of different kinds never equal, but numbers and numeric texts. */
export function passesFilter(filter: PathFilter, find: FindOperand): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.terms.every(term => passesFilter(term, find))
    case 'or':
      return filter.terms.some(term => passesFilter(term, find))
    case 'not':
      return !passesFilter(filter.term, find)
    case 'exists':
      return find(filter.operand) !== undefined
    case 'compare':
      return passesComparison(filter.operator, filter.left, filter.right, find)
  }
}

function passesComparison(operator: FilterOperator, left: FilterOperand, right: FilterOperand, find: FindOperand): boolean {
  if (operator === '=~') {
    if (right.kind === 'pattern') return matchesPattern(find(left), right)
    return left.kind === 'pattern' && matchesPattern(find(right), left)
  }
  return compare(operator, find(left), find(right))
}

function matchesPattern(value: Json | undefined, operand: FilterOperand & { kind: 'pattern' }): boolean {
  // Jayway matches the whole text, as Java's `matches()` does.
  if (typeof value === 'string') return operand.pattern.matches(value)
  if (typeof value === 'number' || typeof value === 'boolean') return operand.pattern.matches(String(value))
  return false
}

function compare(operator: Exclude<FilterOperator, '=~'>, left: Json | undefined, right: Json | undefined): boolean {
  switch (operator) {
    case '==':
      return isLooselyEqual(left, right)
    case '!=':
      return !isLooselyEqual(left, right)
    case '===':
      return isStrictlyEqual(left, right)
    case '!==':
      return !isStrictlyEqual(left, right)
    case '<':
      return compareOrder(left, right, order => order < 0)
    case '<=':
      return compareOrder(left, right, order => order <= 0)
    case '>':
      return compareOrder(left, right, order => order > 0)
    case '>=':
      return compareOrder(left, right, order => order >= 0)
    case 'in':
      return Array.isArray(right) && includes(right, left)
    case 'nin':
      return Array.isArray(right) && !includes(right, left)
    case 'subsetof':
      return Array.isArray(left) && Array.isArray(right) && left.every(item => includes(right, item))
    case 'anyof':
      return Array.isArray(left) && Array.isArray(right) && left.some(item => includes(right, item))
    case 'noneof':
      return Array.isArray(left) && Array.isArray(right) && !left.some(item => includes(right, item))
    case 'contains':
      if (typeof left === 'string') return typeof right === 'string' && left.includes(right)
      return Array.isArray(left) && includes(left, right)
    case 'size':
      return typeof right === 'number' && sizeOf(left) === right
    case 'empty':
      return typeof right === 'boolean' && sizeOf(left) !== undefined && (sizeOf(left) === 0) === right
  }
}

function includes(list: readonly Json[], item: Json | undefined): boolean {
  return list.some(candidate => isLooselyEqual(candidate, item))
}

function sizeOf(value: Json | undefined): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return isJsonObject(value) ? Object.keys(value).length : undefined
}

function isStrictlyEqual(left: Json | undefined, right: Json | undefined): boolean {
  return left !== undefined && right !== undefined && isDeepEqual(left, right)
}

function isLooselyEqual(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  if (typeof left === 'number' && typeof right === 'string') return isNumeral(right) && Number(right) === left
  if (typeof left === 'string' && typeof right === 'number') return isNumeral(left) && Number(left) === right
  return isDeepEqual(left, right)
}

function isNumeral(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)
}

function compareOrder(left: Json | undefined, right: Json | undefined, accept: (order: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return accept(left - right)
  if (typeof left === 'string' && typeof right === 'string') return accept(left < right ? -1 : left > right ? 1 : 0)
  return false
}
