import { getNodeValue } from 'jsonc-parser'
import type { JsonPath } from '../shape/machine-shape.ts'
import { findState } from './find.ts'
import { nodeAtPath, strictTree } from './text-edits.ts'

type State = Record<string, unknown>

/** States that were copied: as they stand, with the one that they are entered by. */
export interface Clip {
  startAt: string
  states: Record<string, State>
}

/** Copies states of one scope. The entry is the first that a state outside leads to. */
export function clipOf(text: string, ids: readonly string[]): Clip | undefined {
  const root = strictTree(text)
  const found = ids.flatMap(id => findState(text, id) ?? [])
  const scope = found[0]?.scope
  if (!root || !scope || found.some(each => each.scope.owner !== scope.owner)) return undefined
  const names = new Set(found.map(each => each.state.name))
  const entry =
    [...names].find(name => scope.startAt === name || scope.edges.some(edge => edge.name === name && !ids.includes(edge.from))) ??
    [...names][0]!
  const states: Record<string, State> = {}
  for (const { state } of found) states[state.name] = bodyAt(text, state.path)
  return { startAt: entry, states }
}

export function bodyAt(text: string, path: JsonPath): State {
  const node = nodeAtPath(strictTree(text)!, path)
  return node ? (getNodeValue(node) as State) : {}
}

/** The paths, within a state's body, of everything that names another state. */
export function referencesOf(state: State): { path: JsonPath; name: string; kind: 'Next' | 'Default' | 'Choices' | 'Catch' }[] {
  const found: ReturnType<typeof referencesOf> = []
  const add = (name: unknown, kind: 'Next' | 'Default' | 'Choices' | 'Catch', path: JsonPath) => {
    if (typeof name === 'string') found.push({ path, name, kind })
  }
  add(state['Next'], 'Next', ['Next'])
  for (const list of ['Choices', 'Catch'] as const) {
    const entries = Array.isArray(state[list]) ? (state[list] as unknown[]) : []
    entries.forEach((entry, index) => {
      if (typeof entry === 'object' && entry !== null) add((entry as State)['Next'], list, [list, index, 'Next'])
    })
  }
  add(state['Default'], 'Default', ['Default'])
  return found
}

/** The state with what it leads to renamed; what `rename` gives no name for becomes the way out: Next → `exit`, or End without one. */
export function redirected(state: State, rename: (name: string) => string | undefined, exit: string | undefined): State {
  const copy = structuredClone(state)
  for (const { path, name, kind } of referencesOf(state).reverse()) {
    const target = rename(name) ?? exit
    if (target !== undefined) setAt(copy, path, target)
    else if (kind === 'Next') {
      delete copy['Next']
      copy['End'] = true
    } else if (kind === 'Default') delete copy['Default']
    else (copy[kind] as unknown[]).splice(path[1] as number, 1)
  }
  return copy
}

function setAt(root: State, path: JsonPath, value: string): void {
  let at: unknown = root
  for (const key of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[key]
  ;(at as Record<string | number, unknown>)[path.at(-1)!] = value
}
