import type { MapState } from '../definition/program.ts'
import { record } from '../history/record.ts'
import { Datum } from '../machine/datum.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { effectiveInput } from './leave-state.ts'
import { findItems } from './map-items.ts'
import { readConcurrency } from './map-settings.ts'
import { startMapRun } from './start-map-run.ts'

/** Map: one iteration for each item, as many at a time as MaxConcurrency allows; a distributed one leaves that to a Map Run. */
export function runMap(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Datum): Work | undefined {
  const { flow } = state
  const effective = flow.language === 'JSONPath' ? effectiveInput(run, frame, flow, input).value : input.value
  if (state.isDistributed) return startMapRun(run, frame, state, effective)
  const { items } = findItems(run, frame, state, effective)
  const most = run.env.limits.inlineMapConcurrency
  const concurrency = Math.min(readConcurrency(run, frame, state, effective) || most, most)
  const total = items.length
  record(run, frame, 'MapStateStarted', 'mapStateStartedEventDetails', { length: total })
  // A Map without items is over at once.
  if (total === 0) return { type: 'joined', owner: frame.id, result: new Datum([]) }
  const id = run.reserve(2)
  run.put({
    ...{ id, kind: 'join', owner: frame.id, items: id + 1, firstChild: run.reserve(total) },
    ...{ total, next: 0, succeeded: 0, failed: 0, concurrency },
  })
  run.put({ id: id + 1, kind: 'items', items })
  frame.wait = { for: 'join', join: id }
  const slots = Math.min(total, concurrency)
  for (let slot = 0; slot < slots; slot++) run.enqueue({ type: 'iterate', join: id, previous: frame.lastEvent })
  return undefined
}
