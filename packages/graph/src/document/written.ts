/** `lines`: over several lines; `line`: on one, with spaces; `compact`: on one, without. */
export type Style = 'lines' | 'line' | 'compact'

/** A value as part of `text`, in the style of its surroundings. `indent`: that of the line it begins on. */
export function written(text: string, value: unknown, style: Style, indent: string): string {
  if (style === 'compact') return JSON.stringify(value)
  if (style === 'line') return onOneLine(value)
  return JSON.stringify(value, null, indentUnit(text)).replaceAll('\n', lineEnd(text) + indent)
}

export function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(onOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, each]) => each !== undefined)
  return members.length === 0 ? '{}' : `{ ${members.map(([name, each]) => `${JSON.stringify(name)}: ${onOneLine(each)}`).join(', ')} }`
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
