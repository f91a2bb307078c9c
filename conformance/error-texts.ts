import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A call in the sources that makes an error, with the texts written in it. */
export interface ErrorCall {
  /** What is called: `invalidArn`, `StatesFailure` … */
  name: string
  file: string
  /** The literals as they are written, without their quotes; `${…}` where something is filled in. */
  literals: string[]
}

/** The TypeScript sources below a folder, tests aside, by their paths from there. */
export function readSources(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.ts$/.test(file) && !/\.test\.ts$/.test(file))
  return new Map(files.sort().map(file => [file.replaceAll('\\', '/'), readFileSync(join(folder, file), 'utf8')]))
}

/** Finds the calls of some functions or classes. */
export function findErrorCalls(sources: ReadonlyMap<string, string>, names: readonly string[]): ErrorCall[] {
  if (names.length === 0) return []
  const calls = new RegExp(`\\b(${names.join('|')})\\(`, 'g')
  return [...sources].flatMap(([file, text]) =>
    [...text.matchAll(calls)].map(match => ({ name: match[1]!, file, literals: literalsOf(text, match.index + match[0].length) })),
  )
}

/** The literals of a call's arguments, which begin at `start`. */
function literalsOf(text: string, start: number): string[] {
  const literals: string[] = []
  for (let at = start, depth = 1; depth > 0 && at < text.length; ) {
    const character = text[at]!
    if (character === "'" || character === '"' || character === '`') {
      const end = endOfLiteral(text, at)
      literals.push(text.slice(at + 1, end - 1).replaceAll(/\\(.)/g, '$1'))
      at = end
    } else {
      if (character === '(') depth++
      if (character === ')') depth--
      at++
    }
  }
  return literals
}

/** The offset behind a literal's closing quote; what is filled in may have literals of its own. */
function endOfLiteral(text: string, start: number): number {
  const quote = text[start]!
  let at = start + 1
  for (let braces = 0; at < text.length && (text[at] !== quote || braces > 0); at++) {
    if (text[at] === '\\') at++
    else if (quote === '`' && text.startsWith('${', at)) braces++
    else if (braces > 0 && text[at] === '}') braces--
  }
  return at + 1
}

/** The parts of a literal between what is filled in, but those too short to tell anything. */
export function fixedParts(literal: string): string[] {
  return literal.split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/).flatMap(part => {
    const words = part.replace(/^[^A-Za-z]+/, '').trim()
    return words.length >= 12 ? [words] : []
  })
}
