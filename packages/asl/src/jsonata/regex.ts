import { RE2JS } from 're2js'
import { compilePattern, pricePerCharacter } from '../pattern/compile-pattern.ts'
import { hold, type Run, spend } from './run.ts'
import { isFunction, languageError, Native } from './value.ts'

/** What a matcher function gives for a match: `next()` looks for the one after it. */
export interface Match {
  match: string
  start: number
  end: number
  groups: unknown[]
  next: unknown
}

const FLAGS: Readonly<Record<string, number>> = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL }
const compiled = new WeakMap<RegExp, RE2JS>()

/** A regular expression as the function it is in the language. It never runs on the engine of JavaScript. */
export function regexFunction(source: RegExp): Native {
  return new Native(([text, from], call) => matchFrom(call.run as Run, source, text as string, (from as number | undefined) ?? 0), 1)
}

function compile(source: RegExp): RE2JS {
  const known = compiled.get(source)
  if (known) return known
  let flags = 0
  for (const flag of source.flags) flags |= FLAGS[flag] ?? 0
  try {
    const pattern = compilePattern(source.source, flags)
    compiled.set(source, pattern)
    return pattern
  } catch (error) {
    throw languageError('D3141', {
      message: `The regular expression is not supported: ${error instanceof Error ? error.message : String(error)}`,
    })
  }
}

function matchFrom(run: Run, source: RegExp, text: string, from: number): Match | undefined {
  const pattern = compile(source)
  spend(run, 20)
  const matcher = pattern.matcher(new PaidText(run, text, pricePerCharacter(pattern)) as unknown as string)
  if (!matcher.find(from)) return undefined
  const end = matcher.end()
  const groups: unknown[] = []
  for (let index = 1; index <= matcher.groupCount(); index++) groups.push(matcher.group(index) ?? undefined)
  hold(run, 200 + groups.length * 16)
  const next = new Native((_, call) => {
    if (end >= text.length) return undefined
    const following = matchFrom(call.run as Run, source, text, end)
    if (following?.match === '') throw languageError('D1004', { value: source.source })
    return following
  }, 0)
  return { match: matcher.group(0) ?? '', start: matcher.start(), end, groups, next }
}

/**
 * A text that takes its price for every character that is read. One search is linear, but a pattern such as `/a[^c]*c|a/` may look to the
 * end of the text for each of its matches, which no estimate beforehand could tell.
 */
class PaidText extends String {
  private readonly run: Run
  private readonly price: number

  constructor(run: Run, text: string, price: number) {
    super(text)
    this.run = run
    this.price = price
  }

  override charCodeAt(index: number): number {
    spend(this.run, this.price)
    return super.charCodeAt(index)
  }

  override indexOf(token: string, from = 0): number {
    const found = super.indexOf(token, from)
    // Each place of the text may be compared with each of the token.
    spend(this.run, ((found < 0 ? this.length : found) - from) * (1 / 16 + token.length / 1_000))
    return found
  }
}

/** Checks what a matcher function gave. */
export function asMatch(value: unknown): Match | undefined {
  if (value === undefined || value === null) return undefined
  const match = value as Partial<Match>
  if (typeof match.start === 'number' || typeof match.end === 'number' || Array.isArray(match.groups) || isFunction(match.next))
    return match as Match
  throw languageError('T1010')
}
