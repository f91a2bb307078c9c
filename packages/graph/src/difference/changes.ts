import { redirected } from '../document/clip.ts'
import { runCommand } from '../document/run-command.ts'
import { allScopes, machineShape, type Scope, type StateShape } from '../shape/machine-shape.ts'

/**
 * A state in which two definitions differ. `moved`: it says the same, but stands in another Map or Parallel, or elsewhere on the way: what
 * leads to it and what it leads to are others. `renamed`: it says the same in the same Map or Parallel under another name; states that
 * only follow it in that have not changed.
 */
export interface StateChange {
  kind: 'added' | 'removed' | 'changed' | 'moved' | 'renamed'
  name: string
  /** Of a renamed state, what it was called. */
  formerName?: string
  /** Its id in the earlier definition; absent for what is new. */
  before?: string
  /** Its id in the later one; absent for what is gone. */
  after?: string
}

interface Known {
  state: StateShape
  /** Its fields without inner states; its text where that is no JSON. */
  says: Record<string, unknown> | string
  /** Ids of what leads to it; empty for a start. */
  comesFrom: ReadonlySet<string>
}

/** Compares what states say, not how they are laid out; a container whose inner states changed has not changed itself. In the later one's order, what is gone last. */
export function changesBetween(before: string, after: string): StateChange[] {
  const [found, now] = [known(before), known(after)]
  const pairs = samePairs(before, after, found, now)
  const old = underNewIds(found, pairs)
  const calledNow = new Map([...pairs].map(([id, was]) => [found.get(was)!.state.name, now.get(id)!.state.name]))
  const own = (each: Known) => ownText(each, name => name)
  const formerOwn = (each: Known) => ownText(each, name => calledNow.get(name) ?? name)
  const added = [...now.values()].filter(({ state }) => !old.has(state.id))
  const removed = [...old].flatMap(([id, each]) => (now.has(id) ? [] : [each]))
  const changes: StateChange[] = []
  const [arrivals, departures] = [byName(added), byName(removed)]
  const moved = new Set<Known>()
  for (const [id, is] of now) {
    const was = old.get(id)
    const { name } = is.state
    if (was) {
      const [former, present] = [formerOwn(was), own(is)]
      const ids = { before: was.state.id, after: id }
      if (was.state.name !== name) changes.push({ kind: 'renamed', name, formerName: was.state.name, ...ids })
      else if (former.fields !== present.fields) changes.push({ kind: 'changed', name, ...ids })
      else if (former.leadsTo !== present.leadsTo) changes.push({ kind: isMoved(old, now, id) ? 'moved' : 'changed', name, ...ids })
      continue
    }
    const origin = arrivals.get(name)?.length === 1 ? departures.get(name)?.[0] : undefined
    if (origin) {
      moved.add(origin)
      const kind = formerOwn(origin).fields === own(is).fields ? 'moved' : 'changed'
      changes.push({ kind, name, before: origin.state.id, after: id })
    } else changes.push({ kind: 'added', name, after: id })
  }
  for (const each of removed) if (!moved.has(each)) changes.push({ kind: 'removed', name: each.state.name, before: each.state.id })
  return changes
}

/** The earlier definition with the states called as they are in the later one: in one picture they are one box. */
export function withNewNames(before: string, changes: readonly StateChange[]): string {
  const renamed = changes.filter(change => change.kind === 'renamed')
  // Inner ones first: the name of a container is part of their ids.
  renamed.sort((a, b) => b.before!.length - a.before!.length)
  return renamed.reduce((text, change) => {
    const outcome = runCommand(text, { type: 'rename', id: change.before!, name: change.name })
    return 'refused' in outcome ? text : outcome.text
  }, before)
}

/** Ids of the later definition's states with what they were in the earlier one: by name within a scope, else by what they say. */
function samePairs(before: string, after: string, old: ReadonlyMap<string, Known>, now: ReadonlyMap<string, Known>): Map<string, string> {
  const pairs = new Map<string, string>()
  const pair = (was: Scope, is: Scope) => {
    const left = new Map(was.states.map(state => [state.name, state]))
    const fresh: StateShape[] = []
    const meet = (one: StateShape, other: StateShape) => {
      pairs.set(other.id, one.id)
      left.delete(one.name)
      for (const [index, scope] of one.inner.entries()) if (other.inner[index]) pair(scope, other.inner[index])
    }
    for (const state of is.states) {
      const same = left.get(state.name)
      if (same) meet(same, state)
      else fresh.push(state)
    }
    const sayings = Map.groupBy(left.values(), state => saying(old.get(state.id)!))
    for (const [says, states] of Map.groupBy(fresh, state => saying(now.get(state.id)!))) {
      const [only, ...others] = sayings.get(says) ?? []
      // Of several that say the same, nobody knows which has become which.
      if (only && others.length === 0 && states.length === 1) meet(only, states[0]!)
    }
  }
  const [first, second] = [machineShape(before), machineShape(after)]
  if (first && second) pair(first, second)
  return pairs
}

/** What a state says apart from which states it leads to. */
function saying(state: Known): string {
  return ownText(state, () => '').fields
}

/** The earlier states by the ids that they have now; what is gone keeps out of the way. */
function underNewIds(old: ReadonlyMap<string, Known>, pairs: ReadonlyMap<string, string>): Map<string, Known> {
  const ids = new Map([...pairs].map(([now, was]) => [was, now]))
  const idOf = (was: string) => (was === '' ? '' : (ids.get(was) ?? `\u0000${was}`))
  return new Map([...old].map(([was, each]) => [idOf(was), { ...each, comesFrom: new Set([...each.comesFrom].map(idOf)) }]))
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
        says: fieldsOf(text.slice(state.range.from, state.range.to)),
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

/** A state's fields without what stands in inner scopes. */
function fieldsOf(member: string): Record<string, unknown> | string {
  try {
    const [value] = Object.values(JSON.parse(`{${member}}`) as Record<string, Record<string, unknown>>)
    const { Branches: branches, ItemProcessor: processor, Iterator: iterator, ...own } = value ?? {}
    const heads = [branches, processor, iterator]
      .flat()
      .filter(scope => scope !== undefined)
      .map(head)
    return { ...own, heads }
  } catch {
    return member
  }
}

/** A state's fields as text in which white space does not count, and where it leads apart from them. */
function ownText({ says }: Known, rename: (name: string) => string): { fields: string; leadsTo: string } {
  if (typeof says === 'string') return { fields: says, leadsTo: '' }
  const { Next: next, End: end, heads, ...own } = JSON.parse(redirected(JSON.stringify(says), rename, undefined))
  const entered = (heads as Record<string, unknown>[]).map(({ StartAt: start, ...rest }) => [
    rest,
    typeof start === 'string' ? rename(start) : start,
  ])
  return { fields: JSON.stringify([own, entered]), leadsTo: JSON.stringify([next, end]) }
}

function head(scope: unknown): Record<string, unknown> {
  if (typeof scope !== 'object' || scope === null) return { scope }
  const { States: _states, ...rest } = scope as Record<string, unknown>
  return rest
}
