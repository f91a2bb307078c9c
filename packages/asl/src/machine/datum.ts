import type { Json } from '../json.ts'
import { isTooDeep, MOST_LEVELS } from '../json-size.ts'
import { parseJson, SpelledNumber } from '../spelled-numbers.ts'
import { StatesFailure, tooDeep } from './failure.ts'

/**
 * A JSON value together with its text, which is made at most once: a value that passes through ten states unchanged is
 * written out once for its twenty events. The text an input arrived with is kept as it was, spacing and `0.0` included, as AWS does.
 */
export class Datum {
  readonly value: Json
  private cachedText: string | undefined
  private cachedIsTooDeep: boolean | undefined

  constructor(value: Json, text?: string) {
    this.value = value
    this.cachedText = text
  }

  /** @param member a value, or a number with its text */
  static of(member: Json | SpelledNumber): Datum {
    return member instanceof SpelledNumber ? new Datum(member.value, member.text) : new Datum(member)
  }

  /** What a text says where it is JSON, numbers as they were written; else the text itself. */
  static read(text: string): Datum {
    try {
      return new Datum(parseJson(text), text)
    } catch {
      return new Datum(text)
    }
  }

  /** The value as a member of something else: a number comes with its text where that is unusual. */
  get member(): Json | SpelledNumber {
    const { value, cachedText } = this
    if (typeof value !== 'number' || cachedText === undefined || cachedText === String(value)) return value
    return new SpelledNumber(value, cachedText.trim())
  }

  get text(): string {
    this.cachedText ??= textOf(this.value)
    return this.cachedText
  }

  /** Whether it is nested deeper than a value may be: whoever takes one in, or lets one out, refuses it. */
  get isTooDeep(): boolean {
    this.cachedIsTooDeep ??= this.findIsTooDeep()
    return this.cachedIsTooDeep
  }

  private findIsTooDeep(): boolean {
    try {
      // Each level takes two characters.
      return this.text.length > 2 * MOST_LEVELS && isTooDeep(this.value)
    } catch (thrown) {
      if (thrown instanceof StatesFailure) return true
      throw thrown
    }
  }

  /** Length of the text in UTF-8. */
  get byteLength(): number {
    return utf8Length(this.text)
  }

  /** Whether the text is longer than `limit` bytes of UTF-8. */
  isLargerThan(limit: number): boolean {
    const text = this.text
    // A UTF-16 code unit takes three bytes at most, so nearly every text is judged by its length alone.
    if (text.length * 3 <= limit) return false
    return text.length > limit || utf8Length(text) > limit
  }
}

/** @throws StatesFailure for what is so deep that JavaScript can't write it out */
function textOf(value: Json): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('call stack')) throw tooDeep()
    throw error
  }
}

function utf8Length(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit < 0xdc00) {
      bytes += 4
      index++
    } else bytes += 3
  }
  return bytes
}

/**
 * A JSON text as AWS hands it on from state to state: read and written anew, without spaces between its tokens and with the escapes that its
 * strings need; numbers keep their spelling.
 */
export function compactText(text: string): string {
  if (!/[\s\\]/.test(text)) return text
  const kept: string[] = []
  let start = 0
  let at = 0
  const cut = (end: number, next: number, instead = ''): void => {
    kept.push(text.slice(start, end), instead)
    start = next
    at = next
  }
  while (at < text.length) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) {
      const end = endOfString(text, at)
      const written = text.slice(at, end)
      const anew = writtenAnew(written)
      if (anew === written) at = end
      else cut(at, end, anew)
    } else if (!isSpace(unit)) at++
    else {
      let next = at + 1
      while (isSpace(text.charCodeAt(next))) next++
      cut(at, next)
    }
  }
  if (start === 0) return text
  kept.push(text.slice(start))
  return kept.join('')
}

// Of what may be escaped, these are written as they are, or in another way.
const NEEDLESS_ESCAPE = /\\[u/]/

/** @param written a JSON string in its quotes */
function writtenAnew(written: string): string {
  if (!NEEDLESS_ESCAPE.test(written)) return written
  try {
    return JSON.stringify(JSON.parse(written))
  } catch {
    // What a function calls an error need not be JSON.
    return written
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

function isSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
}

/** The offset behind a string's closing quote. */
function endOfString(text: string, opening: number): number {
  let at = opening + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return text.length
    let backslash = quote
    while (backslash > at && text.charCodeAt(backslash - 1) === BACKSLASH) backslash--
    at = quote + 1
    // An even number of backslashes escape each other, not the quote.
    if ((quote - backslash) % 2 === 0) return at
  }
}
