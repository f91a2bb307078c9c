import type { CheckContext } from '../check-context.ts'
import { isFilledLater } from '../filled-later.ts'
import { suggestion } from '../fix/spelled-like.ts'
import { itemsOf, memberOf, type Place, textOf } from '../place.ts'
import type { ScopeVisit } from '../visit.ts'

/** Where a scope's start and its states lead to: each place that names a state. */
export function transitionsOf(scope: ScopeVisit): Place[] {
  const places = [memberOf(scope.place, 'StartAt'), ...scope.list.flatMap(stateTransitions)]
  return places.filter(place => typeof place?.node.value === 'string') as Place[]
}

export function stateTransitions(state: Place): Place[] {
  const catchers = memberOf(state, 'Catch')
  const isChoice = textOf(state, 'Type') === 'Choice'
  const choices = isChoice ? memberOf(state, 'Choices') : undefined
  const rules = [...(choices ? itemsOf(choices) : []), ...(catchers ? itemsOf(catchers) : [])]
  const places = [
    isChoice ? undefined : memberOf(state, 'Next'),
    ...rules.map(rule => memberOf(rule, 'Next')),
    isChoice ? memberOf(state, 'Default') : undefined,
  ]
  return places.filter(place => typeof place?.node.value === 'string') as Place[]
}

/**
 * Targets that do not exist, a workflow that cannot end, states nothing leads to.
 * AWS says `Next` whatever the field is called. Without a terminal state it does not look for unreachable ones; it calls a state
 * unreachable when no transition names it, even if only a state that is never entered does.
 */
export function checkTransitions(scope: ScopeVisit, context: CheckContext): void {
  if (scope.states?.node.members === undefined) return
  const targets = new Set<string>()
  for (const place of transitionsOf(scope)) {
    const target = String(place.node.value)
    targets.add(target)
    const known = scope.states.node.members
    if (!known.has(target)) context.report('missing-target', place, { target, ...suggestion(target, known.keys()) })
  }
  if (scope.list.length > 0 && !scope.list.some(canEnd)) {
    context.report('no-terminal-state', undefined)
    return
  }
  // AWS: a scope that starts nowhere has one fault, not one for each state.
  if (memberOf(scope.place, 'StartAt') === undefined) return
  if ([...targets].some(name => isFilledLater(name, context))) return
  for (const state of scope.list) {
    const name = String(state.key)
    if (!targets.has(name)) context.report('unreachable-state', state, { name })
  }
}

/** Also true of a state too broken to tell: it has findings of its own. */
function canEnd(state: Place): boolean {
  const type = textOf(state, 'Type')
  if (type === 'Succeed' || type === 'Fail' || state.node.members?.has('End')) return true
  return type !== 'Choice' && !state.node.members?.has('Next')
}
