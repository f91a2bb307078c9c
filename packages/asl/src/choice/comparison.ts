import type { Json } from '../json.ts'
import { compileStringPattern } from './string-pattern.ts'
import { parseTimestamp } from './timestamp.ts'

/** Compares a variable's value with an operand. Values of another type than the operator's never match. */
export type Comparison = (value: Json, operand: Json) => boolean

type Order = (sign: number) => boolean

const orders: Record<string, Order> = {
  Equals: sign => sign === 0,
  LessThan: sign => sign < 0,
  GreaterThan: sign => sign > 0,
  LessThanEquals: sign => sign <= 0,
  GreaterThanEquals: sign => sign >= 0,
}

/** Every operator that has an operand to compare with, and thus a `…Path` twin. */
export const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ['BooleanEquals', (value, operand) => typeof value === 'boolean' && value === operand],
  ['StringMatches', (value, operand) => typeof value === 'string' && typeof operand === 'string' && compileStringPattern(operand)(value)],
  ...Object.entries(orders).flatMap(([name, order]): [string, Comparison][] => [
    [`String${name}`, (value, operand) => typeof value === 'string' && typeof operand === 'string' && order(compare(value, operand))],
    [`Numeric${name}`, (value, operand) => typeof value === 'number' && typeof operand === 'number' && order(compare(value, operand))],
    [`Timestamp${name}`, (value, operand) => compareTimestamps(value, operand, order)],
  ]),
])

/** Every operator that asks for a value's type. `IsPresent` is not here: it alone accepts a path that leads nowhere. */
export const typeTests: ReadonlyMap<string, (value: Json) => boolean> = new Map<string, (value: Json) => boolean>([
  ['IsNull', value => value === null],
  ['IsNumeric', value => typeof value === 'number'],
  ['IsString', value => typeof value === 'string'],
  ['IsBoolean', value => typeof value === 'boolean'],
  ['IsTimestamp', value => typeof value === 'string' && parseTimestamp(value) !== undefined],
])

/** Strings are ordered by UTF-16 code units, as in Java. */
function compare<T extends string | number>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function compareTimestamps(value: Json, operand: Json, order: Order): boolean {
  if (typeof value !== 'string' || typeof operand !== 'string') return false
  const left = parseTimestamp(value)
  const right = parseTimestamp(operand)
  return left !== undefined && right !== undefined && order(compare(left, right))
}
