import { SourceText } from '../source-text.ts'
import type { SourceNode } from './source-node.ts'

/** The text of a scalar, whose characters are found where they stand in the file, also where the file needs more of them for one. */
export function scalarText({ value, start, end, style }: SourceNode, file: string): SourceText {
  const text = String(value)
  const raw = file.slice(start, end)
  if (style === 'literal') return literalText(text, file, start)
  if (style === 'double' && !raw.includes('\n'))
    return quotedText(text, raw, start, /\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|U[\da-fA-F]{8}|.)|[^\\]/gsu)
  if (style === 'single' && !raw.includes('\n')) return quotedText(text, raw, start, /''|[^']/gsu)
  const source = new SourceText()
  source.append(text, start, raw === text)
  return source
}

/** Line by line: each is indented alike. */
function literalText(text: string, file: string, start: number): SourceText {
  const source = new SourceText()
  let at = file.indexOf('\n', start) + 1
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    const end = file.indexOf('\n', at)
    const raw = file.slice(at, end < 0 ? undefined : end).replace(/\r$/, '')
    const isFound = raw.endsWith(line)
    source.append(line, at + (isFound ? raw.length - line.length : 0), isFound)
    if (index < lines.length - 1) source.append('\n', at + raw.length, false)
    at = end < 0 ? file.length : end + 1
  }
  return source
}

function quotedText(text: string, raw: string, start: number, unit: RegExp): SourceText {
  const source = new SourceText()
  let written = 0
  for (const { 0: piece, index } of raw.slice(1, -1).matchAll(unit)) {
    const length = piece.length === 1 || /^[^\\']/.test(piece) ? piece.length : 1
    source.append(text.slice(written, written + length), start + 1 + index, false, start + 1 + index + piece.length)
    written += length
  }
  // What the units did not account for still has to be in the text.
  source.append(text.slice(written), start, false)
  return source
}
