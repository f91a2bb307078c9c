import type { SucceedState } from '../definition/program.ts'
import type { Datum } from '../machine/datum.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { leaveWithoutResult } from './leave-state.ts'

/** Succeed: ends its scope with its input. */
export function runSucceed(run: TurnBuilder, frame: ScopeFrame, state: SucceedState, input: Datum): Work | undefined {
  return leaveWithoutResult(run, frame, state, input)
}
