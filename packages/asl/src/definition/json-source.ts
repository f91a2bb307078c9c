import type { Json, JsonObject } from '../json.ts'
import { describeCharacter, jsonSyntaxError, type Location, lineAndColumn, placeOf } from './json-syntax-error.ts'

/** A value of a JSON text and where it stands: UTF-16 offsets, `end` exclusive. Exactly one of `members` and `items` is set for containers. */
export interface JsonNode {
  readonly value: Json
  readonly start: number
  readonly end: number
  readonly members?: ReadonlyMap<string, JsonMember>
  readonly items?: readonly JsonNode[]
}

export interface JsonMember {
  readonly name: string
  /** Of the key with its quotes. */
  readonly nameStart: number
  readonly nameEnd: number
  readonly node: JsonNode
}

export interface JsonSource {
  readonly text: string
  readonly root: JsonNode
  /** Keys written again in the same object. The last one counts, as in AWS's parser; here are the others' later twins. */
  readonly duplicates: readonly DuplicateKey[]
}

export interface DuplicateKey {
  readonly member: JsonMember
  /** The object that has the key twice. */
  readonly owner: JsonNode
}

/** Nesting beyond this is refused before it can hurt: AWS's parser stops at 1,000. */
export const MAX_JSON_DEPTH = 1_000

interface Cursor {
  readonly text: string
  position: number
  readonly duplicates: DuplicateKey[]
}

/**
 * Parses JSON text (RFC 8259, nothing more) and keeps the place of every value and key. Linear in the text's length.
 * Throws `JsonSyntaxError`.
 */
export function parseJsonSource(text: string): JsonSource {
  const cursor: Cursor = { text, position: 0, duplicates: [] }
  skipBlanks(cursor)
  // Jackson has read no token yet, so it has no column either.
  if (cursor.position === text.length) throw jsonSyntaxError(text, 'No content to map due to end-of-input', 0, { line: 1, column: 0 })
  if (closes(cursor)) throw mismatched(cursor, 'root', { line: 1, column: 0 })
  const root = readValue(cursor, 0)
  skipBlanks(cursor)
  if (cursor.position < text.length) throw unexpected(cursor, 'Expected end of the document')
  return { text, root, duplicates: cursor.duplicates }
}

/** The node a JSON pointer (RFC 6901) leads to. */
export function nodeAt(source: JsonSource, pointer: string): JsonNode | undefined {
  let node: JsonNode | undefined = source.root
  if (pointer === '') return node
  for (const part of pointer.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    node = node.items ? (/^(?:0|[1-9]\d*)$/.test(name) ? node.items[Number(name)] : undefined) : node.members?.get(name)?.node
    if (node === undefined) return undefined
  }
  return node
}

function readValue(cursor: Cursor, depth: number): JsonNode {
  const start = cursor.position
  switch (cursor.text.charCodeAt(start)) {
    case 0x7b:
      return readObject(cursor, depth + 1)
    case 0x5b:
      return readArray(cursor, depth + 1)
    case 0x22: {
      const value = readString(cursor)
      return { value, start, end: cursor.position }
    }
    default:
      return readScalar(cursor, depth)
  }
}

function readObject(cursor: Cursor, depth: number): JsonNode {
  const start = enter(cursor, depth)
  const value: JsonObject = {}
  const members = new Map<string, JsonMember>()
  const repeated: JsonMember[] = []
  skipBlanks(cursor)
  if (!take(cursor, 0x7d)) {
    for (;;) {
      const nameStart = cursor.position
      if (cursor.text.charCodeAt(nameStart) !== 0x22) {
        if (members.size === 0) throw unclosed(cursor, start, 'Object', 'was expecting double-quote to start field name')
        throw missing(cursor, 'Object', 'was expecting double-quote to start field name')
      }
      const name = readString(cursor, 'name')
      const nameEnd = cursor.position
      skipBlanks(cursor)
      if (!take(cursor, 0x3a)) throw missing(cursor, 'Object', 'was expecting a colon to separate field name and value')
      skipBlanks(cursor)
      if (cursor.position === cursor.text.length) throw missing(cursor, 'Object', '')
      const node = readValue(cursor, depth)
      const member = { name, nameStart, nameEnd, node }
      if (members.has(name)) repeated.push(member)
      members.set(name, member)
      setMember(value, name, node.value)
      skipBlanks(cursor)
      if (take(cursor, 0x7d)) break
      if (!take(cursor, 0x2c)) throw unclosed(cursor, start, 'Object', 'was expecting comma to separate Object entries')
      skipBlanks(cursor)
    }
  }
  const owner = { value, start, end: cursor.position, members }
  for (const member of repeated) cursor.duplicates.push({ member, owner })
  return owner
}

