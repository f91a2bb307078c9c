import type { State } from '../definition/program.ts'
import type { HistoryEventType } from '../history/history-event.ts'
import { record, whole } from '../history/record.ts'
import type { Datum } from '../machine/datum.ts'
import { tooDeep } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { inputOf, keepInput } from '../machine/scope-input.ts'
import type { EnterState, RerunState, TurnBuilder, Work } from '../machine/turn-builder.ts'
import { runChoice } from './choice.ts'
import { runFail } from './fail.ts'
import { runMap } from './map.ts'
import { runParallel } from './parallel.ts'
import { runPass } from './pass.ts'
import { runSucceed } from './succeed.ts'
import { runTask } from './task.ts'
import { runWait } from './wait.ts'

const enteredTypes = {
  Pass: 'PassStateEntered',
  Task: 'TaskStateEntered',
  Choice: 'ChoiceStateEntered',
  Wait: 'WaitStateEntered',
  Succeed: 'SucceedStateEntered',
  Fail: 'FailStateEntered',
  Parallel: 'ParallelStateEntered',
  Map: 'MapStateEntered',
} as const satisfies Record<State['type'], HistoryEventType>

/** Writes that a scope enters a state, then runs the state. */
export function enterState(run: TurnBuilder, { frame, state: name, input }: EnterState): Work | undefined {
  frame.state = name
  keepInput(frame, input)
  frame.enteredAt = run.env.now
  frame.beforeEntered = frame.lastEvent
  if (frame.retries.length > 0) frame.retries = []
  const state = run.stateOf(frame)
  frame.enteredEvent = record(run, frame, enteredTypes[state.type], 'stateEnteredEventDetails', {
    input: input.text,
    inputDetails: whole,
    name,
  })
  if (input.isTooDeep) throw tooDeep()
  return runState(run, frame, state, input)
}

/** Runs the state a scope is in, for the first time or again after a retry or a redrive. */
function runState(run: TurnBuilder, frame: ScopeFrame, state: State, input: Datum): Work | undefined {
  switch (state.type) {
    case 'Pass':
      return runPass(run, frame, state, input)
    case 'Task':
      return runTask(run, frame, state, input)
    case 'Choice':
      return runChoice(run, frame, state, input)
    case 'Wait':
      return runWait(run, frame, state, input)
    case 'Succeed':
      return runSucceed(run, frame, state, input)
    case 'Fail':
      return runFail(run, frame, state, input)
    case 'Parallel':
      return runParallel(run, frame, state, input)
    case 'Map':
      return runMap(run, frame, state, input)
  }
}

/** Runs a scope's state once more, without entering it again. */
export function rerunState(run: TurnBuilder, work: RerunState): Work | undefined {
  const frame = run.editScope(work.frame)
  frame.wait = undefined
  frame.failed = undefined
  return runState(run, frame, run.stateOf(frame), inputOf(frame))
}
