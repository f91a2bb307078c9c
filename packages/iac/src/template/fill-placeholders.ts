import { SourceText } from '../source-text.ts'

/**
 * Puts values in the place of `${Name}`. What has no value stays as it is written.
 *
 * @param bare what becomes of a placeholder without a value that stands where JSON has no text, as in `"Seconds": ${Wait}`
 */
export function fillPlaceholders(source: SourceText, values: ReadonlyMap<string, string>, bare?: string): SourceText {
  const { text } = source
  if (!text.includes('${')) return source
  const filled = new SourceText()
  let isText = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === '\\' && isText) at++
    else if (letter === '"') isText = !isText
    else if (letter === '$' && text[at + 1] === '{') {
      const end = text.indexOf('}', at)
      if (end < 0) break
      const value = values.get(text.slice(at + 2, end).trim()) ?? (isText ? undefined : bare)
      if (value === undefined) continue
      filled.appendPart(source, from, at)
      filled.append(isText ? JSON.stringify(value).slice(1, -1) : value, source.locate(at), false)
      from = end + 1
      at = end
    }
  }
  filled.appendPart(source, from)
  return filled
}
