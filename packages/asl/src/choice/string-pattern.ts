import { textFinder } from '../pattern/find-text.ts'

/**
 * Compiles the pattern of `StringMatches`: `*` stands for any characters, `\*` for a star and `\\` for a backslash.
 * Matching is linear: no regular expression, so no pattern can make it slow.
 */
export function compileStringPattern(pattern: string): (text: string) => boolean {
  const pieces = splitAtStars(pattern)
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  const middle = pieces.slice(1, -1).map(piece => ({ length: piece.length, find: textFinder(piece) }))
  if (pieces.length === 1) return text => text === first
  return text => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
    const end = text.length - last.length
    let at = first.length
    for (const { length, find } of middle) {
      const found = find(text, at)
      if (found < 0) return false
      at = found + length
    }
    return at <= end
  }
}

function splitAtStars(pattern: string): string[] {
  const pieces: string[] = []
  let piece = ''
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index)
    const next = pattern.charAt(index + 1)
    if (character === '\\' && (next === '*' || next === '\\')) {
      piece += next
      index++
    } else if (character === '*') {
      pieces.push(piece)
      piece = ''
    } else {
      piece += character
    }
  }
  pieces.push(piece)
  return pieces
}