function readArray(cursor: Cursor, depth: number): JsonNode {
  const start = enter(cursor, depth)
  const items: JsonNode[] = []
  skipBlanks(cursor)
  if (!take(cursor, 0x5d)) {
    if (cursor.position === cursor.text.length || closes(cursor)) throw unclosed(cursor, start, 'Array', '')
    for (;;) {
      items.push(readValue(cursor, depth))
      skipBlanks(cursor)
      if (take(cursor, 0x5d)) break
      if (!take(cursor, 0x2c)) throw unclosed(cursor, start, 'Array', 'was expecting comma to separate Array entries')
      skipBlanks(cursor)
      if (cursor.position === cursor.text.length) throw missing(cursor, 'Array', '')
    }
  }
  return { value: items.map(item => item.value), start, end: cursor.position, items }
}

function enter(cursor: Cursor, depth: number): number {
  if (depth > MAX_JSON_DEPTH) {
    const what = `Document nesting depth (${depth}) exceeds the maximum allowed (${MAX_JSON_DEPTH})`
    throw jsonSyntaxError(cursor.text, what, cursor.position, cursor.position, true)
  }
  return cursor.position++
}

function setMember(object: JsonObject, name: string, value: Json): void {
  // `__proto__` written by assignment would change the object's prototype instead of becoming a member.
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** Starts at the opening quote. */
function readString(cursor: Cursor, what: 'name' | 'string value' = 'string value'): string {
  const { text } = cursor
  let from = cursor.position + 1
  let value = ''
  for (let index = from; ; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x22) {
      cursor.position = index + 1
      return value + text.slice(from, index)
    }
    if (code === 0x5c) {
      value += text.slice(from, index) + readEscape(text, index + 1)
      index += text[index + 1] === 'u' ? 5 : 1
      from = index + 1
    } else if (Number.isNaN(code)) {
      const rest = what === 'name' ? ' in field name' : ': was expecting closing quote for a string value'
      throw jsonSyntaxError(text, `Unexpected end-of-input${rest}`, text.length, text.length)
    } else if (code < 0x20) {
      const illegal = `Illegal unquoted character (${describeCharacter(text, index).slice(1, -1)})`
      // A line break within a string does not begin a line for Jackson.
      const { line, column } = lineAndColumn(text, index)
      const reported = { line, column: column + 1 }
      throw jsonSyntaxError(text, `${illegal}: has to be escaped using backslash to be included in ${what}`, index, reported)
    }
  }
}

function readEscape(text: string, index: number): string {
  const letter = text[index]
  if (letter === 'u') {
    const digits = text.slice(index + 1, index + 5)
    if (/^[0-9a-fA-F]{4}$/.test(digits)) return String.fromCharCode(Number.parseInt(digits, 16))
    const bad = index + 1 + digits.search(/[^0-9a-fA-F]|$/)
    if (bad >= text.length) throw jsonSyntaxError(text, 'Unexpected end-of-input in character escape sequence', text.length, text.length)
    throw unexpectedAt(text, bad, 'expected a hex-digit for character escape sequence')
  }
  if (letter === undefined) throw jsonSyntaxError(text, 'Unexpected end-of-input in character escape sequence', text.length, text.length)
  const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
  if (character !== undefined) return character
  const what = `Unrecognized character escape ${describeCharacter(text, index).slice(1, -1)}`
  throw jsonSyntaxError(text, what, index, index + 1)
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const TOKEN = /[\p{L}\p{N}_$]+/uy
const TOKENS_EXPECTED = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

function readScalar(cursor: Cursor, depth: number): JsonNode {
  const { text, position: start } = cursor
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const) {
    if (text.startsWith(word, start) && !isTokenCharacter(text, start + word.length)) {
      cursor.position = start + word.length
      return { value, start, end: cursor.position }
    }
  }
  NUMBER.lastIndex = start
  const digits = NUMBER.exec(text)?.[0]
  if (digits === undefined) throw text[start] === '-' ? signError(text, start + 1) : tokenError(text, start)
  const end = start + digits.length
  if (goesOn(digits, text[end])) throw numberError(text, start, end)
  if (depth === 0 && end < text.length && !isBlank(text.charCodeAt(end)))
    throw unexpectedAt(text, end, 'Expected space separating root-level values')
  cursor.position = end
  return { value: Number(digits), start, end }
}

function isTokenCharacter(text: string, index: number): boolean {
  TOKEN.lastIndex = index
  return index < text.length && TOKEN.test(text)
}

