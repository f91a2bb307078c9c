import type { MapState } from '../definition/program.ts'
import { recordAside } from '../history/record.ts'
import type { Json, JsonObject } from '../json.ts'
import { Datum } from '../machine/datum.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { inputOf } from '../machine/scope-input.ts'
import { jsonataScope, mapItem, ScopeView } from '../machine/scope-view.ts'
import type { StartIteration, TurnBuilder, Work } from '../machine/turn-builder.ts'
import { memberOf } from '../spelled-numbers.ts'
import { enterScope, type ScopePlace } from './enter-scope.ts'
import { effectiveInput, refuseLargeInput } from './leave-state.ts'

/** Starts the next iteration of a Map, if one is left. */
export function startIteration(run: TurnBuilder, { join: id, previous }: StartIteration): Work | undefined {
  const join = run.editJoin(id)
  if (join.next >= join.total || join.items === undefined) return undefined
  const index = join.next
  const owner = run.readScope(join.owner)
  const state = run.stateOf(owner)
  if (state.type !== 'Map') throw new Error(`State '${state.name}' has no iterations`)
  const { items } = run.readItems(join.items)
  const item = mapItem(memberOf(items, index, items[index] ?? null), index)
  const value = selectItem(run, owner, state, item)
  const input = refuseLargeInput(run, state.name, Datum.of(state.itemSelector === undefined ? memberOf(item, 'Value', value) : value))
  join.next = index + 1
  const place: ScopePlace = { id: join.firstChild + index, scope: state.scope, join: id, index, previous }
  const details = { name: state.name, index }
  const started = recordAside(run, 'MapIterationStarted', previous, 'mapIterationStartedEventDetails', details)
  return enterScope(run, { ...place, previous: started }, input)
}

/** Applies the ItemSelector to one item; without one the item is the iteration's input. */
export function selectItem(run: TurnBuilder, owner: ScopeFrame, state: MapState, item: JsonObject): Json {
  const { flow, itemSelector } = state
  if (itemSelector === undefined) return item['Value'] ?? null
  if (flow.language === 'JSONata') {
    const scope = jsonataScope(run, owner, { input: owner.input }, { item })
    return (itemSelector as NonNullable<typeof state.items>['template']).render(scope, 'ItemSelector')
  }
  const effective = effectiveInput(run, owner, flow, inputOf(owner))
  return (itemSelector as NonNullable<typeof flow.parameters>).render(new ScopeView(run, owner, effective.member, { item }), run.env)
}
