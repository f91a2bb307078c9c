import { getLocation } from 'jsonc-parser'
import { allScopes, type JsonPath, machineShape, type Scope, type StateShape, statesIn } from '../shape/machine-shape.ts'

/** A state with the scope it stands in. */
export interface Placed {
  state: StateShape
  scope: Scope
}

export function findState(text: string, id: string): Placed | undefined {
  const shape = machineShape(text)
  for (const scope of shape ? allScopes(shape) : []) {
    const state = scope.states.find(each => each.id === id)
    if (state) return { state, scope }
  }
  return undefined
}

export function findScope(text: string, path: JsonPath): Scope | undefined {
  const shape = machineShape(text)
  const wanted = JSON.stringify(path)
  return shape && allScopes(shape).find(scope => JSON.stringify(scope.path) === wanted)
}

/** `base`, or `base (2)`, `base (3)` …: AWS wants a name only once in the whole machine. */
export function uniqueName(text: string, base: string, besides: ReadonlySet<string> = new Set()): string {
  const taken = new Set([...statesIn(text).map(state => state.name), ...besides])
  if (!taken.has(base)) return base
  for (let number = 2; ; number++) if (!taken.has(`${base} (${number})`)) return `${base} (${number})`
}

/** The id of a state of that name directly in the scope. */
export function idIn(scope: Scope, name: string): string {
  return scope.states.find(state => state.name === name)?.id ?? name
}

/** Where an offset of the text stands: the path of the value, or of the member's name, that it is in. */
export function jsonPathAt(text: string, offset: number): JsonPath {
  return getLocation(text, offset).path
}
