import { RE2JS } from 're2js'
import { compilePattern } from '../pattern/compile-pattern.ts'
import { type Cursor, expect, peek, skipBlanks, syntaxError, take, takeLiteral, takeMatch, takeWord } from './path-cursor.ts'
import type { FilterOperand, FilterOperator, ParsedPath, PathFilter } from './path-step.ts'

/** Reads a path that starts here; passed in, since paths hold filters and filters hold paths. */
type TakePath = (cursor: Cursor, nesting: number) => ParsedPath

const SYMBOLS: readonly FilterOperator[] = ['===', '!==', '==', '!=', '<=', '>=', '=~', '<', '>']
const WORDS: readonly FilterOperator[] = ['in', 'nin', 'subsetof', 'anyof', 'noneof', 'contains', 'size', 'empty']
const MAX_NESTING = 50

/** Reads what stands between `?(` and `)`, and stops before the `)`. */
export function takeFilterTerms(cursor: Cursor, nesting: number, takePath: TakePath): PathFilter {
  if (nesting > MAX_NESTING) throw syntaxError(cursor, 'Nested too deeply')
  const alternatives = takeSeparated(cursor, '||', () => {
    const terms = takeSeparated(cursor, '&&', () => takeTerm(cursor, nesting, takePath))
    return terms.length === 1 ? terms[0]! : { kind: 'and', terms }
  })
  return alternatives.length === 1 ? alternatives[0]! : { kind: 'or', terms: alternatives }
}

function takeSeparated(cursor: Cursor, separator: string, takeOne: () => PathFilter): PathFilter[] {
  const terms: PathFilter[] = []
  do {
    skipBlanks(cursor)
    terms.push(takeOne())
    skipBlanks(cursor)
  } while (take(cursor, separator))
  return terms
}

function takeTerm(cursor: Cursor, nesting: number, takePath: TakePath): PathFilter {
  if (peek(cursor) === '!') {
    cursor.position++
    skipBlanks(cursor)
    return { kind: 'not', term: takeTerm(cursor, nesting + 1, takePath) }
  }
  if (peek(cursor) === '(') {
    cursor.position++
    const inner = takeFilterTerms(cursor, nesting + 1, takePath)
    expect(cursor, ')')
    return inner
  }
  if (nesting > MAX_NESTING) throw syntaxError(cursor, 'Nested too deeply')
  return takeComparison(cursor, nesting, takePath)
}

function takeComparison(cursor: Cursor, nesting: number, takePath: TakePath): PathFilter {
  const left = takeOperand(cursor, nesting, takePath)
  skipBlanks(cursor)
  const operator = takeOperator(cursor)
  if (operator === undefined) {
    if (left.kind === 'pattern') throw syntaxError(cursor, 'Expected an operator')
    return { kind: 'exists', operand: left }
  }
  skipBlanks(cursor)
  const right = (COMPARES_TEXT.has(operator) && takeBareText(cursor)) || takeOperand(cursor, nesting, takePath)
  return { kind: 'compare', operator, left, right }
}

const COMPARES_TEXT: ReadonlySet<FilterOperator> = new Set(['==', '!=', '===', '!=='])
const BARE_TEXT = /(?!(?:true|false|null)(?![\w-]))[A-Za-z_][\w-]*/y

/** A text without quotes, as in `[?(@.Name==Receipt)]`: no page of the guide has it, but published workflows that run at AWS do. */
function takeBareText(cursor: Cursor): FilterOperand | undefined {
  const value = takeMatch(cursor, BARE_TEXT)
  return value === undefined ? undefined : { kind: 'literal', value }
}

function takeOperator(cursor: Cursor): FilterOperator | undefined {
  for (const symbol of SYMBOLS) if (take(cursor, symbol)) return symbol
  const start = cursor.position
  const word = takeWord(cursor)?.toLowerCase()
  const operator = WORDS.find(candidate => candidate === word)
  if (operator === undefined) cursor.position = start
  return operator
}

function takeOperand(cursor: Cursor, nesting: number, takePath: TakePath): FilterOperand {
  const character = peek(cursor)
  if (character === '@') return { kind: 'item', path: takePath(cursor, nesting + 1) }
  if (character === '$') return { kind: 'root', path: takePath(cursor, nesting + 1) }
  if (character === '/') return takePattern(cursor)
  const value = takeLiteral(cursor)
  if (value === undefined) throw syntaxError(cursor, 'Expected a path, a literal or a regular expression')
  return { kind: 'literal', value }
}

const PATTERN = /\/(?:[^/\\]|\\.)*\/[A-Za-z]*/y
const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
  u: 0,
}

function takePattern(cursor: Cursor): FilterOperand {
  const start = cursor.position
  const text = takeMatch(cursor, PATTERN)
  if (text === undefined) throw syntaxError(cursor, 'The regular expression is not closed')
  const end = text.lastIndexOf('/')
  let flags = 0
  for (const flag of text.slice(end + 1)) {
    const bit = FLAGS[flag]
    if (bit === undefined) throw syntaxError(cursor, `Unknown flag '${flag}' of a regular expression`)
    flags |= bit
  }
  try {
    return { kind: 'pattern', pattern: compilePattern(text.slice(1, end).replaceAll('\\/', '/'), flags) }
  } catch (error) {
    cursor.position = start
    throw syntaxError(cursor, `The regular expression is not valid: ${error instanceof Error ? error.message : String(error)}`)
  }
}
