import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { type Matcher, RE2JS } from 're2js'
import { bounded, mostCharacters, tooLong } from './bounds.ts'

/** What variables of a template hold: JSON, and nothing. */
export type Value = Json | undefined

export const isNothing = (value: Value): value is null | undefined => value === undefined || value === null

/** Lists that a template has made print as Java's do, those of a body as JSON. */
const madeLists = new WeakSet<object>()

export function madeList(items: Json[]): Json[] {
  madeLists.add(items)
  return items
}

/** As Velocity prints values of Java: maps with `=`, nothing for null. */
export function rendered(value: Value): string {
  if (isNothing(value)) return ''
  if (Array.isArray(value)) return madeLists.has(value) ? `[${value.map(item => rendered(item)).join(', ')}]` : JSON.stringify(value)
  if (!isJsonObject(value)) return String(value)
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${member === null ? 'null' : rendered(member)}`)
    .join(', ')}}`
}

/** A member of a map by its name, or of a list by its place. */
export function memberOf(value: Value, name: string): Value {
  if (Array.isArray(value)) return value[Number(name)]
  return isJsonObject(value ?? null) && Object.hasOwn(value as JsonObject, name) ? (value as JsonObject)[name] : undefined
}

export function setMember(holder: Value, name: string, value: Json): void {
  if (Array.isArray(holder)) {
    const at = Number(name)
    if (Number.isInteger(at) && at >= 0 && at < holder.length) holder[at] = value
  } else if (isJsonObject(holder ?? null)) {
    // A plain assignment to `__proto__` would change what the map is.
    Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true })
  }
}

/** What a property stands for: a member, or what Java's beans have. */
export function propertyOf(value: Value, name: string): Value {
  const member = memberOf(value, name)
  if (member !== undefined) return member
  return name === 'empty' ? called(value, 'isEmpty', []) : undefined
}

/** What a method of Java answers; nothing where the value has no such method. */
export function called(value: Value, name: string, args: readonly Value[]): Value {
  if (isNothing(value)) return undefined
  if (name === 'toString') return rendered(value)
  if (name === 'equals') return areEqual(value, args[0]) && typeof value === typeof args[0]
  if (typeof value === 'string') return ofText(value, name, args)
  if (Array.isArray(value)) return ofList(value, name, args)
  if (isJsonObject(value)) return ofMap(value, name, args)
  return typeof value === 'number' && /^(int|long|double)Value$/.test(name)
    ? name === 'doubleValue'
      ? value
      : Math.trunc(value)
    : undefined
}

/** As Velocity compares: values of one kind by themselves, others by how they print. */
export function areEqual(left: Value, right: Value): boolean {
  if (isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right)
  return typeof left === typeof right && typeof left !== 'object' ? left === right : rendered(left) === rendered(right)
}

function ofText(text: string, name: string, args: readonly Value[]): Value {
  const [first, second] = args.map(rendered)
  const at = (value: Value) => Math.max(0, Math.min(text.length, Math.trunc(Number(value))))
  switch (name) {
    case 'length':
      return text.length
    case 'isEmpty':
      return text.length === 0
    case 'equalsIgnoreCase':
      return text.toLowerCase() === first?.toLowerCase()
    case 'contains':
      return text.includes(first ?? '')
    case 'startsWith':
      return text.startsWith(first ?? '')
    case 'endsWith':
      return text.endsWith(first ?? '')
    case 'indexOf':
      return text.indexOf(first ?? '')
    case 'lastIndexOf':
      return text.lastIndexOf(first ?? '')
    case 'substring':
      return text.slice(at(args[0]), args.length > 1 ? at(args[1]) : undefined)
    case 'charAt':
      return text.charAt(at(args[0]))
    case 'concat':
      return text + (first ?? '')
    case 'trim':
      return text.trim()
    case 'toLowerCase':
      return text.toLowerCase()
    case 'toUpperCase':
      return text.toUpperCase()
    case 'replace':
      return replacedMatches(text, pattern(RE2JS.quote(first ?? '')), () => second ?? '', Number.POSITIVE_INFINITY)
    case 'replaceAll':
      return replacedMatches(text, pattern(first), matcher => expanded(second ?? '', matcher), Number.POSITIVE_INFINITY)
    case 'replaceFirst':
      return replacedMatches(text, pattern(first), matcher => expanded(second ?? '', matcher), 1)
    case 'matches':
      return pattern(first).matches(text)
    case 'split':
      return madeList(pattern(first).split(text))
    default:
      return undefined
  }
}

/** RE2: a pattern that takes exponential time in Java takes linear time here. @throws RE2JSSyntaxException */
function pattern(text = ''): RE2JS {
  return RE2JS.compile(text)
}

/** @throws MappingFailed as soon as it becomes too long */
function replacedMatches(text: string, wanted: RE2JS, replacement: (matcher: Matcher) => string, most: number): string {
  const matcher = wanted.matcher(text)
  const parts: string[] = []
  let [from, length] = [0, 0]
  for (let times = 0; times < most && matcher.find(); times++) {
    const instead = replacement(matcher)
    parts.push(text.slice(from, matcher.start()), instead)
    length += instead.length
    if (length > mostCharacters) throw tooLong()
    from = matcher.end()
  }
  return bounded(parts.join('') + text.slice(from))
}

/** `$1` of a replacement is a group, what is behind a backslash stands for itself. @throws where there is no such group */
function expanded(replacement: string, matcher: Matcher): string {
  return replacement.replace(/\\([\s\S])|\$(\d)/g, (_, escaped?: string, group?: string) => escaped ?? matcher.group(Number(group)) ?? '')
}

function ofList(list: Json[], name: string, [first, second]: readonly Value[]): Value {
  switch (name) {
    case 'size':
      return list.length
    case 'isEmpty':
      return list.length === 0
    case 'get':
      return list[Number(first)]
    case 'contains':
      return list.some(item => areEqual(item, first))
    case 'indexOf':
      return list.findIndex(item => areEqual(item, first))
    case 'add':
      list.push(first ?? null)
      return true
    case 'set':
      setMember(list, String(first), second ?? null)
      return undefined
    default:
      return undefined
  }
}

function ofMap(map: JsonObject, name: string, [first, second]: readonly Value[]): Value {
  const key = rendered(first)
  switch (name) {
    case 'size':
      return Object.keys(map).length
    case 'isEmpty':
      return Object.keys(map).length === 0
    case 'get':
      return memberOf(map, key)
    case 'containsKey':
      return Object.hasOwn(map, key)
    case 'keySet':
      return madeList(Object.keys(map))
    case 'values':
      return madeList(Object.values(map) as Json[])
    case 'entrySet':
      return madeList(Object.entries(map).map(([key, value]) => ({ key, value: value! })))
    case 'put': {
      const former = memberOf(map, key)
      setMember(map, key, second ?? null)
      return former
    }
    case 'putAll':
      for (const [name, value] of Object.entries(isJsonObject(first ?? null) ? (first as JsonObject) : {})) setMember(map, name, value!)
      return undefined
    case 'remove': {
      const former = memberOf(map, key)
      delete map[key]
      return former
    }
    default:
      // `getKey()` of an entry, as any other bean.
      return /^get[A-Z]/.test(name) ? memberOf(map, name.charAt(3).toLowerCase() + name.slice(4)) : undefined
  }
}
