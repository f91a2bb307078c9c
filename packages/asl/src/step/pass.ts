import type { PassState } from '../definition/program.ts'
import { Datum } from '../machine/datum.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { effectiveInput, leaveWithResult } from './leave-state.ts'

/** Pass: its Result, its Parameters or its input is its result. */
export function runPass(run: TurnBuilder, frame: ScopeFrame, state: PassState, input: Datum): Work | undefined {
  const { flow } = state
  if (flow.language === 'JSONata') return leaveWithResult(run, frame, state, input, false)
  const effective = effectiveInput(run, frame, flow, input)
  const shaped =
    flow.parameters === undefined ? effective : new Datum(flow.parameters.render(new ScopeView(run, frame, effective.member), run.env))
  run.env.inspector?.stage('afterParameters', shaped.member)
  return leaveWithResult(run, frame, state, state.result === undefined ? shaped : new Datum(state.result.value))
}