/** Whether a number that is whole by itself has begun another part. */
function goesOn(digits: string, next: string | undefined): boolean {
  if (next === undefined || /[eE]/.test(digits)) return false
  return /[eE]/.test(next) || (!digits.includes('.') && /[.\d]/.test(next))
}

/** `bad`: behind the minus. */
function signError(text: string, bad: number): Error {
  if (bad >= text.length) return jsonSyntaxError(text, 'Unexpected end-of-input in number', text.length, text.length)
  return unexpectedAt(text, bad, 'expected digit (0-9) to follow minus sign, for valid numeric value', ' in numeric value')
}

/** The digits from `start` to `offset` are a number, what follows should belong to it. */
function numberError(text: string, start: number, offset: number): Error {
  const isPoint = text[offset] === '.'
  if (!isPoint && !/[eE]/.test(text[offset]!))
    return jsonSyntaxError(text, 'Invalid numeric value: Leading zeroes not allowed', offset, offset)
  const bad = isPoint || !/[+-]/.test(text[offset + 1] ?? '') ? offset + 1 : offset + 2
  // At the end of the text Jackson still holds the character before.
  const shown = Math.min(bad, text.length - 1)
  const why = isPoint ? 'Decimal point not followed by a digit' : 'Exponent indicator not followed by a digit'
  // Jackson has moved on no further than the first character that is no digit.
  const reported = start + text.slice(start).search(/[.eE]/) + 1
  return jsonSyntaxError(text, `Unexpected character ${describeCharacter(text, shown)} in numeric value: ${why}`, bad, reported)
}

function tokenError(text: string, start: number): Error {
  if (start >= text.length) return jsonSyntaxError(text, 'Unexpected end-of-input', text.length, text.length)
  if (text[start] === '}') return unexpectedAt(text, start, 'expected a value')
  TOKEN.lastIndex = start
  const token = TOKEN.exec(text)?.[0]
  if (token === undefined || /^\d/.test(token)) return unexpectedAt(text, start, `expected a valid value ${TOKENS_EXPECTED}`)
  if (/^(?:NaN|Infinity)$/.test(token)) {
    const what = `Non-standard token '${token}': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow`
    return jsonSyntaxError(text, what, start, start + token.length)
  }
  const shown = token.length > 256 ? `${token.slice(0, 256)}...` : token
  return jsonSyntaxError(text, `Unrecognized token '${shown}': was expecting ${TOKENS_EXPECTED}`, start, start + token.length)
}

type Container = 'Object' | 'Array'

/** What should stand between two parts of a container, or the text is over before the second. */
function missing(cursor: Cursor, container: Container, expected: string): Error {
  const { text, position } = cursor
  if (position < text.length) return unexpected(cursor, expected)
  return jsonSyntaxError(text, `Unexpected end-of-input within/between ${container} entries`, position, position)
}

/** What may be closed here is not: the text is over, the wrong bracket closes it, or something else follows. */
function unclosed(cursor: Cursor, start: number, container: Container, expected: string): Error {
  const { text, position } = cursor
  if (closes(cursor)) return mismatched(cursor, container, lineAndColumn(text, start))
  if (position < text.length) return unexpected(cursor, expected)
  const what = `Unexpected end-of-input: expected close marker for ${container} (start marker at ${placeOf(text, lineAndColumn(text, start))})`
  return jsonSyntaxError(text, what, position, position)
}

function closes({ text, position }: Cursor): boolean {
  return text[position] === '}' || text[position] === ']'
}

function mismatched({ text, position }: Cursor, container: Container | 'root', start: Location): Error {
  const [found, expected] = text[position] === '}' ? '}]' : ']}'
  const what = `Unexpected close marker '${found}': expected '${expected}' (for ${container} starting at ${placeOf(text, start)})`
  return jsonSyntaxError(text, what, position, position + 1)
}

function unexpected({ text, position }: Cursor, expected: string): Error {
  return unexpectedAt(text, position, expected)
}

function unexpectedAt(text: string, offset: number, expected: string, where = ''): Error {
  const isComment = text[offset] === '/' && where === ''
  const why = isComment ? COMMENT : expected
  return jsonSyntaxError(text, `Unexpected character ${describeCharacter(text, offset)}${where}: ${why}`, offset, offset + 1)
}

const COMMENT = "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"

function take(cursor: Cursor, code: number): boolean {
  if (cursor.text.charCodeAt(cursor.position) !== code) return false
  cursor.position++
  return true
}

function skipBlanks(cursor: Cursor): void {
  const { text } = cursor
  for (;;) {
    if (!isBlank(text.charCodeAt(cursor.position))) return
    cursor.position++
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}
