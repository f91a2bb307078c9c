import { textFinder } from '../pattern/find-text.ts'
import { base64decode, base64encode } from './base64-functions.ts'
import { type BuiltIn, replaceFunction } from './built-in.ts'
import { asMatch, type Match } from './regex.ts'
import { hold, holdItems, MAX_VALUE_BYTES, type Run, spend, waste } from './run.ts'
import { asSequence, type Call, InternalError, languageError, type Native, type Sequence } from './value.ts'
import { toText } from './value-functions.ts'

const string: BuiltIn = (run, [value, isPretty]) => (value === undefined ? undefined : toText(run, value, isPretty === true))

/** Fills up with whole characters, to `width` of them. jsonata's own makes an array as long as the result on its way. */
const pad: BuiltIn = (run, [text, width, fill], from) => {
  if (text === undefined) return undefined
  const whole = text as string
  const filling = (fill as string | undefined) || ' '
  const greatest = Math.abs(width as number)
  hold(run, greatest * filling.length)
  const missing = greatest - (length(run, [whole], from) as number)
  if (missing <= 0) return whole
  if (!Number.isInteger(missing)) throw new InternalError('Invalid array length')
  spend(run, missing >> 4)
  const characters = [...filling]
  const padding = filling.repeat(Math.floor(missing / characters.length)) + characters.slice(0, missing % characters.length).join('')
  return (width as number) > 0 ? whole + padding : padding + whole
}

const join: BuiltIn = (run, [texts, separator]) => {
  if (texts === undefined) return undefined
  const list = texts as string[]
  const glue = (separator as string | undefined) ?? ''
  spend(run, list.length >> 2)
  hold(
    run,
    list.reduce((length, text) => length + text.length, glue.length * list.length),
  )
  return list.join(glue)
}

// A character may be two units of a text. jsonata makes an array of characters each time, 30 times as large as the text.
const SURROGATE = /[\ud800-\udfff]/

const length: BuiltIn = (run, [text]) => {
  if (text === undefined) return undefined
  const whole = text as string
  spend(run, whole.length >> 4)
  if (!SURROGATE.test(whole)) return whole.length
  spend(run, whole.length >> 1)
  let count = 0
  for (const _ of whole) count++
  return count
}

const substring: BuiltIn = (run, [text, start, count]) => {
  if (text === undefined) return undefined
  const whole = text as string
  spend(run, whole.length >> 4)
  if (!SURROGATE.test(whole))
    return sliceOf(whole.length, start as number, count as number | undefined, (from, to) => whole.slice(from, to))
  hold(run, whole.length * 8)
  const characters = Array.from(whole)
  return sliceOf(characters.length, start as number, count as number | undefined, (from, to) => characters.slice(from, to).join(''))
}

function sliceOf(size: number, start: number, count: number | undefined, slice: (from: number, to?: number) => string): string {
  const from = size + start < 0 ? 0 : start
  if (count === undefined) return slice(from)
  if (count <= 0) return ''
  return slice(from, from >= 0 ? from + count : size + from + count)
}

function firstMatch(run: Run, from: Call<unknown>, matcher: unknown, text: string): Match | undefined {
  return asMatch(run.apply(run, matcher, [text], null, from.frame))
}

function nextMatch(run: Run, from: Call<unknown>, match: Match): Match | undefined {
  return asMatch(run.apply(run, match.next, [], null, from.frame))
}

const contains: BuiltIn = (run, [text, token], from) => {
  if (text === undefined) return undefined
  if (token === undefined) throw new InternalError('There is nothing to look for')
  if (typeof token !== 'string') return firstMatch(run, from, token, text as string) !== undefined
  return placesOf(run, text as string, token, 1).length > 0
}

function* matchesOf(run: Run, from: Call<unknown>, matcher: unknown, text: string, limit: number): Generator<Match> {
  if (limit <= 0) return
  let count = 0
  for (let match = firstMatch(run, from, matcher, text); match !== undefined && count < limit; match = nextMatch(run, from, match)) {
    count++
    yield match
  }
}

const match: BuiltIn = (run, [text, matcher, limit], from) => {
  if (text === undefined) return undefined
  const results: Sequence = []
  for (const found of matchesOf(run, from, matcher, text as string, limitOf(limit, 'D3040', 3))) {
    results.push({ match: found.match, index: found.start, groups: found.groups })
  }
  return asSequence(results)
}

function limitOf(limit: unknown, code: string, index: number): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY
  if ((limit as number) < 0) throw languageError(code, { value: limit, index })
  return limit as number
}

/** Where a text stands in another, one after the other. */
function placesOf(run: Run, text: string, token: string, limit: number): number[] {
  const places: number[] = []
  spend(run, (text.length + token.length) >> 3)
  // What a search for a long text keeps.
  waste(run, token.length * 4)
  const find = textFinder(token)
  for (let at = find(text, 0); at !== -1 && places.length < limit; at = find(text, at + Math.max(1, token.length))) {
    hold(run, 8)
    spend(run, 1)
    places.push(at)
    if (at === text.length) break
  }
  return places
}

const substringBefore: BuiltIn = (run, [text, token]) => {
  if (text === undefined) return undefined
  const place = placesOf(run, text as string, token as string, 1)[0]
  return place === undefined ? text : (text as string).slice(0, place)
}

