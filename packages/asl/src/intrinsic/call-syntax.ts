import type { Json } from '../json.ts'
import { takePath } from '../path/parse-path.ts'
import { compilePath, type Path } from '../path/path.ts'
import { type Cursor, expect, peek, skipBlanks, syntaxError, take, takeMatch } from '../path/path-cursor.ts'
import { numberOf, type SpelledNumber } from '../spelled-numbers.ts'
import { type IntrinsicName, isIntrinsicName } from './function-table.ts'

export type IntrinsicArgument =
  /** `source` is the text as it stands between the quotes: `States.Format` tells an escaped brace from a bare one. */
  | { kind: 'text'; value: string; source: string }
  | { kind: 'literal'; value: Json | SpelledNumber }
  | { kind: 'path'; path: Path }
  | { kind: 'call'; call: IntrinsicCall }

export interface IntrinsicCall {
  name: IntrinsicName
  args: readonly IntrinsicArgument[]
}

// AWS: "you can nest up to 10 intrinsic functions within a field" (intrinsic-functions.html).
const MAX_NESTING = 10
const NAME = /States\.[A-Za-z0-9]+/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const

/** Parses `States.Name(…)`. Throws `PathSyntaxError`. */
export function parseIntrinsicCall(text: string): IntrinsicCall {
  const cursor: Cursor = { text, position: 0 }
  skipBlanks(cursor)
  const call = takeCall(cursor, 1)
  skipBlanks(cursor)
  if (cursor.position < text.length) throw syntaxError(cursor, `Unexpected character '${peek(cursor)}'`)
  return call
}

function takeCall(cursor: Cursor, nesting: number): IntrinsicCall {
  const start = cursor.position
  const name = takeMatch(cursor, NAME)
  if (name === undefined || !isIntrinsicName(name)) {
    cursor.position = start
    throw syntaxError(cursor, name === undefined ? 'Expected an intrinsic function' : `Unknown intrinsic function '${name}'`)
  }
  if (nesting > MAX_NESTING) throw syntaxError(cursor, `More than ${MAX_NESTING} nested intrinsic functions`)
  skipBlanks(cursor)
  expect(cursor, '(')
  const args: IntrinsicArgument[] = []
  skipBlanks(cursor)
  while (!take(cursor, ')')) {
    if (args.length > 0) expect(cursor, ',')
    skipBlanks(cursor)
    args.push(takeArgument(cursor, nesting))
    skipBlanks(cursor)
  }
  return { name, args }
}

function takeArgument(cursor: Cursor, nesting: number): IntrinsicArgument {
  const character = peek(cursor)
  if (character === "'") return takeText(cursor)
  if (character === '$') return { kind: 'path', path: takeWholePath(cursor) }
  if (character === 'S') return { kind: 'call', call: takeCall(cursor, nesting + 1) }
  const number = takeMatch(cursor, NUMBER)
  if (number !== undefined) return { kind: 'literal', value: numberOf(number) }
  for (const [word, value] of WORDS) if (take(cursor, word)) return { kind: 'literal', value }
  throw syntaxError(cursor, 'Expected a text in single quotes, a number, true, false, null, a path or an intrinsic function')
}

function takeWholePath(cursor: Cursor): Path {
  const start = cursor.position
  takePath(cursor, 0)
  return compilePath(cursor.text.slice(start, cursor.position))
}

/**
 * A text in single quotes. A backslash makes `'`, `{`, `}` and `\` plain (intrinsic-functions.html, "Reserved characters"); before any
 * other character it is refused, as AWS refuses `\"` when the state machine is created.
 */
function takeText(cursor: Cursor): IntrinsicArgument {
  const start = cursor.position
  cursor.position++
  let value = ''
  for (;;) {
    const character = peek(cursor)
    if (character === '') {
      cursor.position = start
      throw syntaxError(cursor, 'Text is not closed by its quote')
    }
    if (character === "'") break
    if (character === '\\') {
      cursor.position++
      if (peek(cursor) === '' || !"'{}\\".includes(peek(cursor))) throw syntaxError(cursor, `'\\${peek(cursor)}' is not an escape sequence`)
    }
    value += peek(cursor)
    cursor.position++
  }
  cursor.position++
  return { kind: 'text', value, source: cursor.text.slice(start + 1, cursor.position - 1) }
}
