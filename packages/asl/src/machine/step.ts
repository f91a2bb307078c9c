import type { Program } from '../definition/program.ts'
import { failureDetails, HistoryFull, recordAside } from '../history/record.ts'
import { stopScope } from '../step/abort.ts'
import { deliver } from '../step/deliver.ts'
import { enterState, rerunState } from '../step/enter-state.ts'
import { handleFailure, handleThrown } from '../step/handle-failure.ts'
import { leaveJoin } from '../step/leave-join.ts'
import { leaveTask } from '../step/leave-task.ts'
import { beginIterations } from '../step/map.ts'
import { startIteration } from '../step/start-iteration.ts'
import { finishWait } from '../step/wait.ts'
import { newWorkBudget } from '../work-budget.ts'
import type { StepEvent } from './event.ts'
import { attempt, type Eventually } from './eventually.ts'
import { StatesFailure } from './failure.ts'
import { rootFrame } from './frame-kinds.ts'
import type { FrameId, Snapshot, StepEnvironment } from './snapshot.ts'
import type { Turn } from './turn.ts'
import { TurnBuilder, type Work } from './turn-builder.ts'

/**
 * Runs an execution on from one event until all its branches wait again. Pure: the snapshot is read and never changed, and the same
 * arguments give the same turn. Answers at once, without a promise, unless a JSONata expression has to be awaited.
 */
export function step(program: Program, snapshot: Snapshot, event: StepEvent, env: StepEnvironment): Eventually<Turn> {
  const run = new TurnBuilder(program, snapshot, env)
  return attempt(
    () => {
      const done = drive(run, deliver(run, event) ?? run.dequeue())
      return done instanceof Promise ? done.then(() => run.finish()) : run.finish()
    },
    reason => {
      if (!(reason instanceof HistoryFull)) throw reason
      failForHistory(run)
      return run.finish()
    },
  )
}

/** Does one thing after the other until nothing can go on. */
function drive(run: TurnBuilder, first: Work | undefined): Eventually<void> {
  let work = first
  while (work !== undefined) {
    const next = perform(run, work)
    if (next instanceof Promise) return next.then(following => drive(run, following ?? run.dequeue()))
    work = next ?? run.dequeue()
    const pause = work === undefined ? undefined : run.env.pause?.(run.history.length)
    if (pause !== undefined) return pause.then(() => drive(run, work))
  }
}

function perform(run: TurnBuilder, work: Work): Eventually<Work | undefined> {
  run.budget = newWorkBudget()
  try {
    const next = dispatch(run, work)
    return next instanceof Promise ? next.catch(reason => recoverFrom(run, work, reason)) : next
  } catch (reason) {
    return recoverFrom(run, work, reason)
  }
}

function dispatch(run: TurnBuilder, work: Work): Eventually<Work | undefined> {
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
    case 'items':
      return beginIterations(run, work)
    case 'fail':
      return handleFailure(run, run.editScope(work.frame), work.failure)
  }
}

function recoverFrom(run: TurnBuilder, work: Work, reason: unknown): Eventually<Work | undefined> {
  if (!(reason instanceof StatesFailure)) throw reason
  return handleThrown(run, run.editScope(scopeConcerned(run, work)), reason)
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
    case 'items':
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
  root.lastEvent = recordAside(run, root, 'ExecutionFailed', run.lastEventId, 'executionFailedEventDetails', failureDetails(failure))
  run.end = { status: 'FAILED', ...failure }
}
