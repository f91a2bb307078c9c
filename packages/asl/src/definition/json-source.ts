import type { Json, JsonObject } from '../json.ts'
import { describeCharacter, jsonSyntaxError, lineAndColumn } from './json-syntax-error.ts'

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
      return readScalar(cursor)
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
      if (cursor.text.charCodeAt(nameStart) !== 0x22)
        throw missing(cursor, start, 'Object', 'was expecting double-quote to start field name')
      const name = readString(cursor)
      const nameEnd = cursor.position
      skipBlanks(cursor)
      if (!take(cursor, 0x3a)) throw missing(cursor, start, 'Object', 'was expecting a colon to separate field name and value')
      skipBlanks(cursor)
      const node = readValue(cursor, depth)
      const member = { name, nameStart, nameEnd, node }
      if (members.has(name)) repeated.push(member)
      members.set(name, member)
      setMember(value, name, node.value)
      skipBlanks(cursor)
      if (take(cursor, 0x7d)) break
      if (!take(cursor, 0x2c)) throw missing(cursor, start, 'Object', 'was expecting comma to separate Object entries')
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
    for (;;) {
      items.push(readValue(cursor, depth))
      skipBlanks(cursor)
      if (take(cursor, 0x5d)) break
      if (!take(cursor, 0x2c)) throw missing(cursor, start, 'Array', 'was expecting comma to separate Array entries')
      skipBlanks(cursor)
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
function readString(cursor: Cursor): string {
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
      throw jsonSyntaxError(text, 'Unexpected end-of-input in VALUE_STRING', text.length, text.length)
    } else if (code < 0x20) {
      const what = `Illegal unquoted character (${describeCharacter(text, index).slice(1, -1)}): has to be escaped using backslash to be included in string value`
      // A line break within a string does not begin a line for Jackson.
      const { line, column } = lineAndColumn(text, index)
      throw jsonSyntaxError(text, what, index, { line, column: column + 1 })
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
    throw jsonSyntaxError(
      text,
      `Unexpected character ${describeCharacter(text, bad)}: expected a hex-digit for character escape sequence`,
      bad,
      bad + 1,
    )
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

function readScalar(cursor: Cursor): JsonNode {
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
  if (digits !== undefined) {
    const end = start + digits.length
    if (isTokenCharacter(text, end) || text[end] === '.') throw numberError(text, end)
    cursor.position = end
    return { value: Number(digits), start, end }
  }
  throw tokenError(text, start)
}

function isTokenCharacter(text: string, index: number): boolean {
  TOKEN.lastIndex = index
  return index < text.length && TOKEN.test(text)
}

function numberError(text: string, offset: number): Error {
  if (text[offset] === '.' || /[eE]/.test(text[offset] ?? '')) {
    const bad = offset + 1
    if (bad >= text.length) return jsonSyntaxError(text, 'Unexpected end-of-input in number', text.length, text.length)
    return jsonSyntaxError(
      text,
      `Unexpected character ${describeCharacter(text, bad)}: Decimal point not followed by a digit`,
      bad,
      bad + 1,
    )
  }
  if (text[offset - 1] === '0') return jsonSyntaxError(text, 'Invalid numeric value: Leading zeroes not allowed', offset, offset)
  return jsonSyntaxError(
    text,
    `Unexpected character ${describeCharacter(text, offset)}: Expected space separating root-level values`,
    offset,
    offset + 1,
  )
}

function tokenError(text: string, start: number): Error {
  if (start >= text.length) return jsonSyntaxError(text, 'Unexpected end-of-input', text.length, text.length)
  TOKEN.lastIndex = start
  const token = TOKEN.exec(text)?.[0]
  if (token === undefined || /^\d/.test(token)) {
    const what = `Unexpected character ${describeCharacter(text, start)}: expected a valid value ${TOKENS_EXPECTED}`
    return jsonSyntaxError(text, what, start, start + 1)
  }
  const shown = token.length > 256 ? `${token.slice(0, 256)}...` : token
  return jsonSyntaxError(text, `Unrecognized token '${shown}': was expecting ${TOKENS_EXPECTED}`, start, start + token.length)
}

function missing(cursor: Cursor, containerStart: number, container: 'Object' | 'Array', expected: string): Error {
  const { text, position } = cursor
  if (position < text.length) return unexpected(cursor, expected)
  const started = lineStart(text, containerStart)
  const what = `Unexpected end-of-input: expected close marker for ${container} (start marker at [Source: (String)"${text.slice(0, 500)}"; ${started}])`
  return jsonSyntaxError(text, what, position, position)
}

function lineStart(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return `line: ${line}, column: ${offset - before.lastIndexOf('\n')}`
}

function unexpected(cursor: Cursor, expected: string): Error {
  const { text, position } = cursor
  return jsonSyntaxError(text, `Unexpected character ${describeCharacter(text, position)}: ${expected}`, position, position + 1)
}

function take(cursor: Cursor, code: number): boolean {
  if (cursor.text.charCodeAt(cursor.position) !== code) return false
  cursor.position++
  return true
}

function skipBlanks(cursor: Cursor): void {
  const { text } = cursor
  for (;;) {
    const code = text.charCodeAt(cursor.position)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
    cursor.position++
  }
}
