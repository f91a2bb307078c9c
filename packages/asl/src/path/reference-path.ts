import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import { putMember, rememberAs, SpelledNumber } from '../spelled-numbers.ts'
import { parsePath } from './parse-path.ts'
import { PathSyntaxError } from './path-syntax-error.ts'

export interface ReferencePath {
  readonly text: string
  /**
   * A copy of `target` with `value` at this place; what is not on the way is shared, not copied. Missing objects on the way are made.
   * Throws `States.ResultPathMatchFailure` where the way leads through something else than an object, or past an array's end.
   */
  set(target: Json, value: Json | SpelledNumber): Json
}

/** Compiles a path of names and indices from `$` only, as `ResultPath` needs it. Throws `PathSyntaxError`. */
export function compileReferencePath(text: string): ReferencePath {
  const { root, steps } = parsePath(text)
  if (root.kind !== 'input') throw new PathSyntaxError('A reference path must start at the input ($)', 0)
  const keys = steps.map(step => {
    if (step.kind === 'property') return step.name
    if (step.kind === 'index' && step.index >= 0) return step.index
    throw new PathSyntaxError('A reference path identifies a single node: only names and indices are allowed', 0)
  })
  return {
    text,
    set(target, value) {
      const changed = setAt(target, keys, 0, value)
      if (changed !== undefined) return changed instanceof SpelledNumber ? changed.value : changed
      throw new StatesFailure('States.ResultPathMatchFailure', `Unable to apply ReferencePath ${text} to input ${JSON.stringify(target)}`)
    },
  }
}

type Member = Json | SpelledNumber

function setAt(target: Json | undefined, keys: readonly (string | number)[], depth: number, value: Member): Member | undefined {
  const key = keys[depth]
  if (key === undefined) return value
  if (typeof key === 'number') {
    if (!Array.isArray(target) || key >= target.length) return undefined
    const item = setAt(target[key], keys, depth + 1, value)
    return item === undefined ? undefined : withItem(target, key, item)
  }
  if (target !== undefined && !isJsonObject(target)) return undefined
  const member = setAt(target !== undefined && Object.hasOwn(target, key) ? target[key] : undefined, keys, depth + 1, value)
  return member === undefined ? undefined : withMember(target ?? {}, key, member)
}

function withMember(target: JsonObject, name: string, value: Member): JsonObject {
  const copy = rememberAs(target, { ...target })
  putMember(copy, name, value)
  return copy
}

function withItem(target: Json[], index: number, value: Member): Json[] {
  const copy = rememberAs(target, [...target])
  putMember(copy, index, value)
  return copy
}
