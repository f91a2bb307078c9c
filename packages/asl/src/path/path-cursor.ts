import type { Json } from '../json.ts'
import { PathSyntaxError } from './path-syntax-error.ts'

/** A place in a text that is being parsed. */
export interface Cursor {
  readonly text: string
  position: number
}

export function syntaxError(cursor: Cursor, message: string): PathSyntaxError {
  return new PathSyntaxError(message, cursor.position)
}

export function skipBlanks(cursor: Cursor): void {
  while (cursor.text[cursor.position] === ' ' || cursor.text[cursor.position] === '\t') cursor.position++
}

export function peek(cursor: Cursor): string {
  return cursor.text[cursor.position] ?? ''
}

/** Moves past `token` if it stands here. */
export function take(cursor: Cursor, token: string): boolean {
  if (!cursor.text.startsWith(token, cursor.position)) return false
  cursor.position += token.length
  return true
}

export function expect(cursor: Cursor, token: string): void {
  if (!take(cursor, token)) throw syntaxError(cursor, `Expected '${token}'`)
}

/** Matches a sticky expression here and moves past it. */
export function takeMatch(cursor: Cursor, expression: RegExp): string | undefined {
  expression.lastIndex = cursor.position
  const match = expression.exec(cursor.text)
  if (!match) return undefined
  cursor.position += match[0].length
  return match[0]
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** A text in single or double quotes; a backslash takes the next character as it is, but for `\n \r \t \b \f` and `\uXXXX`. */
export function takeQuoted(cursor: Cursor): string {
  const quote = peek(cursor)
  const start = cursor.position
  cursor.position++
  let value = ''
  for (;;) {
    const character = cursor.text[cursor.position]
    if (character === undefined) {
      cursor.position = start
      throw syntaxError(cursor, 'Text is not closed by its quote')
    }
    cursor.position++
    if (character === quote) return value
    value += character === '\\' ? takeEscape(cursor) : character
  }
}

function takeEscape(cursor: Cursor): string {
  const character = cursor.text[cursor.position++] ?? ''
  if (character !== 'u') return ESCAPES[character] ?? character
  const digits = takeMatch(cursor, /[0-9a-fA-F]{4}/y)
  if (digits === undefined) throw syntaxError(cursor, 'Expected four hexadecimal digits')
  return String.fromCharCode(Number.parseInt(digits, 16))
}

// Filters take more than JSON does: `.85`, `8.` and leading zeros, as Java's BigDecimal reads them.
const NUMBER = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const INTEGER = /-?\d+/y
const WORD = /[A-Za-z]+/y

export function takeInteger(cursor: Cursor): number | undefined {
  const digits = takeMatch(cursor, INTEGER)
  return digits === undefined ? undefined : Number(digits)
}

export function takeWord(cursor: Cursor): string | undefined {
  return takeMatch(cursor, WORD)
}

/** A number, text, `true`, `false`, `null`, or a JSON array or object; undefined when none stands here. */
export function takeLiteral(cursor: Cursor): Json | undefined {
  const character = peek(cursor)
  if (character === "'" || character === '"') return takeQuoted(cursor)
  if (character === '[' || character === '{') return takeStructure(cursor)
  const number = takeMatch(cursor, NUMBER)
  if (number !== undefined) return Number(number)
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const) {
    if (take(cursor, word)) return value
  }
  return undefined
}

const MAX_NESTING = 50

/** A literal array or object, whose texts may be in single quotes. */
function takeStructure(cursor: Cursor, nesting = 0): Json {
  if (nesting > MAX_NESTING) throw syntaxError(cursor, 'Nested too deeply')
  skipBlanks(cursor)
  const opening = peek(cursor)
  if (opening !== '[' && opening !== '{') {
    const value = takeLiteral(cursor)
    if (value === undefined) throw syntaxError(cursor, 'Expected a literal')
    return value
  }
  cursor.position++
  const items: Json[] = []
  const members: [string, Json][] = []
  const closing = opening === '[' ? ']' : '}'
  skipBlanks(cursor)
  if (take(cursor, closing)) return opening === '[' ? items : {}
  for (;;) {
    skipBlanks(cursor)
    if (opening === '[') items.push(takeStructure(cursor, nesting + 1))
    else members.push(takeMember(cursor, nesting))
    skipBlanks(cursor)
    if (take(cursor, closing)) return opening === '[' ? items : Object.fromEntries(members)
    expect(cursor, ',')
  }
}

function takeMember(cursor: Cursor, nesting: number): [string, Json] {
  if (peek(cursor) !== "'" && peek(cursor) !== '"') throw syntaxError(cursor, 'Expected a member name in quotes')
  const name = takeQuoted(cursor)
  skipBlanks(cursor)
  expect(cursor, ':')
  return [name, takeStructure(cursor, nesting + 1)]
}
