import { allScopes, type JsonPath, machineShape, type Scope, type StateShape } from '../shape/machine-shape.ts'
import type { Place } from './command.ts'

/** A place at which a state can go in, with what an editor says of it. */
export interface NamedPlace {
  key: string
  place: Place
  /** `start`: before everything in its scope; `rule`: as a further rule of a Choice; otherwise the way on which it lies. */
  kind: 'start' | 'next' | 'choice' | 'default' | 'rule'
  /** Names of the container around it, empty for the machine itself, and of the state that comes before. */
  owner: string
  from: string
  /** Of several branches: which, from 1. */
  branch?: number
  /** Of a Choice's rule: what it asks. */
  label: string
}

/** The same for the same place, however one came to it. */
export function placeKey({ scope, from, path }: Place): string {
  return JSON.stringify([scope, from, path ?? null])
}

/** The place that a line of a drawing stands for. */
export function placeOf({ scope, from, path }: { scope: JsonPath; from: string; path?: JsonPath }): Place {
  return { scope, from, ...(path ? { path } : {}) }
}

/** Every place of a definition at which a state can go in, in the order of the text; outer scopes first. */
export function placesIn(text: string): NamedPlace[] {
  const shape = machineShape(text)
  if (!shape) return []
  const scopes = allScopes(shape)
  const states = new Map(scopes.flatMap(scope => scope.states.map(state => [state.id, state] as const)))
  return scopes.flatMap(scope => {
    const owner = states.get(scope.owner)
    const around = {
      owner: owner?.name ?? '',
      ...(owner && owner.inner.length > 1 ? { branch: owner.inner.findIndex(inner => inner.path.join() === scope.path.join()) + 1 } : {}),
    }
    const found = [
      { kind: 'start' as const, from: '', label: '', place: { scope: scope.path, from: '' } },
      ...scope.states.flatMap(state => placesBehind(scope, state)),
    ]
    return found.map(each => ({ ...around, ...each, key: placeKey(each.place) }))
  })
}

function placesBehind(scope: Scope, state: StateShape): Pick<NamedPlace, 'kind' | 'from' | 'label' | 'place'>[] {
  const at = (kind: NamedPlace['kind'], path?: JsonPath, label = '') => ({
    ...{ kind, label, from: state.name },
    place: { scope: scope.path, from: state.id, ...(path ? { path } : {}) },
  })
  const ways = scope.edges.filter(edge => edge.from === state.id && edge.kind !== 'catch')
  const drawn = ways.map(({ kind, path, label }) => at(kind as 'next', path, label))
  if (state.type !== 'Choice') {
    if (ways.length > 0 || state.type === 'Succeed' || state.type === 'Fail') return drawn
    return [at('next', state.isLast ? undefined : [...state.path, 'Next'])]
  }
  const hasDefault = ways.some(way => way.kind === 'default')
  return [
    ...drawn,
    ...(hasDefault ? [] : [at('default', [...state.path, 'Default'])]),
    at('rule', [...state.path, 'Choices', state.rules, 'Next']),
  ]
}
