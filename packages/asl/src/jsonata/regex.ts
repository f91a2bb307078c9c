import { RE2JS } from 're2js'
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

/**
 * A regular expression as the function it is in the language. It runs on RE2, whose time grows linearly with the text, never on the
 * engine of JavaScript, where `/^(a+)+$/` on 28 characters takes a minute.
 */
export function regexFunction(source: RegExp): Native {
  return new Native(([text, from], call) => matchFrom(call.run as Run, source, text as string, (from as number | undefined) ?? 0), 1)
}

function compile(source: RegExp): RE2JS {
  const known = compiled.get(source)
  if (known) return known
  let flags = 0
  for (const flag of source.flags) flags |= FLAGS[flag] ?? 0
  try {
    const pattern = RE2JS.compile(source.source, flags)
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
  // RE2 takes up to about 0.1 µs for each character and each state of the pattern.
  const matcher = pattern.matcher(text)
  const found = matcher.find(from)
  const end = found ? matcher.end() : text.length
  spend(run, 20 + (end - from) * Math.ceil(source.source.length / 8))
  if (!found) return undefined
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

/** Checks what a matcher function gave. */
export function asMatch(value: unknown): Match | undefined {
  if (value === undefined || value === null) return undefined
  const match = value as Partial<Match>
  if (typeof match.start === 'number' || typeof match.end === 'number' || Array.isArray(match.groups) || isFunction(match.next))
    return match as Match
  throw languageError('T1010')
}
