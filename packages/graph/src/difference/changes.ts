import { allScopes, machineShape, type Scope, type StateShape } from '../shape/machine-shape.ts'

/**
 * A state in which two definitions differ. `moved`: it says the same, but stands in another Map or Parallel, or elsewhere on the way: what
 * leads to it and what it leads to are others.
 */
export interface StateChange {
  kind: 'added' | 'removed' | 'changed' | 'moved'
  name: string
  /** Its id in the earlier definition; absent for what is new. */
  before?: string
  /** Its id in the later one; absent for what is gone. */
  after?: string
}

interface Known {
  state: StateShape
  /** Its own fields as text, without inner states, and without where it leads. */
  own: string
  leadsTo: string
  /** Ids of what leads to it; empty for a start. */
  comesFrom: ReadonlySet<string>
}

/** Compares what states say, not how they are laid out; a container whose inner states changed has not changed itself. In the later one's order, what is gone last. */
export function changesBetween(before: string, after: string): StateChange[] {
  const [old, now] = [known(before), known(after)]
  const added = [...now.values()].filter(({ state }) => !old.has(state.id))
  const removed = [...old.values()].filter(({ state }) => !now.has(state.id))
  const changes: StateChange[] = []
  const [arrivals, departures] = [byName(added), byName(removed)]
  const moved = new Set<Known>()
  for (const [id, is] of now) {
    const was = old.get(id)
    const { name } = is.state
    if (was) {
      const kind = was.own !== is.own ? 'changed' : was.leadsTo === is.leadsTo ? undefined : isMoved(old, now, id) ? 'moved' : 'changed'
      if (kind) changes.push({ kind, name, before: id, after: id })
      continue
    }
    const origin = arrivals.get(name)?.length === 1 ? departures.get(name)?.[0] : undefined
    if (origin) {
      moved.add(origin)
      changes.push({ kind: origin.own === is.own ? 'moved' : 'changed', name, before: origin.state.id, after: id })
    } else changes.push({ kind: 'added', name, after: id })
  }
  for (const each of removed) if (!moved.has(each)) changes.push({ kind: 'removed', name: each.state.name, before: each.state.id })
  return changes
}

function byName(states: readonly Known[]): Map<string, Known[]> {
  return Map.groupBy(states, each => each.state.name)
}

/** Whether other states lead to it than before, as if what is new and what is gone had never been there. */
function isMoved(old: ReadonlyMap<string, Known>, now: ReadonlyMap<string, Known>, id: string): boolean {
  const was = originsOf(old, id, now)
  const is = originsOf(now, id, old)
  return was.size !== is.size || [...was].some(origin => !is.has(origin))
}

function originsOf(states: ReadonlyMap<string, Known>, id: string, others: ReadonlyMap<string, Known>): Set<string> {
  const found = new Set<string>()
  const seen = new Set<string>()
  const waiting = [...(states.get(id)?.comesFrom ?? [])]
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    if (seen.has(from)) continue
    seen.add(from)
    if (from === '' || others.has(from)) found.add(from)
    else waiting.push(...(states.get(from)?.comesFrom ?? []))
  }
  return found
}

function known(text: string): Map<string, Known> {
  const shape = machineShape(text)
  const found = new Map<string, Known>()
  for (const scope of shape ? allScopes(shape) : []) {
    const origins = originsIn(scope)
    for (const state of scope.states) {
      found.set(state.id, {
        state,
        comesFrom: origins.get(state.id) ?? new Set(),
        ...fieldsOf(text.slice(state.range.from, state.range.to)),
      })
    }
  }
  return found
}

function originsIn(scope: Scope): Map<string, Set<string>> {
  const origins = new Map<string, Set<string>>()
  const add = (to: string, from: string) => origins.set(to, (origins.get(to) ?? new Set()).add(from))
  for (const { from, to } of scope.edges) if (to !== undefined) add(to, from)
  const start = scope.states.find(state => state.name === scope.startAt)
  if (start) add(start.id, '')
  return origins
}

/** A state's fields as text in which neither white space nor what stands in inner scopes counts. */
function fieldsOf(member: string): { own: string; leadsTo: string } {
  try {
    const [value] = Object.values(JSON.parse(`{${member}}`) as Record<string, Record<string, unknown>>)
    const { Branches: branches, ItemProcessor: processor, Iterator: iterator, Next: next, End: end, ...own } = value ?? {}
    const heads = [branches, processor, iterator].flat().map(head)
    return { own: JSON.stringify([own, heads]), leadsTo: JSON.stringify([next, end]) }
  } catch {
    return { own: member, leadsTo: '' }
  }
}

function head(scope: unknown): unknown {
  if (typeof scope !== 'object' || scope === null) return scope
  const { States: _states, ...rest } = scope as Record<string, unknown>
  return rest
}
