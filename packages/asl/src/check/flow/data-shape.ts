import { isJsonObject, type Json } from '../../json.ts'

/** What is known of a value before anything runs. */
export type DataShape =
  /** `resultOf`: the whole value is what the function of this state returned. */
  | { kind: 'unknown'; resultOf?: string }
  | { kind: 'scalar'; type: 'string' | 'number' | 'boolean' | 'null' }
  /** Members that may be there; when it is not open, there are no others. */
  | { kind: 'object'; members: ReadonlyMap<string, DataShape>; isOpen: boolean }
  | { kind: 'array'; item: DataShape }

export const UNKNOWN: DataShape = { kind: 'unknown' }
export const TEXT: DataShape = { kind: 'scalar', type: 'string' }
export const NUMBER: DataShape = { kind: 'scalar', type: 'number' }

// A loop may add to a value at each turn: beyond this much it is simply unknown.
const MAX_DEPTH = 8
const MAX_MEMBERS = 100

export function closed(members: Record<string, DataShape>): DataShape {
  return { kind: 'object', members: new Map(Object.entries(members)), isOpen: false }
}

/** The shape of a value that is given, e.g. a sample. */
export function shapeOf(value: Json, depth = 0): DataShape {
  if (depth > MAX_DEPTH) return UNKNOWN
  if (value === null) return { kind: 'scalar', type: 'null' }
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_MEMBERS).map(item => shapeOf(item, depth + 1))
    return { kind: 'array', item: items.length === value.length && items.length > 0 ? items.reduce((a, b) => join(a, b)) : UNKNOWN }
  }
  if (!isJsonObject(value)) return { kind: 'scalar', type: typeof value as 'string' | 'number' | 'boolean' }
  const entries = Object.entries(value)
  if (entries.length > MAX_MEMBERS) return UNKNOWN
  return { kind: 'object', members: new Map(entries.map(([name, member]) => [name, shapeOf(member, depth + 1)])), isOpen: false }
}

// Shapes share parts: `{"a.$": "$", "b.$": "$"}` in a loop would double the work at each turn if pairs were not remembered.
const joined = new WeakMap<DataShape, WeakMap<DataShape, DataShape>>()
const compared = new WeakMap<DataShape, WeakMap<DataShape, boolean>>()

/** What is known when a value has one of two shapes. */
export function join(a: DataShape, b: DataShape, depth = 0): DataShape {
  if (a === b) return a
  if (depth > MAX_DEPTH) return UNKNOWN
  return remembered(joined, a, b, () => joinDistinct(a, b, depth))
}

function joinDistinct(a: DataShape, b: DataShape, depth: number): DataShape {
  if (a.kind === 'unknown' && b.kind === 'unknown') return a.resultOf !== undefined && b.resultOf !== undefined ? a : UNKNOWN
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.type === b.type ? a : UNKNOWN
  if (a.kind === 'array' && b.kind === 'array') return { kind: 'array', item: join(a.item, b.item, depth + 1) }
  if (a.kind === 'object' && b.kind === 'object') {
    const members = new Map(a.members)
    for (const [name, shape] of b.members) {
      const other = members.get(name)
      members.set(name, other ? join(other, shape, depth + 1) : shape)
    }
    if (members.size > MAX_MEMBERS) return UNKNOWN
    return { kind: 'object', members, isOpen: a.isOpen || b.isOpen }
  }
  return UNKNOWN
}

/** Whether two shapes say the same, down to a depth at which nothing is known anyway. */
export function isSameShape(a: DataShape, b: DataShape, depth = 0): boolean {
  if (a === b || depth > MAX_DEPTH) return true
  return remembered(compared, a, b, () => isSameDistinct(a, b, depth))
}

function isSameDistinct(a: DataShape, b: DataShape, depth: number): boolean {
  if (a.kind === 'unknown' && b.kind === 'unknown') return a.resultOf === b.resultOf
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.type === b.type
  if (a.kind === 'array' && b.kind === 'array') return isSameShape(a.item, b.item, depth + 1)
  if (a.kind !== 'object' || b.kind !== 'object') return false
  if (a.isOpen !== b.isOpen || a.members.size !== b.members.size) return false
  for (const [name, shape] of a.members) {
    const other = b.members.get(name)
    if (other === undefined || !isSameShape(shape, other, depth + 1)) return false
  }
  return true
}

function remembered<T>(memory: WeakMap<DataShape, WeakMap<DataShape, T>>, a: DataShape, b: DataShape, compute: () => T): T {
  const row = memory.get(a) ?? new WeakMap<DataShape, T>()
  memory.set(a, row)
  const known = row.get(b)
  if (known !== undefined) return known
  const value = compute()
  row.set(b, value)
  return value
}

/** A value with `value` put in at a reference path, as ResultPath does. */
export function withValueAt(target: DataShape, names: readonly (string | number)[], value: DataShape): DataShape {
  const [name, ...rest] = names
  if (name === undefined) return value
  if (typeof name === 'number' || target.kind === 'array') return UNKNOWN
  const members = new Map(target.kind === 'object' ? target.members : [])
  const isOpen = target.kind === 'object' ? target.isOpen : target.kind === 'unknown'
  members.set(name, withValueAt(members.get(name) ?? (isOpen ? UNKNOWN : closed({})), rest, value))
  if (members.size > MAX_MEMBERS) return UNKNOWN
  return { kind: 'object', members, isOpen }
}
