import type { Program } from '../definition/program.ts'
import { failureDetails, HistoryFull, recordAside } from '../history/record.ts'
import type { StepEvent } from '../machine/event.ts'
import { StatesFailure } from '../machine/failure.ts'
import { rootFrame, type ScopeFrame } from '../machine/frame-kinds.ts'
import type { FrameId, Snapshot, StepEnvironment } from '../machine/snapshot.ts'
import type { Turn } from '../machine/turn.ts'
import { TurnBuilder, type Work } from '../machine/turn-builder.ts'
import { newWorkBudget } from '../work-budget.ts'
import { stopScope } from './abort.ts'
import { deliver } from './deliver.ts'
import { enterState, rerunState } from './enter-state.ts'
import { handleFailure, handleThrown } from './handle-failure.ts'
import { leaveJoin } from './leave-join.ts'
import { leaveTask } from './leave-task.ts'
import { startIteration } from './start-iteration.ts'
import { leaveMapRun, thrownInRun } from './start-map-run.ts'
import { finishWait } from './wait.ts'

/**
 * Runs an execution on from one event until all its branches wait again. Pure: the snapshot is read and never changed, and the same
 * arguments give the same turn.
 *
 * @throws PutAside where `env.memo` is given and an expression is too long for this thread: run it again when the memo has its value
 */
export function step(program: Program, snapshot: Snapshot, event: StepEvent, env: StepEnvironment): Turn {
  const pieces = stepInPieces(program, snapshot, event, env)
  for (;;) {
    const piece = pieces.next()
    if (piece.done === true) return piece.value
  }
}

/**
 * The same turn, computed piece by piece: between two states it yields the number of history events it has written so far, so that
 * whoever asks for the next piece can see to others first. A turn that is left unfinished leaves nothing behind.
 */
export function* stepInPieces(
  program: Program,
  snapshot: Snapshot,
  event: StepEvent,
  env: StepEnvironment,
): Generator<number, Turn, undefined> {
  const run = new TurnBuilder(program, snapshot, env)
  try {
    let work = deliver(run, event) ?? run.dequeue()
    while (work !== undefined) {
      work = perform(run, work) ?? run.dequeue()
      if (work !== undefined) yield run.history.length
    }
  } catch (reason) {
    if (!(reason instanceof HistoryFull)) throw reason
    failForHistory(run)
  }
  return run.finish()
}

/** Where a driver that looks on may put a hand in. */
export interface StepHooks {
  /** Told before Retry and Catch of a frame's state are asked. */
  beforeFailure(frame: ScopeFrame): void
}

/** Does one piece of work and answers the next; a failure that it throws goes to Retry and Catch of the state concerned. */
export function perform(run: TurnBuilder, work: Work, hooks?: StepHooks): Work | undefined {
  run.budget = newWorkBudget(run.env.memo)
  try {
    if (work.type === 'fail') hooks?.beforeFailure(run.editScope(work.frame))
    return dispatch(run, work)
  } catch (reason) {
    if (!(reason instanceof StatesFailure)) throw reason
    const frame = run.editScope(scopeConcerned(run, work))
    hooks?.beforeFailure(frame)
    return handleThrown(run, frame, reason)
  }
}

function dispatch(run: TurnBuilder, work: Work): Work | undefined {
  switch (work.type) {
    case 'enter':
      return enterState(run, work)
    case 'iterate':
      return startIteration(run, work)
    case 'joined':
      return leaveJoin(run, work)
    case 'succeed':
      return leaveTask(run, work)
    case 'rerun':
      return rerunState(run, work)
    case 'wake':
      return finishWait(run, run.editScope(work.frame))
    case 'mapped':
      return leaveMapRun(run, work)
    case 'fail':
      if (work.thrownAt !== undefined) return handleThrown(run, run.editScope(work.frame), thrownInRun(work), true)
      return handleFailure(run, run.editScope(work.frame), work.failure)
  }
}

function scopeConcerned(run: TurnBuilder, work: Work): FrameId {
  switch (work.type) {
    case 'enter':
      return work.frame.id
    case 'iterate':
      return run.readJoin(work.join).owner
    case 'joined':
      return work.owner
    case 'succeed':
    case 'rerun':
    case 'wake':
    case 'mapped':
    case 'fail':
      return work.frame
  }
}

/** AWS: event 25,000 is the execution's failure. */
function failForHistory(run: TurnBuilder): void {
  const failure = {
    error: 'States.Runtime',
    cause: `The execution reached the maximum number of history events (${run.env.limits.historyEvents}).`,
  }
  const root = run.editScope(rootFrame)
  stopScope(run, root)
  root.lastEvent = recordAside(run, 'ExecutionFailed', run.lastEventId, 'executionFailedEventDetails', failureDetails(failure))
  run.end = { status: 'FAILED', ...failure }
}
