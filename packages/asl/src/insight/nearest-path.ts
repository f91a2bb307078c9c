import { isJsonObject, type Json } from '../json.ts'

/** A name or an index, as paths of either query language have them. */
export type Segment = string | number

/** Where a path stops to lead anywhere, and where it was probably meant to lead. */
export interface Miss {
  /** How many of the segments lead somewhere. */
  depth: number
  /** What stands there. */
  value: Json
  missing: Segment
  /** The names that there are instead. */
  available: string[]
  /** The name most like the one that is missing. */
  nearest?: string
  /** The whole path as it would lead to a value. */
  fixed?: Segment[]
}

const MAX_SHOWN = 12
// Data may be large: the search for a name elsewhere in it ends after so many values.
const MAX_VISITED = 2_000

/** Finds where segments leave the data; undefined when they lead to a value. */
export function findMiss(root: Json, segments: readonly Segment[]): Miss | undefined {
  let value = root
  for (const [depth, segment] of segments.entries()) {
    const next = into(value, segment)
    if (next === undefined) return missAt(root, value, segments, depth)
    value = next
  }
  return undefined
}

function missAt(root: Json, value: Json, segments: readonly Segment[], depth: number): Miss {
  const missing = segments[depth]!
  const rest = segments.slice(depth + 1)
  const before = segments.slice(0, depth)
  const names = isJsonObject(value) ? Object.keys(value) : []
  const found: Miss = { depth, value, missing, available: names.slice(0, MAX_SHOWN) }
  const like = typeof missing === 'string' ? mostLike(missing, names, name => leads(into(value, name)!, rest)) : undefined
  if (like !== undefined) return { ...found, nearest: like, fixed: [...before, like, ...rest] }
  // One step too many, as after a bare function's ARN.
  if (rest.length > 0 && leads(value, rest)) return { ...found, nearest: String(rest[0]), fixed: [...before, ...rest] }
  const elsewhere = searchBelow(root, segments.slice(depth))
  return elsewhere === undefined ? found : { ...found, fixed: elsewhere }
}

function into(value: Json, segment: Segment): Json | undefined {
  if (typeof segment === 'number') return Array.isArray(value) ? value.at(segment) : undefined
  return isJsonObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
}

function leads(value: Json, segments: readonly Segment[]): boolean {
  return findEnd(value, segments) !== undefined
}

function findEnd(value: Json, segments: readonly Segment[]): Json | undefined {
  let at: Json | undefined = value
  for (const segment of segments) {
    if (at === undefined) return undefined
    at = into(at, segment)
  }
  return at
}

/** Letters and digits only: `orderId`, `order_id` and `OrderID` are one name to a reader. */
const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

function mostLike(wanted: string, names: readonly string[], isGood: (name: string) => boolean): string | undefined {
  const allowed = Math.max(1, Math.floor(wanted.length / 3))
  const ranked = names
    .filter(name => Math.abs(name.length - wanted.length) <= allowed + 2)
    .map(name => ({ name, distance: distanceBetween(plain(wanted), plain(name)) }))
    .filter(({ name, distance }) => distance <= allowed && isGood(name))
  return ranked.toSorted((a, b) => a.distance - b.distance)[0]?.name
}

/** How many letters must be put in, taken out, changed or swapped with their neighbours; names beyond 100 letters are only compared whole. */
function distanceBetween(a: string, b: string): number {
  if (a === b) return 0
  if (a.length > 100 || b.length > 100) return Number.POSITIVE_INFINITY
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, changed, isSwapped ? before[j - 2]! + 1 : changed))
    }
    before = row
    row = next
  }
  return row.at(-1)!
}

/** The shortest way to where the segments lead to a value, anywhere below. */
function searchBelow(root: Json, segments: readonly Segment[]): Segment[] | undefined {
  const waiting: { value: Json; at: Segment[] }[] = [{ value: root, at: [] }]
  for (let visited = 0; visited < waiting.length && visited < MAX_VISITED; visited++) {
    const { value, at } = waiting[visited]!
    if (leads(value, segments)) return [...at, ...segments]
    if (!isJsonObject(value) || waiting.length > MAX_VISITED) continue
    for (const [name, member] of Object.entries(value)) waiting.push({ value: member, at: [...at, name] })
  }
  return undefined
}
