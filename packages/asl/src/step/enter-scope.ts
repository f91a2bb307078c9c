import type { Datum } from '../machine/datum.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import type { FrameId } from '../machine/snapshot.ts'
import type { EnterState, TurnBuilder } from '../machine/turn-builder.ts'

/** Where a new scope belongs. */
export interface ScopePlace {
  id: FrameId
  /** Index of the scope in the program. */
  scope: number
  join?: FrameId
  index: number
  /** The event its first event follows; 0 for none. */
  previous: number
}

/** Makes the frame of a new scope; the scope begins when the returned work is done. */
export function enterScope(run: TurnBuilder, place: ScopePlace, input: Datum): EnterState {
  const frame: ScopeFrame = {
    id: place.id,
    kind: 'scope',
    scope: place.scope,
    index: place.index,
    lastEvent: place.previous,
    state: '',
    input: input.value,
    enteredAt: run.env.now,
    enteredEvent: 0,
    beforeEntered: 0,
    retries: [],
  }
  if (place.join !== undefined) frame.join = place.join
  run.put(frame)
  return { type: 'enter', frame, state: run.scopeOf(frame).startAt, input }
}
