import { hold, holdItems, type Run, spend } from './run.ts'
import { isArray, isNumber, languageError, type Sequence } from './value.ts'
import { isDeepEqual, payForComparison, toBoolean, toText } from './value-functions.ts'

/** Applies an operator that wants both sides, that is all but `and` and `or`. */
export function applyOperator(run: Run, operator: string, left: unknown, right: unknown): unknown {
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return calculate(operator, left, right)
    case '=':
      return left !== undefined && right !== undefined && isDeepEqual(run, left, right)
    case '!=':
      return left !== undefined && right !== undefined && !isDeepEqual(run, left, right)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(run, operator, left, right)
    case '&':
      return concatenate(run, left, right)
    case '..':
      return range(run, left, right)
    case 'in':
      return isIn(run, left, right)
    default:
      return undefined
  }
}

function calculate(operator: string, left: unknown, right: unknown): number | undefined {
  if (left !== undefined && !isNumber(left)) throw languageError('T2001', { token: operator, value: left })
  if (right !== undefined && !isNumber(right)) throw languageError('T2002', { token: operator, value: right })
  if (left === undefined || right === undefined) return undefined
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    default:
      return left % right
  }
}

function isComparable(value: unknown): value is string | number | undefined {
  return value === undefined || typeof value === 'string' || typeof value === 'number'
}

function compare(run: Run, operator: string, left: unknown, right: unknown): boolean | undefined {
  if (!isComparable(left) || !isComparable(right)) {
    throw languageError('T2010', { token: operator, value: isComparable(left) && left !== undefined ? right : left })
  }
  if (left === undefined || right === undefined) return undefined
  if (typeof left !== typeof right) throw languageError('T2009', { token: operator, value: left, value2: right })
  payForComparison(run, left, right)
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    default:
      return left >= right
  }
}

function concatenate(run: Run, left: unknown, right: unknown): string {
  const first = left === undefined ? '' : toText(run, left)
  const second = right === undefined ? '' : toText(run, right)
  hold(run, first.length + second.length)
  return first + second
}

function range(run: Run, left: unknown, right: unknown): Sequence | undefined {
  if (left !== undefined && !Number.isInteger(left)) throw languageError('T2003', { value: left })
  if (right !== undefined && !Number.isInteger(right)) throw languageError('T2004', { value: right })
  if (left === undefined || right === undefined) return undefined
  const [first, last] = [left as number, right as number]
  if (first > last) return undefined
  holdItems(run, last - first + 1)
  const items: Sequence = new Array(last - first + 1)
  for (let index = 0; index < items.length; index++) items[index] = first + index
  items.sequence = true
  return items
}

function isIn(run: Run, left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false
  if (!isArray(right)) {
    payForComparison(run, left, right)
    return left === right
  }
  // Texts are compared as a whole only where they are equally long.
  if (typeof left === 'string') for (const item of right) payForComparison(run, left, item)
  spend(run, right.length >> 4)
  return right.includes(left)
}

export function and(run: Run, left: unknown, right: () => unknown): boolean {
  return (toBoolean(run, left) ?? false) && (toBoolean(run, right()) ?? false)
}

export function or(run: Run, left: unknown, right: () => unknown): boolean {
  return (toBoolean(run, left) ?? false) || (toBoolean(run, right()) ?? false)
}
