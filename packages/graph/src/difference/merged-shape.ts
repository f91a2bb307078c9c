import type { PlacedEdge } from '../layout/drawing.ts'
import { allScopes, machineShape, type Scope, type StateShape, type Transition } from '../shape/machine-shape.ts'

/** Two machines in one: the states and ways of the later one, and where they stood what only the earlier one has. */
export function mergedShape(before: Scope, after: Scope): Scope {
  const old = new Map(before.states.map(state => [state.id, state]))
  const isThere = new Set(after.states.map(state => state.id))
  const states = after.states.map(state => withInner(old.get(state.id), state))
  let behind: string | undefined
  for (const state of before.states) {
    if (!isThere.has(state.id)) states.splice(behind === undefined ? 0 : states.findIndex(each => each.id === behind) + 1, 0, state)
    behind = state.id
  }
  const ways = new Set(after.edges.map(keyOf))
  const startAt = after.states.some(state => state.name === after.startAt) ? after.startAt : before.startAt
  return { ...after, startAt, states, edges: [...after.edges, ...before.edges.filter(edge => !ways.has(keyOf(edge)))] }
}

function withInner(old: StateShape | undefined, state: StateShape): StateShape {
  if (!old) return state
  const inner = state.inner.map((scope, index) => (old.inner[index] ? mergedShape(old.inner[index], scope) : scope))
  return { ...state, isLast: state.isLast || old.isLast, inner: [...inner, ...old.inner.slice(inner.length)] }
}

function keyOf({ from, to, kind, label }: Pick<Transition, 'from' | 'kind' | 'label'> & { to?: string }): string {
  return JSON.stringify([from, to, kind, label])
}

/** Tells of each line of a merged drawing which of the two definitions has it. */
export function edgeChanges(before: string, after: string): (edge: PlacedEdge) => 'added' | 'removed' | undefined {
  const [old, now] = [waysOf(before), waysOf(after)]
  return edge => {
    const key = keyOf({ ...edge, kind: edge.kind as Transition['kind'] })
    return now.has(key) ? (old.has(key) ? undefined : 'added') : 'removed'
  }
}

/** Every way of a definition, those from starts and to ends too, as a drawing names them. */
function waysOf(text: string): Set<string> {
  const shape = machineShape(text)
  const ways = new Set<string>()
  for (const scope of shape ? allScopes(shape) : []) {
    for (const edge of scope.edges) ways.add(keyOf(edge))
    for (const { id, name, isLast } of scope.states) {
      if (name === scope.startAt) ways.add(JSON.stringify(['', id, 'start', '']))
      if (isLast) ways.add(JSON.stringify([id, '', 'end', '']))
    }
  }
  return ways
}
