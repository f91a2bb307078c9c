import { getNodeValue } from 'jsonc-parser'
import { type JsonPath, statesIn } from '../shape/machine-shape.ts'
import { strictTree } from '../shape/text-tree.ts'
import { findState, uniqueName } from './find.ts'
import { renameState } from './remove.ts'
import { nodeAtPath, withNext, withValue } from './text-edits.ts'
import { withoutIndent } from './written.ts'

type State = Record<string, unknown>

/** States that were copied, each as it is written, with the one that they are entered by. */
export interface Clip {
  startAt: string
  states: Record<string, string>
  /** The query language that their machine gives them, where it names one. */
  language?: string
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
  const states: Record<string, string> = {}
  for (const { state } of found) states[state.name] = bodyAt(text, state.path)
  const language = nodeAtPath(root, ['QueryLanguage'])?.value as unknown
  return { startAt: entry, states, ...(typeof language === 'string' ? { language } : {}) }
}

/** A state as it is written, without the indent of where it stands. */
function bodyAt(text: string, path: JsonPath): string {
  const node = nodeAtPath(strictTree(text)!, path)
  return node ? withoutIndent(text, node.offset, node.offset + node.length) : '{}'
}

export function stateOf(body: string): State {
  return getNodeValue(strictTree(body)!) as State
}

/** New names for the copied states, and the states with new names for what is inside them, where a name is taken: AWS wants each only once. */
export function renamed(text: string, clip: Clip): { names: Map<string, string>; states: Map<string, string> } {
  const names = new Map<string, string>()
  const states = new Map<string, string>()
  const bodies = Object.entries(clip.states)
  const taken = new Set(bodies.flatMap(([old, body]) => [old, ...innerStates(machineOf(body)).map(state => state.name)]))
  const give = (old: string) => {
    taken.delete(old)
    const name = uniqueName(text, old, taken)
    taken.add(name)
    return name
  }
  for (const [old] of bodies) names.set(old, give(old))
  for (const [old, body] of bodies) states.set(old, withInnerNames(body, give))
  return { names, states }
}

function withInnerNames(body: string, give: (old: string) => string): string {
  let machine = machineOf(body)
  for (const index of innerStates(machine).keys()) {
    const { id, name } = innerStates(machine)[index]!
    const outcome = renameState(machine, id, give(name))
    if ('text' in outcome) machine = outcome.text
  }
  const node = nodeAtPath(strictTree(machine)!, ['States', ''])!
  return machine.slice(node.offset, node.offset + node.length)
}

/** A machine of this one state. */
const machineOf = (body: string) => `{"StartAt":"","States":{"":${body}}}`

const innerStates = (machine: string) => statesIn(machine).slice(1)

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
export function redirected(body: string, rename: (name: string) => string | undefined, exit: string | undefined): string {
  let result = body
  for (const { path, name, kind } of referencesOf(stateOf(body)).reverse()) {
    const target = rename(name) ?? exit
    if (target === name) continue
    if (target !== undefined) result = withValue(result, path, target)
    else if (kind === 'Next') result = withNext(result, [], undefined)
    else result = withValue(result, kind === 'Default' ? path : path.slice(0, -1), undefined)
  }
  return result
}
