import type { HistoryEventType } from '../history/history-event.ts'
import { record, recordAside } from '../history/record.ts'
import type { JoinFrame, ScopeFrame } from '../machine/frame-kinds.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import { clearTaskTimers } from './timers.ts'

/** Stops what a scope waits for. The frame stays, for a redrive. */
export function stopScope(run: TurnBuilder, frame: ScopeFrame): void {
  stopWaiting(run, frame, join => stopChildren(run, join))
}

/** Stops all children of a join that have not ended yet, without a word in the history. */
export function stopChildren(run: TurnBuilder, join: JoinFrame): void {
  eachOpenChild(run, join, child => stopScope(run, child))
}

/**
 * Stops what a scope waits for and writes its open state as aborted. AWS: as an iteration's failure does, such an event stands aside: the
 * next one of its scope follows what came before it (https://github.com/floci-io/floci/pull/3167, compared with AWS there).
 *
 * @param failing the event that fails the Parallel whose branch this is, and that the aborted state follows
 */
function abortScope(run: TurnBuilder, frame: ScopeFrame, failing: number | undefined): void {
  if (!stopWaiting(run, frame, join => abortJoined(run, join, failing))) return
  if (frame.wait?.for === 'child') record(run, frame, 'MapRunAborted')
  const type = abortedType(run, frame)
  if (type !== undefined) recordAside(run, type, failing ?? frame.lastEvent)
}

/** @returns whether the scope waited for anything */
function stopWaiting(run: TurnBuilder, frame: ScopeFrame, stopJoin: (join: JoinFrame) => void): boolean {
  const { wait } = frame
  frame.failed = true
  if (wait === undefined) return false
  switch (wait.for) {
    case 'join':
      stopJoin(run.readJoin(wait.join))
      return true
    case 'child':
      run.commands.push({ type: 'StopChild', child: wait.key, redriveCount: wait.redriveCount })
      return true
    case 'task':
      run.commands.push({ type: 'CancelTask', task: wait.key })
      clearTaskTimers(run, wait)
      break
    case 'time':
    case 'retry':
      run.commands.push({ type: 'ClearTimer', timer: `${wait.key}/${wait.for}` })
      break
  }
  frame.wait = undefined
  return true
}

function abortedType(run: TurnBuilder, frame: ScopeFrame): HistoryEventType | undefined {
  switch (run.stateOf(frame).type) {
    case 'Task':
      return 'TaskStateAborted'
    case 'Wait':
      return 'WaitStateAborted'
    case 'Map':
      return 'MapStateAborted'
    case 'Parallel':
      return 'ParallelStateAborted'
    default:
      return undefined
  }
}

/**
 * Aborts all children of a join that have not ended yet. AWS: the aborted states of all branches of a Parallel follow the event that
 * failed it, which ParallelStateFailed follows too, and not what came before each of them.
 */
export function abortChildren(run: TurnBuilder, join: JoinFrame): void {
  abortJoined(run, join, run.readScope(join.owner).lastEvent)
}

function abortJoined(run: TurnBuilder, join: JoinFrame, failing: number | undefined): void {
  eachOpenChild(run, join, frame => {
    abortScope(run, frame, join.items === undefined ? failing : undefined)
    if (join.items === undefined) return
    const details = { name: run.readScope(join.owner).state, index: frame.index }
    recordAside(run, 'MapIterationAborted', frame.lastEvent, 'mapIterationAbortedEventDetails', details)
  })
}

function eachOpenChild(run: TurnBuilder, join: JoinFrame, visit: (frame: ScopeFrame) => void): void {
  for (let index = 0; index < join.next; index++) {
    const child = run.read(join.firstChild + index)
    if (child?.kind === 'scope' && child.failed !== true) visit(run.editScope(child.id))
  }
}

/** Forgets a join with all that belongs to it, so that its state can run again or be left. */
export function dropJoin(run: TurnBuilder, frame: ScopeFrame): void {
  if (frame.wait?.for !== 'join') return
  const join = run.readJoin(frame.wait.join)
  for (let index = 0; index < join.next; index++) {
    const child = run.read(join.firstChild + index)
    if (child?.kind === 'scope') dropJoin(run, child)
    run.remove(join.firstChild + index)
  }
  if (join.items !== undefined) run.remove(join.items)
  run.remove(join.id)
}
