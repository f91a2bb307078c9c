import type { CheckContext } from '../check-context.ts'
import { memberOf, textOf } from '../place.ts'
import type { ScopeVisit } from '../visit.ts'

/** States language: "The state name, whose length MUST BE less than or equal to 80 Unicode characters". */
const MAX_NAME = 80

export function checkStateNames(scope: ScopeVisit, context: CheckContext): void {
  if (scope.states?.node.members?.size === 0) context.report('empty-value', scope.states)
  for (const state of scope.list) {
    const name = String(state.key)
    if (name.length > MAX_NAME && [...name].length > MAX_NAME) context.report('state-name', state, { name })
  }
}

/** Names of states and labels of Map states are unique in the whole machine, not only where they stand. */
export function checkDuplicateStateNames(scope: ScopeVisit, context: CheckContext): void {
  const { names, labels } = namesOf(scope, context)
  for (const state of scope.list) {
    const name = String(state.key)
    if (names.has(name)) context.report('duplicate-state-name', state, { name })
    names.add(name)
    const label = textOf(state, 'Label')
    if (label === undefined) continue
    if (labels.has(label)) context.report('duplicate-label', memberOf(state, 'Label'), { label })
    labels.add(label)
  }
}

const seen = new WeakMap<CheckContext, { names: Set<string>; labels: Set<string> }>()

function namesOf(scope: ScopeVisit, context: CheckContext) {
  const known = seen.get(context)
  if (known && scope.parent) return known
  const fresh = { names: new Set<string>(), labels: new Set<string>() }
  seen.set(context, fresh)
  return fresh
}
