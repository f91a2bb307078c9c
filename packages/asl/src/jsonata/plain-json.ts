import type { Json } from '../json.ts'
import { type Run, spend } from './run.ts'
import { isFunction, setOwn } from './value.ts'

/** Something JSON has no words for: a function. */
export class NotJson {}

/**
 * An evaluation's result as plain JSON: no sequences, no functions, no objects without a prototype. What is plain already is returned
 * itself. Numbers that JSON can't write become texts, as on AWS: `1/0` → "Infinity". Throws `NotJson`.
 */
export function toPlainJson(run: Run, value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      if (value === null) return value
      return Array.isArray(value) ? plainArray(run, value) : plainObject(run, value as Record<string, unknown>)
    default:
      throw new NotJson()
  }
}

function plainArray(run: Run, items: readonly unknown[]): Json[] {
  spend(run, items.length)
  // `sequence`, `cons` … are properties the evaluation puts on its arrays.
  let plain: Json[] | undefined = Object.keys(items).length > items.length ? [...(items as Json[])] : undefined
  for (let index = 0; index < items.length; index++) {
    // As JSON has it: nothing becomes null within an array, and is left out of an object.
    const item = items[index] === undefined ? null : toPlainJson(run, items[index])
    if (item === items[index]) continue
    plain ??= [...(items as Json[])]
    plain[index] = item
  }
  return plain ?? (items as Json[])
}

function plainObject(run: Run, object: Record<string, unknown>): Json {
  if (isFunction(object)) throw new NotJson()
  let plain = Object.getPrototypeOf(object) === Object.prototype ? undefined : copyOf(object)
  const names = Object.keys(object)
  spend(run, names.length + 1)
  for (const name of names) {
    const value = object[name]
    const member = value === undefined ? undefined : toPlainJson(run, value)
    if (value !== undefined && member === value) continue
    plain ??= copyOf(object)
    if (member === undefined) delete plain[name]
    else setOwn(plain, name, member)
  }
  return plain ?? (object as Record<string, Json>)
}

function copyOf(object: Record<string, unknown>): Record<string, Json> {
  const copy: Record<string, Json> = {}
  for (const name of Object.keys(object)) setOwn(copy, name, object[name] as Json)
  return copy
}
