import { takeFilterTerms } from './filter-syntax.ts'
import { type Cursor, expect, peek, skipBlanks, syntaxError, take, takeInteger, takeLiteral, takeMatch, takeQuoted } from './path-cursor.ts'
import { isPathFunctionName } from './path-function.ts'
import type { ParsedPath, PathArgument, PathFunctionName, PathRoot, PathStep } from './path-step.ts'

// Jayway ends an unquoted name at these; anything else, also dashes and letters of any language, belongs to it.
const NAME = /[^\s.[\](),'"@$*?:&|=<>!~]+/y
const VARIABLE = /[\p{ID_Start}_][\p{ID_Continue}]*/uy
const MAX_STEPS = 1_000
const MAX_NESTING = 20

/** Parses a whole text as a path. Throws `PathSyntaxError`. */
export function parsePath(text: string): ParsedPath {
  const cursor: Cursor = { text, position: 0 }
  if (peek(cursor) !== '$') throw syntaxError(cursor, "A path must start with '$'")
  const path = takePath(cursor, 0)
  // Jayway drops blanks at the end; published definitions have them.
  while (take(cursor, ' '));
  if (cursor.position < text.length) throw syntaxError(cursor, `Unexpected character '${peek(cursor)}'`)
  return path
}

/** A path that may stand within something else, such as a filter or a function's arguments. Starts at its `$` or `@`. */
export function takePath(cursor: Cursor, nesting: number): ParsedPath {
  if (nesting > MAX_NESTING) throw syntaxError(cursor, 'Nested too deeply')
  const root = takeRoot(cursor)
  const steps: PathStep[] = []
  for (;;) {
    const before = cursor.position
    if (!takeStep(cursor, steps, nesting)) return { root, steps }
    if (steps.length > MAX_STEPS) throw syntaxError(cursor, 'The path has too many steps')
    if (steps.some((step, index) => step.kind === 'function' && index < steps.length - 1)) {
      cursor.position = before
      throw syntaxError(cursor, 'A function must be the last step of a path')
    }
  }
}

function takeRoot(cursor: Cursor): PathRoot {
  if (take(cursor, '$$')) return { kind: 'context' }
  cursor.position++ // '$', or '@' within a filter: there the current item is the input
  if (cursor.text[cursor.position - 1] === '@') return { kind: 'input' }
  const name = takeMatch(cursor, VARIABLE)
  return name === undefined ? { kind: 'input' } : { kind: 'variable', name }
}

function takeStep(cursor: Cursor, steps: PathStep[], nesting: number): boolean {
  if (take(cursor, '..')) {
    steps.push({ kind: 'scan' })
    if (peek(cursor) === '[') return takeBracket(cursor, steps, nesting)
    return takeDotted(cursor, steps, nesting)
  }
  if (take(cursor, '.')) {
    // Jayway reads `$.['a']` as `$['a']`.
    if (peek(cursor) === '[') return takeBracket(cursor, steps, nesting)
    return takeDotted(cursor, steps, nesting)
  }
  if (peek(cursor) === '[') return takeBracket(cursor, steps, nesting)
  return false
}

function takeDotted(cursor: Cursor, steps: PathStep[], nesting: number): boolean {
  if (take(cursor, '*')) {
    steps.push({ kind: 'wildcard' })
    return true
  }
  const start = cursor.position
  const name = takeMatch(cursor, NAME)
  if (name === undefined) throw syntaxError(cursor, "Path must not end with a '.' or '..'")
  if (peek(cursor) === '(') {
    if (!isPathFunctionName(name)) {
      cursor.position = start
      throw syntaxError(cursor, `Function of name: ${name} cannot be created`)
    }
    steps.push(takeCall(cursor, name, nesting))
  } else {
    steps.push({ kind: 'property', name })
  }
  return true
}

function takeCall(cursor: Cursor, name: PathFunctionName, nesting: number): PathStep {
  expect(cursor, '(')
  const args: PathArgument[] = []
  skipBlanks(cursor)
  while (!take(cursor, ')')) {
    if (args.length > 0) expect(cursor, ',')
    skipBlanks(cursor)
    if (peek(cursor) === '$') {
      args.push({ kind: 'path', path: takePath(cursor, nesting + 1) })
    } else {
      const value = takeLiteral(cursor)
      if (value === undefined) throw syntaxError(cursor, 'Expected a literal or a path')
      args.push({ kind: 'literal', value })
    }
    skipBlanks(cursor)
  }
  return { kind: 'function', name, args }
}

function takeBracket(cursor: Cursor, steps: PathStep[], nesting: number): boolean {
  expect(cursor, '[')
  skipBlanks(cursor)
  const start = cursor.position
  const character = peek(cursor)
  if (take(cursor, '*')) steps.push({ kind: 'wildcard' })
  else if (take(cursor, '?')) steps.push(takeFilter(cursor, nesting))
  else if (character === "'" || character === '"') steps.push(takeNames(cursor))
  else if (character === '(') steps.push(takeFromEnd(cursor))
  else steps.push(takeIndices(cursor))
  skipBlanks(cursor)
  if (!take(cursor, ']')) {
    if (cursor.position === cursor.text.length) cursor.position = start - 1
    throw syntaxError(cursor, "Expected ']'")
  }
  return true
}

function takeFilter(cursor: Cursor, nesting: number): PathStep {
  skipBlanks(cursor)
  expect(cursor, '(')
  const start = cursor.position
  const filter = takeFilterTerms(cursor, nesting + 1, takePath)
  const text = cursor.text.slice(start, cursor.position).trim()
  expect(cursor, ')')
  return { kind: 'filter', filter, text }
}

function takeNames(cursor: Cursor): PathStep {
  const names: string[] = []
  do {
    skipBlanks(cursor)
    if (peek(cursor) !== "'" && peek(cursor) !== '"') throw syntaxError(cursor, 'Expected a name in quotes')
    names.push(takeQuoted(cursor))
    skipBlanks(cursor)
  } while (take(cursor, ','))
  return names.length === 1 ? { kind: 'property', name: names[0]! } : { kind: 'properties', names }
}

// `[(@.length-1)]` counts from the end, as `[-1]` does. Nothing else may be computed: a path is never evaluated as a script.
const FROM_END = /\(\s*@\.length(?:\(\))?\s*-\s*(\d{1,9})\s*\)/y

function takeFromEnd(cursor: Cursor): PathStep {
  const text = takeMatch(cursor, FROM_END)
  if (text === undefined) throw syntaxError(cursor, "Expected '(@.length-n)'")
  return { kind: 'index', index: -Number(/(\d+)\s*\)$/.exec(text)![1]) }
}

function takeIndices(cursor: Cursor): PathStep {
  const first = takeInteger(cursor)
  skipBlanks(cursor)
  if (take(cursor, ':')) return takeSlice(cursor, first)
  if (first === undefined) throw syntaxError(cursor, 'Expected an index, a name in quotes, a slice, a filter or *')
  const indices = [first]
  while (take(cursor, ',')) {
    skipBlanks(cursor)
    const index = takeInteger(cursor)
    if (index === undefined) throw syntaxError(cursor, 'Expected an index')
    indices.push(index)
    skipBlanks(cursor)
  }
  return indices.length === 1 ? { kind: 'index', index: first } : { kind: 'indices', indices }
}

function takeSlice(cursor: Cursor, from: number | undefined): PathStep {
  skipBlanks(cursor)
  const to = takeInteger(cursor)
  skipBlanks(cursor)
  let step = 1
  if (take(cursor, ':')) {
    skipBlanks(cursor)
    step = takeInteger(cursor) ?? 1
    if (step < 1) throw syntaxError(cursor, 'The step of a slice must be positive')
  }
  return { kind: 'slice', from, to, step }
}
