import { SourceText } from '../source-text.ts'

/**
 * Puts values in the place of `${Name}` as they stand, within quotes too, as CloudFormation does: a value may be a piece of JSON, or name another
 * one. What has no value stays as it is written.
 *
 * @param bare what becomes of a placeholder without a value that stands where JSON has no text, as in `"Seconds": ${Wait}`
 */
export function fillPlaceholders(source: SourceText, values: ReadonlyMap<string, string>, bare?: string): SourceText {
  let filled = fillOnce(source, values, bare)
  // A value may name another one, but not for ever.
  for (let left = values.size, before = source.text; left > 0 && filled.text !== before; left--) {
    before = filled.text
    filled = fillOnce(filled, values, bare)
  }
  return filled
}

function fillOnce(source: SourceText, values: ReadonlyMap<string, string>, bare: string | undefined): SourceText {
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
      filled.append(value, source.locate(at), false, source.locateEnd(end + 1))
      from = end + 1
      at = end
    }
  }
  filled.appendPart(source, from)
  return filled
}
