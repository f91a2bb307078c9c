import { expect, type HclCursor, peek, syntaxError, take, takeMatch } from './hcl-cursor.ts'
import type { HclExpression, TemplatePart } from './hcl-syntax.ts'

/** Reads what stands between `${` and `}`, and the brace. */
type TakeValue = (cursor: HclCursor) => HclExpression

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

/** A text in double quotes. */
export function parseQuoted(cursor: HclCursor, takeValue: TakeValue): HclExpression {
  const start = cursor.position
  expect(cursor, '"')
  const parts = parseParts(cursor, () => peek(cursor) === '"' || peek(cursor) === '\n' || peek(cursor) === '', true, takeValue)
  expect(cursor, '"')
  return { kind: 'template', parts, start, end: cursor.position }
}

/** `<<EOF`, and `<<-EOF`, whose lines lose the indentation they share. */
export function parseHeredoc(cursor: HclCursor, takeValue: TakeValue): HclExpression {
  const start = cursor.position
  expect(cursor, '<<')
  const isIndented = take(cursor, '-')
  const marker = takeMatch(cursor, /[A-Za-z_][A-Za-z0-9_-]*/y)
  if (marker === undefined) throw syntaxError(cursor, 'Expected the name of a heredoc')
  takeMatch(cursor, /[ \t\r]*/y)
  expect(cursor, '\n')
  const closing = new RegExp(`^[ \\t]*${marker}[ \\t\\r]*$`, 'gm')
  closing.lastIndex = cursor.position
  const found = closing.exec(cursor.text)
  if (found === null) throw syntaxError(cursor, `The heredoc is not closed by ${marker}`)
  const body: HclCursor = { text: cursor.text, position: cursor.position, end: found.index }
  const parts = parseParts(body, () => body.position >= body.end, false, takeValue)
  cursor.position = found.index + found[0].length
  const indentation = isIndented ? sharedIndentation(cursor.text.slice(start, found.index).split('\n').slice(1, -1)) : 0
  return {
    kind: 'template',
    parts: indentation === 0 ? parts : parts.flatMap((part, index) => outdent(part, indentation, index === 0)),
    start,
    end: cursor.position,
  }
}

/** A whole file, as templatefile() reads it. */
export function parseTemplateText(text: string, takeValue: TakeValue): HclExpression {
  const cursor: HclCursor = { text, position: 0, end: text.length }
  return { kind: 'template', parts: parseParts(cursor, () => cursor.position >= cursor.end, false, takeValue), start: 0, end: text.length }
}

function parseParts(cursor: HclCursor, isOver: () => boolean, hasEscapes: boolean, takeValue: TakeValue): TemplatePart[] {
  const parts: TemplatePart[] = []
  let start = cursor.position
  const flush = () => {
    if (cursor.position > start) parts.push({ kind: 'text', text: cursor.text.slice(start, cursor.position), start, isExact: true })
  }
  while (!isOver()) {
    const next = cursor.text.slice(cursor.position, cursor.position + 3)
    const isEscape = hasEscapes && next.startsWith('\\')
    const isPlain = !isEscape && next !== '$${' && next !== '%%{' && !next.startsWith('${') && !next.startsWith('%{')
    if (isPlain) {
      cursor.position++
      continue
    }
    flush()
    parts.push(isEscape ? takeEscape(cursor) : takeSequence(cursor, takeValue))
    start = cursor.position
  }
  flush()
  return parts
}

function takeEscape(cursor: HclCursor): TemplatePart {
  const start = cursor.position
  cursor.position++
  const code = takeMatch(cursor, /u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y)
  if (code !== undefined) return { kind: 'text', text: String.fromCodePoint(Number.parseInt(code.slice(1), 16)), start, isExact: false }
  const text = ESCAPES[peek(cursor)]
  if (text === undefined) throw syntaxError(cursor, 'Unknown escape sequence')
  cursor.position++
  return { kind: 'text', text, start, isExact: false }
}

/** `${…}`, `%{…}`, or one of them doubled, which is plain. */
function takeSequence(cursor: HclCursor, takeValue: TakeValue): TemplatePart {
  const start = cursor.position
  const sign = peek(cursor)
  if (take(cursor, `${sign}${sign}{`)) return { kind: 'text', text: `${sign}{`, start, isExact: false }
  cursor.position += 2
  const value = takeValue(cursor)
  const source = cursor.text.slice(start, cursor.position)
  return { kind: 'value', value: sign === '%' ? { kind: 'unknown', start, end: cursor.position } : value, start, source }
}

function sharedIndentation(lines: string[]): number {
  const widths = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length)
  return widths.length === 0 ? 0 : Math.min(...widths)
}

/** @param isAtLineStart whether the part begins a line: one that follows an interpolation does not */
function outdent(part: TemplatePart, width: number, isAtLineStart: boolean): TemplatePart[] {
  if (part.kind === 'value' || !part.isExact) return [part]
  let start = part.start
  return part.text.split(/(?<=\n)/).map((line, index) => {
    const cut = index > 0 || isAtLineStart ? Math.min(width, line.length - line.trimStart().length) : 0
    const shorter: TemplatePart = { kind: 'text', text: line.slice(cut), start: start + cut, isExact: true }
    start += line.length
    return shorter
  })
}
