import type { CheckContext } from '../check-context.ts'
import { isFilledLater } from '../filled-later.ts'
import { textOf } from '../place.ts'
import { stateTransitions } from '../rules/transitions.ts'
import type { ScopeVisit } from '../visit.ts'

/** States that something leads to, but nothing that is ever entered. AWS accepts them. */
export function findIslands(scope: ScopeVisit, context: CheckContext): void {
  const states = new Map(scope.list.map(place => [String(place.key), place]))
  const entered = new Set<string>()
  const waiting = [textOf(scope.place, 'StartAt') ?? '']
  while (waiting.length > 0) {
    const name = waiting.pop()!
    // A deployment says where it leads to: to any of them.
    if (isFilledLater(name, context)) return
    const state = states.get(name)
    if (state === undefined || entered.has(name)) continue
    entered.add(name)
    for (const transition of stateTransitions(state)) waiting.push(String(transition.node.value))
  }
  for (const [name, place] of states) if (!entered.has(name)) context.report('island', place, { name })
}