const substringAfter: BuiltIn = (run, [text, token]) => {
  if (text === undefined) return undefined
  const place = placesOf(run, text as string, token as string, 1)[0]
  return place === undefined ? text : (text as string).slice(place + (token as string).length)
}

const split: BuiltIn = (run, [text, separator, limit], from) => {
  if (text === undefined) return undefined
  const whole = text as string
  const greatest = limitOf(limit, 'D3020', 3)
  if (greatest === 0) return []
  if (typeof separator === 'string') {
    if (separator !== '') return splitAt(run, whole, separator, greatest)
    holdItems(run, whole.length * 3)
    return whole.split('', limit as number | undefined)
  }
  const parts: string[] = []
  let start = 0
  let count = 0
  for (const found of matchesOf(run, from, separator, whole, greatest)) {
    parts.push(whole.substring(start, found.start))
    start = found.end
    count++
  }
  if (count < greatest) parts.push(whole.substring(start))
  return parts
}

function splitAt(run: Run, text: string, separator: string, limit: number): string[] {
  const places = placesOf(run, text, separator, limit)
  holdItems(run, (places.length + 1) * 3)
  const parts: string[] = []
  let start = 0
  for (const place of places) {
    parts.push(text.slice(start, place))
    start = place + separator.length
  }
  // A limit that is no whole number counts as the whole one below, as in JavaScript.
  if (places.length < Math.trunc(limit)) parts.push(text.slice(start))
  return parts.slice(0, limit)
}

const replace: BuiltIn = (run, [text, pattern, replacement, limit], from) => {
  if (text === undefined) return undefined
  if (pattern === '') throw languageError('D3010', { value: pattern, index: 2 })
  const greatest = limitOf(limit, 'D3011', 4)
  if (typeof pattern === 'string') return replaceToken(run, text as string, pattern, replacement, greatest)
  const whole = text as string
  const parts: string[] = []
  let position = 0
  for (const found of matchesOf(run, from, pattern, whole, greatest)) {
    const put =
      typeof replacement === 'string' ? substitute(run, replacement, found) : run.apply(run, replacement, [found], null, from.frame)
    if (typeof put !== 'string') throw languageError('D3012', { value: put })
    hold(run, put.length)
    parts.push(whole.substring(position, found.start), put)
    position = found.start + found.match.length
  }
  hold(run, whole.length)
  parts.push(whole.substring(position))
  return parts.join('')
}

function replaceToken(run: Run, text: string, token: string, replacement: unknown, limit: number): string {
  const places = placesOf(run, text, token, limit)
  if (places.length > 0 && typeof replacement !== 'string') throw languageError('D3012', { value: replacement })
  const put = replacement as string
  hold(run, text.length + places.length * Math.max(0, put.length - token.length))
  const parts: string[] = []
  let position = 0
  for (const place of places) {
    parts.push(text.substring(position, place), put)
    position = place + token.length
  }
  parts.push(text.substring(position))
  return parts.join('')
}

/**
 * Puts what was matched in a replacement: `$0` all of it, `$1` … its groups, `$$` a dollar. Every match goes through the whole replacement
 * again, which may be millions of groups that are empty: it pays for each.
 */
function substitute(run: Run, replacement: string, found: Match): string {
  spend(run, replacement.length >> 8)
  let text = ''
  let position = 0
  for (let at = replacement.indexOf('$'); at !== -1 && position < replacement.length; at = replacement.indexOf('$', position)) {
    spend(run, 1)
    text += replacement.substring(position, at)
    if (text.length > MAX_VALUE_BYTES) hold(run, text.length)
    position = at + 1
    const character = replacement.charAt(position)
    if (character === '$' || character === '0') {
      text += character === '$' ? '$' : found.match
      position++
    } else {
      const group = groupAt(replacement, position, found.groups.length)
      if (group === undefined) {
        text += '$'
      } else {
        text += String(found.groups[group - 1] ?? '')
        position += String(group).length
      }
    }
  }
  return text + replacement.substring(position)
}

/** The number that stands here: of so many digits only that there is such a group. */
function groupAt(replacement: string, position: number, groups: number): number | undefined {
  const digits = groups === 0 ? 1 : Math.floor(Math.log(groups) * Math.LOG10E) + 1
  let group = Number.parseInt(replacement.substring(position, position + digits), 10)
  if (digits > 1 && group > groups) group = Number.parseInt(replacement.substring(position, position + digits - 1), 10)
  return Number.isNaN(group) ? undefined : group
}

/** Functions on texts whose results can be much larger than their arguments, or that take regular expressions. */
export const textFunctions: Readonly<Record<string, Native>> = {
  string: replaceFunction('string', 1, string),
  pad: replaceFunction('pad', 3, pad),
  join: replaceFunction('join', 2, join),
  length: replaceFunction('length', 1, length),
  substring: replaceFunction('substring', 3, substring),
  substringBefore: replaceFunction('substringBefore', 2, substringBefore),
  substringAfter: replaceFunction('substringAfter', 2, substringAfter),
  contains: replaceFunction('contains', 2, contains),
  match: replaceFunction('match', 3, match),
  split: replaceFunction('split', 3, split),
  replace: replaceFunction('replace', 4, replace),
  base64encode: replaceFunction('base64encode', 1, base64encode),
  base64decode: replaceFunction('base64decode', 1, base64decode),
}
