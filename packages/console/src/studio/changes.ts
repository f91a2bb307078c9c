import { allStates, machineShape } from '@pasos/graph'

/** States that two definitions differ in, by their ids. */
export interface Changes {
  added: string[]
  removed: string[]
  changed: string[]
}

/** Compares what states say, not how they are laid out; a container whose inner states changed has not changed itself. */
export function changesBetween(before: string, after: string): Changes {
  const old = bodies(before)
  const now = bodies(after)
  return {
    added: [...now.keys()].filter(id => !old.has(id)),
    removed: [...old.keys()].filter(id => !now.has(id)),
    changed: [...now].flatMap(([id, body]) => (old.has(id) && old.get(id) !== body ? [id] : [])),
  }
}

function bodies(text: string): Map<string, string> {
  const shape = machineShape(text)
  const found = new Map<string, string>()
  for (const state of shape ? allStates(shape) : []) {
    const source = text.slice(state.range.from, state.range.to)
    found.set(state.id, withoutInner(source))
  }
  return found
}

/** A state's own fields as text in which neither white space nor what stands in inner scopes counts. */
function withoutInner(member: string): string {
  try {
    const [value] = Object.values(JSON.parse(`{${member}}`) as Record<string, Record<string, unknown>>)
    const { Branches: branches, ItemProcessor: processor, Iterator: iterator, ...own } = value ?? {}
    const heads = [branches, processor, iterator].flat().map(head)
    return JSON.stringify([own, heads])
  } catch {
    return member
  }
}

function head(scope: unknown): unknown {
  if (typeof scope !== 'object' || scope === null) return scope
  const { States: _states, ...rest } = scope as Record<string, unknown>
  return rest
}
