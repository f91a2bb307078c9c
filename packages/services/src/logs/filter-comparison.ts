import type { ApiError } from '@pasos/wire'
import { invalidParameter } from './errors.ts'

/** Whether a log line is wanted. */
export type LogFilter = (message: string) => boolean

/** AWS allows few operators; none of them can make a search explode, and nothing else is let through. */
export function compileExpression(expression: string, pattern: string): LogFilter {
  if (expression.length > 200 || !/^[\w\s.^$?+*|[\]{},#=\-:;<>/@&!~`'"%\\]*$/.test(expression) || /[+*?}]\s*[+*{]/.test(expression))
    throw invalidFilter(pattern)
  try {
    const compiled = new RegExp(expression)
    return message => compiled.test(message.length > 32_768 ? message.slice(0, 32_768) : message)
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
