import type { Json } from '../json.ts'
import { isSpelled } from '../spelled-numbers.ts'
import { BoundExceeded, MEMORY_EXCEEDED } from './failure-text.ts'
import { MAX_VALUE_BYTES, type Run, spend } from './run.ts'
import { isFunction, setOwn } from './value.ts'

/** Something JSON has no words for: a function. */
export class NotJson {}

/** A result, and how much of the bound of a value it takes. */
export interface PlainJson {
  readonly json: Json
  readonly bytes: number
}

/**
 * An evaluation's result as plain JSON: no sequences, no functions, no objects without a prototype. What is plain already is returned
 * itself. Numbers that JSON can't write become texts, as on AWS: `1/0` → "Infinity". Throws `NotJson`. What is in it several times counts
 * as often, as it will in its text.
 */
export function toPlainJson(run: Run, value: unknown): PlainJson {
  const size = { bytes: 0 }
  const json = plain({ run, size }, value)
  return { json, bytes: size.bytes }
}

interface Walk {
  readonly run: Run
  readonly size: { bytes: number }
}

function count({ size }: Walk, bytes: number): void {
  size.bytes += bytes
  if (size.bytes > MAX_VALUE_BYTES) throw new BoundExceeded(MEMORY_EXCEEDED)
}

function plain(walk: Walk, value: unknown): Json {
  switch (typeof value) {
    case 'string':
      count(walk, value.length)
      return value
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      if (value === null) return value
      return Array.isArray(value) ? plainArray(walk, value) : plainObject(walk, value as Record<string, unknown>)
    default:
      throw new NotJson()
  }
}

function plainArray(walk: Walk, items: readonly unknown[]): Json[] {
  spend(walk.run, items.length)
  count(walk, items.length * 8)
  // `sequence`, `cons` … are properties the evaluation puts on its arrays. How numbers were written is nothing to JSONata, as on AWS.
  let copy: Json[] | undefined = Object.keys(items).length > items.length || isSpelled(items) ? [...(items as Json[])] : undefined
  for (let index = 0; index < items.length; index++) {
    // As JSON has it: nothing becomes null within an array, and is left out of an object.
    const item = items[index] === undefined ? null : plain(walk, items[index])
    if (item === items[index]) continue
    copy ??= [...(items as Json[])]
    copy[index] = item
  }
  return copy ?? (items as Json[])
}

function plainObject(walk: Walk, object: Record<string, unknown>): Json {
  if (isFunction(object)) throw new NotJson()
  let copy = Object.getPrototypeOf(object) === Object.prototype ? undefined : copyOf(object)
  const names = Object.keys(object)
  spend(walk.run, names.length + 1)
  count(walk, names.length * 8)
  for (const name of names) {
    const value = object[name]
    const member = value === undefined ? undefined : plain(walk, value)
    if (value !== undefined && member === value) continue
    copy ??= copyOf(object)
    if (member === undefined) delete copy[name]
    else setOwn(copy, name, member)
  }
  return copy ?? (object as Record<string, Json>)
}

function copyOf(object: Record<string, unknown>): Record<string, Json> {
  const copy: Record<string, Json> = {}
  for (const name of Object.keys(object)) setOwn(copy, name, object[name] as Json)
  return copy
}
