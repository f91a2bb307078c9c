import { recordAside } from '../history/record.ts'
import type { LeaveJoin, TurnBuilder, Work } from '../machine/turn-builder.ts'
import { dropJoin } from './abort.ts'
import { leaveWithResult } from './leave-state.ts'

/** All children have ended: writes that the Parallel or Map has succeeded and leaves it with their outputs. */
export function leaveJoin(run: TurnBuilder, { owner, result }: LeaveJoin): Work | undefined {
  const frame = run.editScope(owner)
  const state = run.stateOf(frame)
  if (state.type !== 'Parallel' && state.type !== 'Map') throw new Error(`State '${state.name}' cannot join anything`)
  // AWS: the state's exit follows the last child's event, not this success.
  if (state.type === 'Parallel') recordAside(run, 'ParallelStateSucceeded', frame.lastEvent)
  else recordAside(run, 'MapStateSucceeded', frame.lastEvent)
  dropJoin(run, frame)
  frame.wait = undefined
  return leaveWithResult(run, frame, state, result)
}
