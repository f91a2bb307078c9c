/** Where and why a text is not JSON. `line` and `column` count from 1. */
export interface JsonFault {
  kind: 'empty' | 'unexpected' | 'unfinished'
  /** The offending character, for `unexpected`. */
  found: string
  offset: number
  line: number
  column: number
}

/** Finds the first fault of a text that should be JSON (RFC 8259); `undefined` when there is none. Browsers word and place theirs each in a way of its own. */
export function findJsonFault(text: string): JsonFault | undefined {
  const end = scanValue(text, skipSpace(text, 0))
  const offset = end.fault ?? skipSpace(text, end.at)
  if (end.fault === undefined && offset >= text.length) return undefined
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  const column = offset - (before.lastIndexOf('\n') + 1) + 1
  const kind = text.trim() === '' ? 'empty' : offset >= text.length ? 'unfinished' : 'unexpected'
  return { kind, found: text.slice(offset, offset + 1), offset, line, column }
}

interface Scan {
  at: number
  fault?: number
}

const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids raw control characters in strings.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y

function scanValue(text: string, at: number): Scan {
  const first = text[at]
  if (first === '{') return scanList(text, at + 1, '}', scanMember)
  if (first === '[') return scanList(text, at + 1, ']', scanValue)
  if (first === '"') return scanString(text, at)
  SCALAR.lastIndex = at
  const scalar = SCALAR.exec(text)
  return scalar ? { at: at + scalar[0].length } : { at, fault: at }
}

function scanString(text: string, at: number): Scan {
  if (text[at] !== '"') return { at, fault: at }
  STRING.lastIndex = at
  const end = at + (STRING.exec(text)?.[0].length ?? 0)
  return text[end] === '"' ? { at: end + 1 } : { at: end, fault: end }
}

function scanMember(text: string, at: number): Scan {
  const name = scanString(text, at)
  if (name.fault !== undefined) return name
  const colon = skipSpace(text, name.at)
  if (text[colon] !== ':') return { at: colon, fault: colon }
  return scanValue(text, skipSpace(text, colon + 1))
}

function scanList(text: string, start: number, close: string, scanItem: (text: string, at: number) => Scan): Scan {
  let at = skipSpace(text, start)
  if (text[at] === close) return { at: at + 1 }
  for (;;) {
    const item = scanItem(text, at)
    if (item.fault !== undefined) return item
    at = skipSpace(text, item.at)
    if (text[at] === close) return { at: at + 1 }
    if (text[at] !== ',') return { at, fault: at }
    at = skipSpace(text, at + 1)
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++
  return at
}
