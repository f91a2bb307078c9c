import type { ParallelState } from '../definition/program.ts'
import { record } from '../history/record.ts'
import { Datum } from '../machine/datum.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { enterScope } from './enter-scope.ts'
import { effectiveInput, refuseLargeInput } from './leave-state.ts'

/** Parallel: starts all branches with the same input. */
export function runParallel(run: TurnBuilder, frame: ScopeFrame, state: ParallelState, input: Datum): Work | undefined {
  const shared = refuseLargeInput(run, state.name, branchInput(run, frame, state, input))
  const started = record(run, frame, 'ParallelStateStarted')
  const total = state.branches.length
  const join = run.reserve(1)
  const firstChild = run.reserve(total)
  run.put({ id: join, kind: 'join', owner: frame.id, firstChild, total, next: total, succeeded: 0, failed: 0, concurrency: total })
  frame.wait = { for: 'join', join }
  for (const [index, scope] of state.branches.entries()) {
    run.enqueue(enterScope(run, { id: firstChild + index, scope, join, index, previous: started }, shared))
  }
  return undefined
}

function branchInput(run: TurnBuilder, frame: ScopeFrame, state: ParallelState, input: Datum): Datum {
  const { flow } = state
  if (flow.language === 'JSONata') {
    if (flow.arguments === undefined) return input
    return new Datum(flow.arguments.render(jsonataScope(run, frame, { input: input.value }), 'Arguments'))
  }
  const effective = effectiveInput(run, frame, flow, input)
  if (flow.parameters === undefined) return effective
  return new Datum(flow.parameters.render(new ScopeView(run, frame, effective.member), run.env))
}
