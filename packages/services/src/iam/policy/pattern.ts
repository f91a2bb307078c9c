import type { RequestContext } from './request-context.ts'

/** `*` and `?` as negative numbers, beside the code units that stand for themselves. */
const anyRun = -1
const anyOne = -2

type Piece = { text: string } | { variable: string; fallback: string | undefined }

/** Decides whether a text fits; the context fills policy variables in. */
export type Matcher = (text: string, context: RequestContext) => boolean

/**
 * A text with `*` (any run of characters, also none) and `?` (one character). With `variables`, `${aws:username}` stands for the
 * value of that key, taken literally, `${key, 'otherwise'}` has a default, and `${*}`, `${?}` and `${$}` are those characters.
 * A variable without value fits nothing.
 */
export function compilePattern(pattern: string, options: { variables: boolean; ignoreCase?: boolean }): Matcher {
  const fold = options.ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text
  const pieces = options.variables && pattern.includes('${') ? split(pattern) : [{ text: pattern }]
  if (pieces.every(piece => 'text' in piece)) return constantMatcher(pieces.map(piece => piece.text).join(''), fold)
  return (text, context) => {
    const units = fill(pieces, context, fold)
    return units !== undefined && fits(units, fold(text))
  }
}

/** The text with its variables filled in, without wildcards; `undefined` when one has no value. */
export function compileText(text: string): (context: RequestContext) => string | undefined {
  const pieces = text.includes('${') ? split(text) : [{ text }]
  return context => {
    let filled = ''
    for (const piece of pieces) {
      const value = 'text' in piece ? piece.text : valueFor(piece, context)
      if (value === undefined) return undefined
      filled += value
    }
    return filled
  }
}

function constantMatcher(pattern: string, fold: (text: string) => string): Matcher {
  const folded = fold(pattern)
  if (folded === '*') return () => true
  if (!/[*?]/.test(folded)) return text => fold(text) === folded
  if (/^[^*?]*\*$/.test(folded)) {
    const prefix = folded.slice(0, -1)
    return text => fold(text).startsWith(prefix)
  }
  const units = wildcards(folded)
  return text => fits(units, fold(text))
}

function split(pattern: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of pattern.matchAll(/\$\{([^}]*)\}/g)) {
    if (match.index > end) pieces.push({ text: pattern.slice(end, match.index) })
    const [name, fallback] = match[1]!.split(',').map(part => part.trim())
    pieces.push({ variable: name!, fallback: fallback?.replace(/^'(.*)'$/, '$1') })
    end = match.index + match[0].length
  }
  if (end < pattern.length) pieces.push({ text: pattern.slice(end) })
  return pieces
}

function valueFor(piece: Exclude<Piece, { text: string }>, context: RequestContext): string | undefined {
  if (piece.variable === '*' || piece.variable === '?' || piece.variable === '$') return piece.variable
  const values = context.get(piece.variable)
  // A key with several values cannot stand for one text.
  return values?.length === 1 ? values[0] : piece.fallback
}

function fill(pieces: readonly Piece[], context: RequestContext, fold: (text: string) => string): number[] | undefined {
  const units: number[] = []
  for (const piece of pieces) {
    if ('text' in piece) units.push(...wildcards(fold(piece.text)))
    else {
      const value = valueFor(piece, context)
      if (value === undefined) return undefined
      for (const unit of codeUnits(fold(value))) units.push(unit)
    }
  }
  return units
}

function codeUnits(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
}

function wildcards(text: string): number[] {
  return codeUnits(text).map(unit => (unit === 0x2a ? anyRun : unit === 0x3f ? anyOne : unit))
}

/** Backtracks to the last `*` only, so time is at most pattern × text whatever the pattern. */
function fits(pattern: readonly number[], text: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  for (let index = 0; index < text.length; ) {
    const unit = pattern[at]
    if (unit === anyRun) {
      star = at++
      resume = index
    } else if (unit === anyOne || unit === text.charCodeAt(index)) {
      at++
      index++
    } else if (star >= 0) {
      at = star + 1
      index = ++resume
    } else return false
  }
  while (pattern[at] === anyRun) at++
  return at === pattern.length
}
