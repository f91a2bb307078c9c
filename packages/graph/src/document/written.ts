import { applyEdits, format } from 'jsonc-parser'

/** `lines`: over several lines; `line`: on one, with spaces; `compact`: on one, without. */
export type Style = 'lines' | 'line' | 'compact'

/** A value as part of `text`, in the style of its surroundings. `indent`: that of the line it begins on. */
export function written(text: string, value: unknown, style: Style, indent: string): string {
  if (style === 'compact') return JSON.stringify(value)
  if (style === 'line') return spaced(JSON.stringify(value).match(TOKEN) ?? [])
  return JSON.stringify(value, null, indentUnit(text)).replaceAll('\n', lineEnd(text) + indent)
}

export function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

/** The white space that the line of an offset begins with. */
export function lineIndent(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))![0]
}

/** One step of indent, as the text has it. */
export function indentUnit(text: string): string {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? '  '
}

/**
 * JSON as part of `text`: as it is written, with the indent of its new surroundings, as far as they have lines. What has no spaces at all is
 * laid out anew. `json` begins without an indent.
 */
export function laidOut(text: string, json: string, style: Style, indent: string): string {
  const tokens = json.match(TOKEN) ?? []
  if (style === 'compact') return tokens.join('')
  if (style === 'line') return spaced(tokens)
  const unit = indentUnit(text)
  const own = indentUnit(json)
  const isBare = tokens.join('') === json
  const lines = (isBare ? formatted(json, unit) : json).split(/\r?\n/)
  return lines.map((line, index) => (index === 0 ? line : indent + (isBare ? line : withUnit(line, own, unit)))).join(lineEnd(text))
}

/** Strings hold no line ends, so that a line of JSON is a line of its layout. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g

function spaced(tokens: readonly string[]): string {
  return tokens
    .map((token, index) => {
      if (token === '{') return tokens[index + 1] === '}' ? '{' : '{ '
      if (token === '}') return tokens[index - 1] === '{' ? '}' : ' }'
      return token === ':' || token === ',' ? `${token} ` : token
    })
    .join('')
}

function formatted(json: string, unit: string): string {
  const options = { insertSpaces: !unit.includes('\t'), tabSize: unit.length, eol: '\n', insertFinalNewline: false }
  return applyEdits(json, format(json, undefined, options))
}

function withUnit(line: string, own: string, unit: string): string {
  let steps = 0
  while (own !== '' && line.startsWith(own, steps * own.length)) steps++
  return unit.repeat(steps) + line.slice(steps * own.length)
}

/** The text between two offsets, without the indent of the line that it begins on. */
export function withoutIndent(text: string, from: number, to: number): string {
  const indent = lineIndent(text, from)
  const lines = text.slice(from, to).split(/\r?\n/)
  return lines.map((line, index) => (index > 0 && line.startsWith(indent) ? line.slice(indent.length) : line)).join('\n')
}
