import { RE2JS } from 're2js'

// A pattern of a few characters can stand for a program of millions of instructions: /((a{99}){99}){99}/. No honest one comes near this.
const MAX_INSTRUCTIONS = 5_000
const MAX_GROUPS = 100

/**
 * Compiles a regular expression for RE2, whose time grows linearly with the text: no pattern from outside can hang the process, as
 * `/^(a+)+$/` on 28 characters does with JavaScript's own. Throws an `Error` when it is no such expression, or stands for too large a one.
 */
export function compilePattern(source: string, flags: number): RE2JS {
  if (estimateInstructions(source) > MAX_INSTRUCTIONS) throw new Error(`it stands for more than ${MAX_INSTRUCTIONS} instructions`)
  const pattern = RE2JS.compile(source, flags)
  if (pattern.groupCount() > MAX_GROUPS) throw new Error(`it has more than ${MAX_GROUPS} groups`)
  return pattern
}

/**
 * What one character of a text costs at most, in steps of 100 ns: RE2 may have to compare it at each place of the pattern, and carries
 * the groups along. Measured with `(\p{L}?){1000}`: 50 ns for each instruction.
 */
export function pricePerCharacter(pattern: RE2JS): number {
  return 0.2 + (pattern.programSize() * (1 + pattern.groupCount() / 20)) / 12
}

const REPETITION = /\{(\d+)(?:,(\d*))?\}/y
const ESCAPE = /\\(?:[pPx]\{[^}]*\}|[\s\S])/y
const CLASS = /\[\^?\]?(?:\\[\s\S]|\[:[^\]]*:\]|[^\]\\])*\]/y

/** How many instructions a pattern stands for, roughly and rather too many, from its text alone: compiling is what must not be tried. */
function estimateInstructions(source: string): number {
  const outer: number[] = []
  let total = 0
  let last = 0
  const add = (size: number): void => {
    total += size
    last = size
  }
  for (let at = 0; at < source.length; ) {
    const character = source[at]!
    const token = takeToken(source, at)
    at += token.length
    if (character === '(') {
      outer.push(total)
      total = 0
      last = 0
    } else if (character === ')') {
      const group = total + 2
      total = outer.pop() ?? 0
      add(group)
    } else if (token.length > 2 && character === '{') {
      const [, least, most] = /\{(\d+),?(\d*)/.exec(token)!
      const repeated = last * Math.max(1, Number(least), Number(most || 0))
      total -= last
      add(repeated)
    } else {
      add(character === '[' ? 1 + (token.length >> 2) : 1)
    }
    if (total > MAX_INSTRUCTIONS) return total
  }
  return total + outer.reduce((sum, size) => sum + size, 0)
}

/** An escape, a class in brackets or a repetition as a whole, otherwise one character. */
function takeToken(source: string, at: number): string {
  const expression = source[at] === '\\' ? ESCAPE : source[at] === '[' ? CLASS : source[at] === '{' ? REPETITION : undefined
  if (expression === undefined) return source[at]!
  expression.lastIndex = at
  return expression.exec(source)?.[0] ?? source[at]!
}
