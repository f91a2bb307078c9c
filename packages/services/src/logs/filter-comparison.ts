import type { ApiError } from '@pasos/wire'
import { RE2JS } from 're2js'
import { invalidParameter } from './errors.ts'

/** Whether a log line is wanted. */
export type LogFilter = (message: string) => boolean

/** RE2 searches in linear time, whatever the expression: a search must not stop the server. */
export function compileExpression(expression: string, pattern: string): LogFilter {
  try {
    const compiled = RE2JS.compile(expression)
    return message => compiled.matcher(message).find()
  } catch {
    throw invalidFilter(pattern)
  }
}

/** Compares as numbers where both are numbers; `*` stands for any text. */
export function compareText(value: string, operator: string, wanted: string): boolean {
  const isNumeric = wanted !== '' && value !== '' && !Number.isNaN(Number(wanted)) && !Number.isNaN(Number(value))
  switch (operator) {
    case '=':
      return isNumeric ? Number(value) === Number(wanted) : matchesWildcard(value, wanted)
    case '!=':
      return isNumeric ? Number(value) !== Number(wanted) : !matchesWildcard(value, wanted)
    case '<':
      return isNumeric && Number(value) < Number(wanted)
    case '<=':
      return isNumeric && Number(value) <= Number(wanted)
    case '>':
      return isNumeric && Number(value) > Number(wanted)
    case '>=':
      return isNumeric && Number(value) >= Number(wanted)
    default:
      return false
  }
}

/** Greedy pieces between the stars: linear, unlike a regular expression made of them. */
function matchesWildcard(value: string, wanted: string): boolean {
  const [head = '', ...pieces] = wanted.split('*')
  if (pieces.length === 0) return value === wanted
  const tail = pieces.pop() ?? ''
  if (!value.startsWith(head) || !value.endsWith(tail) || value.length < head.length + tail.length) return false
  let at = head.length
  for (const piece of pieces) {
    const found = value.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return at <= value.length - tail.length
}

export function invalidFilter(pattern: string): ApiError {
  return invalidParameter(`Invalid filter pattern: ${pattern}`)
}
