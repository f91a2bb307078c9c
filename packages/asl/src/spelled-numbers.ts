import type { Json, JsonObject } from './json.ts'
import { tellNumbers } from './numbers-in-text.ts'

// Step Functions passes numbers on as they were written: `1.0` stays `1.0`, and an id of 19 digits keeps them all, where JavaScript has only
// doubles. Values are plain numbers here, which everything can compare and add up. Where a text has one that JavaScript would write
// otherwise, the object or list around it remembers how it was written, and tells so when it is written out: by `toJSON` of a prototype,
// so that nobody else needs to know of it, and what has only usual numbers costs nothing. A copy of such an object or list forgets it.

type Container = Json[] | JsonObject

const spellings = Symbol('spellings')

interface Remembering {
  readonly [spellings]?: Map<string | number, string>
}

const { rawJSON, isRawJSON } = JSON as unknown as { rawJSON?: (text: string) => unknown; isRawJSON?: (value: unknown) => boolean }

/**
 * A number by itself with its text, on its way from one object or list to another. It is never part of a value.
 */
export class SpelledNumber {
  readonly value: number
  readonly text: string

  constructor(value: number, text: string) {
    this.value = value
    this.text = text
  }
}

/** A number by itself, as a JSON text has it. */
export function numberOf(text: string): number | SpelledNumber {
  const value = Number(text)
  return isUsual(text) ? value : new SpelledNumber(value, text)
}

// Numbers that may not be what `String()` makes of them, where numbers stand in a JSON text: with a zero at the end, an exponent, more digits
// than a double surely has, or so small that JavaScript writes an exponent. A false alarm only costs time.
const unusual = /(?:^|[[:,])\s*-?(?:\d+\.\d*0|\d+(?:\.\d+)?[eE][+-]?\d+|\d{16,}|(?=[\d.]{17})\d+\.\d+|0\.0{6}\d+)\s*(?=[,\]}]|$)/

let isAnySpelled = false

/** As `JSON.parse`, but objects and lists remember how their numbers were written. */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json
  if (rawJSON !== undefined && unusual.test(text)) tellNumbers(text, value, remember)
  return value
}

/** As `parseJson()`; a text that is one number comes as that with its text where that is unusual. */
export function parseMember(text: string): Json | SpelledNumber {
  const value = parseJson(text)
  return typeof value === 'number' ? numberOf(text.trim()) : value
}

function remember(container: Container, name: string | number, source: string): void {
  if (!isUsual(source)) spell(container, name, source)
  // The same name again: the last one counts.
  else if (isAnySpelled) (container as Remembering)[spellings]?.delete(keyIn(container, name))
}

/** Whether JavaScript writes the number like that. AWS: Jackson reads `-0` as the whole number 0. */
function isUsual(source: string): boolean {
  return isShortInteger(source) || source === String(Number(source))
}

function isShortInteger(source: string): boolean {
  if (source.length > 15) return false
  for (let at = 1; at < source.length; at++) if (source.charCodeAt(at) < 0x30 || source.charCodeAt(at) > 0x39) return false
  return true
}

/** How the number called `name`, or at that index, was written; undefined where that is as JavaScript writes it. */
export function spellingOf(container: Json | readonly Json[] | undefined, name: string | number): string | undefined {
  if (!isAnySpelled || typeof container !== 'object' || container === null) return undefined
  const text = (container as Remembering)[spellings]?.get(keyIn(container, name))
  return text !== undefined && Number(text) === (container as unknown as JsonObject)[name] ? text : undefined
}

/** The member by itself: a number with its text where that is unusual. */
export function memberOf(container: Json | readonly Json[] | undefined, name: string | number, value: Json): Json | SpelledNumber {
  if (!isAnySpelled || typeof value !== 'number') return value
  const text = spellingOf(container, name)
  return text === undefined ? value : new SpelledNumber(value, text)
}

/** The JSON text of a member by itself. */
export function memberText(container: Json[] | JsonObject, name: string | number): string {
  return spellingOf(container, name) ?? JSON.stringify((container as JsonObject)[name])
}

/** Puts a member into an object or list that is being made. */
export function putMember(container: Container, name: string | number, member: Json | SpelledNumber): void {
  const value = member instanceof SpelledNumber ? member.value : member
  // `__proto__` written by assignment would change the object's prototype instead of becoming a member.
  if (name !== '__proto__') (container as JsonObject)[name] = value
  else Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true })
  if (member instanceof SpelledNumber) spell(container, name, member.text)
  else if (isAnySpelled) (container as Remembering)[spellings]?.delete(keyIn(container, name))
}

