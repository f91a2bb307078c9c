import { HclSyntaxError } from './hcl-syntax.ts'

/** A place in a text that is being read. */
export interface HclCursor {
  readonly text: string
  position: number
  /** Where reading has to stop; an interpolation is read within its braces. */
  readonly end: number
}

const BLANKS = /[ \t\r]+/y
const LINE_COMMENT = /(?:#|\/\/)[^\n]*/y
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y

export function syntaxError(cursor: HclCursor, message: string): HclSyntaxError {
  return new HclSyntaxError(message, cursor.position)
}

export function peek(cursor: HclCursor): string {
  return cursor.position < cursor.end ? cursor.text.charAt(cursor.position) : ''
}

/** @param pattern sticky */
export function takeMatch(cursor: HclCursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.position
  const found = pattern.exec(cursor.text)?.[0]
  if (found === undefined || cursor.position + found.length > cursor.end) return undefined
  cursor.position += found.length
  return found
}

export function take(cursor: HclCursor, text: string): boolean {
  if (!cursor.text.startsWith(text, cursor.position) || cursor.position + text.length > cursor.end) return false
  cursor.position += text.length
  return true
}

export function expect(cursor: HclCursor, text: string): void {
  if (!take(cursor, text)) throw syntaxError(cursor, `Expected '${text}'`)
}

/** Passes blanks and comments over, and new lines too unless they end something. */
export function skip(cursor: HclCursor, overLines: boolean): void {
  for (;;) {
    const passed = takeMatch(cursor, BLANKS) ?? takeMatch(cursor, LINE_COMMENT) ?? takeMatch(cursor, BLOCK_COMMENT)
    if (passed === undefined && !(overLines && take(cursor, '\n'))) return
  }
}
