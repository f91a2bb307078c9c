/**
 * A text that is not JSON. `message` is worded as AWS words it (its parser is Jackson), so that a definition refused by AWS and one
 * refused here read alike; `offset` is where the trouble is, in UTF-16 units from 0.
 */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
  readonly offset: number
  /** The text is well-formed so far but nested deeper than allowed. */
  readonly isTooDeep: boolean
  /** The place as Jackson writes it: `[Source: (String)"{,"; line: 1, column: 3]`. */
  readonly source: string
  /** The message without the place, for those who show that in their own way. */
  readonly what: string

  constructor(what: string, offset: number, source: string, isTooDeep = false) {
    super(`${what}\n at ${source}`)
    this.offset = offset
    this.source = source
    this.what = what
    this.isTooDeep = isTooDeep
  }
}

const SHOWN_SOURCE = 500

export interface Location {
  line: number
  column: number
}

/**
 * Builds the error. `reported` is the place Jackson names: one past a character it refuses, the text's end where input is missing; a
 * location where it counts otherwise.
 */
export function jsonSyntaxError(
  text: string,
  what: string,
  offset: number,
  reported: number | Location,
  isTooDeep = false,
): JsonSyntaxError {
  const place = typeof reported === 'number' ? lineAndColumn(text, Math.min(reported, text.length)) : reported
  return new JsonSyntaxError(what, offset, placeOf(text, place), isTooDeep)
}

/** A place as Jackson writes it: with the source, or as much of it as it shows. */
export function placeOf(text: string, { line, column }: Location): string {
  const rest = text.length - SHOWN_SOURCE
  const source = `(String)"${text.slice(0, SHOWN_SOURCE)}"${rest > 0 ? `[truncated ${rest} chars]` : ''}`
  return `[Source: ${source}; line: ${line}, column: ${column}]`
}

/** Describes a character as Jackson does: `('}' (code 125))`. */
export function describeCharacter(text: string, offset: number): string {
  const code = text.charCodeAt(offset)
  return code < 0x20 ? `((CTRL-CHAR, code ${code}))` : `('${text[offset]}' (code ${code}${code > 255 ? ` / 0x${code.toString(16)}` : ''}))`
}

/** Line and column, both from 1, of an offset. Lines end at `\n`, `\r` or `\r\n`. */
export function lineAndColumn(text: string, offset: number): Location {
  let line = 1
  let start = 0
  for (let index = 0; index < offset; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(index + 1) !== 0x0a)) {
      line++
      start = index + 1
    }
  }
  return { line, column: offset - start + 1 }
}