/** Two objects in one; the second one's members come before those of the first. */
export function merged(first: JsonObject, second: JsonObject): JsonObject {
  const both = { ...first, ...second }
  if (!isAnySpelled) return both
  for (const [name, text] of (first as Remembering)[spellings] ?? []) if (!Object.hasOwn(second, name)) spell(both, name, text)
  return rememberAs(second, both)
}

/** What was remembered of `from` holds for its copy too, as far as the numbers are the same. */
export function rememberAs<T extends Container>(from: Container, copy: T): T {
  if (!isAnySpelled) return copy
  for (const [name, text] of (from as Remembering)[spellings] ?? [])
    if (Number(text) === (copy as JsonObject)[name]) spell(copy, name, text)
  return copy
}

/** As `list.slice()`, with what the list remembers. */
export function sliceOf(list: readonly Json[], from: number, to?: number): Json[] {
  const part = list.slice(from, to)
  if (isSpelled(list)) for (const [index, value] of part.entries()) putMember(part, index, memberOf(list, from + index, value))
  return part
}

/** Two lists in one, with what they remember. */
export function joined(first: readonly Json[], second: readonly Json[]): Json[] {
  const both = [...first, ...second]
  if (isSpelled(first)) for (const [index, value] of first.entries()) putMember(both, index, memberOf(first, index, value))
  if (isSpelled(second))
    for (const [index, value] of second.entries()) putMember(both, first.length + index, memberOf(second, index, value))
  return both
}

/** Whether an object or list remembers how a number in it was written. */
export function isSpelled(container: object): boolean {
  return isAnySpelled && (container as Remembering)[spellings] !== undefined
}

/** The value without what it remembers; itself where that is nothing. */
export function plainNumbers(value: Json): Json {
  return isAnySpelled && hasSpelling(value) ? (JSON.parse(JSON.stringify(value)) as Json) : value
}

function hasSpelling(value: Json): boolean {
  const pending: Json[] = [value]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (isSpelled(next)) return true
    for (const member of Array.isArray(next) ? next : Object.values(next)) pending.push(member)
  }
  return false
}

/** The objects and lists of a value that remember something, each once, with what they remember. */
export type Spellings = [Container, Map<string | number, string>][]

/**
 * What is remembered within a value, beside it: a value that goes to another thread as a structured clone forgets it. Both have to be in
 * one message, which keeps what is the same object the same.
 */
export function spellingsIn(value: Json): Spellings {
  const found: Spellings = []
  if (!isAnySpelled) return found
  const seen = new Set<Json>()
  const pending: Json[] = [value]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    seen.add(next)
    const remembered = (next as Remembering)[spellings]
    if (remembered !== undefined) found.push([next, remembered])
    for (const member of Array.isArray(next) ? next : Object.values(next)) pending.push(member)
  }
  return found
}

/** Has the clones on this thread remember what those on the other did. */
export function respell(found: Spellings): void {
  for (const [container, texts] of found) for (const [name, text] of texts) spell(container, name, text)
}

/** What `JSON.stringify` asks its replacer about, as the number it stands for. */
export function unspelled(value: unknown): unknown {
  return isAnySpelled && isRawJSON?.(value) === true ? Number((value as { rawJSON: string }).rawJSON) : value
}

/** Of a list by the number itself: a text made of each is most of what a long list of them costs. */
function keyIn(container: object, name: string | number): string | number {
  return Array.isArray(container) ? Number(name) : String(name)
}

function spell(container: Container, name: string | number, text: string): void {
  isAnySpelled = true
  const known = (container as Remembering)[spellings]
  if (known !== undefined) {
    known.set(keyIn(container, name), text)
    return
  }
  // In this order: the other way round V8 takes three times as long.
  Object.setPrototypeOf(container, Array.isArray(container) ? spelledList : spelledObject)
  Object.defineProperty(container, spellings, { value: new Map([[keyIn(container, name), text]]) })
}

function written(this: Container): unknown {
  const copy: Record<string, unknown> | unknown[] = Array.isArray(this) ? [...this] : { ...this }
  for (const [name, text] of (this as Remembering)[spellings] ?? [])
    if (Number(text) === (this as JsonObject)[name]) (copy as Record<string, unknown>)[name] = rawJSON?.(text)
  return copy
}

const spelledObject: object = Object.create(Object.prototype, { toJSON: { value: written } })
const spelledList: object = Object.create(Array.prototype, { toJSON: { value: written } })
