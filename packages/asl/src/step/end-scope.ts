import { failureDetails, record, recordAside, whole } from '../history/record.ts'
import type { Json, JsonObject } from '../json.ts'
import { Datum } from '../machine/datum.ts'
import type { JoinFrame, OutputFrame, ScopeFrame } from '../machine/frame-kinds.ts'
import type { ExecutionEnd } from '../machine/turn.ts'
import type { Failure, TurnBuilder, Work } from '../machine/turn-builder.ts'
import { memberOf, putMember } from '../spelled-numbers.ts'
import { abortChildren, stopChildren } from './abort.ts'
import { clearExecutionTimer } from './timers.ts'

/** A scope has reached its end: the execution succeeds, or the join that waits for the scope takes its output. */
export function endScope(run: TurnBuilder, frame: ScopeFrame, output: Datum): Work | undefined {
  if (frame.join === undefined) {
    record(run, frame, 'ExecutionSucceeded', 'executionSucceededEventDetails', { output: output.text, outputDetails: whole })
    clearExecutionTimer(run)
    run.remove(frame.id)
    run.end = { status: 'SUCCEEDED', output: output.text }
    return undefined
  }
  const join = run.editJoin(frame.join)
  const last = frame.lastEvent
  const ended: OutputFrame = { id: frame.id, kind: 'output', output: null }
  putMember(ended as unknown as JsonObject, 'output', output.member)
  run.put(ended)
  join.succeeded++
  if (join.items === undefined) return continueJoin(run, join, last)
  const details = { name: run.readScope(join.owner).state, index: frame.index }
  const succeeded = recordAside(run, 'MapIterationSucceeded', last, 'mapIterationSucceededEventDetails', details)
  if (join.next < join.total) {
    run.enqueue({ type: 'iterate', join: join.id, previous: last })
    return undefined
  }
  return continueJoin(run, join, succeeded)
}

/** How an execution ended that did not succeed. */
export function unsuccessful(status: Exclude<ExecutionEnd['status'], 'SUCCEEDED'>, { error, cause }: Failure): ExecutionEnd {
  // AWS: what says nothing is left out here, as it is in the event.
  return { status, ...(error === undefined || error === '' ? {} : { error }), ...(cause === undefined || cause === '' ? {} : { cause }) }
}

/** A scope has failed and nothing in it caught that: the execution fails, or the state that waits for the scope does. */
export function failScope(run: TurnBuilder, frame: ScopeFrame, failure: Failure): Work | undefined {
  // The join of a failed Parallel or Map and a Map Run stay, so that a redrive finds what had succeeded.
  if (frame.wait?.for !== 'join' && frame.wait?.for !== 'child') frame.wait = undefined
  frame.failed = true
  if (frame.join === undefined) {
    record(run, frame, 'ExecutionFailed', 'executionFailedEventDetails', failureDetails(failure))
    clearExecutionTimer(run)
    run.end = unsuccessful('FAILED', failure)
    return undefined
  }
  const join = run.editJoin(frame.join)
  join.failed++
  const owner = run.editScope(join.owner)
  owner.lastEvent = frame.lastEvent
  if (failure.error === 'States.Runtime') {
    // AWS: nothing can catch it, so the execution fails at once, with no events of the states around.
    stopChildren(run, join)
    return { type: 'fail', frame: owner.id, failure }
  }
  if (join.items !== undefined) {
    const details = { name: owner.state, index: frame.index }
    recordAside(run, 'MapIterationFailed', frame.lastEvent, 'mapIterationFailedEventDetails', details)
  } else if (run.stateOf(frame).type === 'Task') {
    // AWS: a branch has no event of its own for its failure; the task that failed is written down as aborted. What comes next follows
    // the event that failed it, as it does in a Map.
    recordAside(run, 'TaskStateAborted', frame.lastEvent)
  }
  abortChildren(run, join)
  return { type: 'fail', frame: owner.id, failure }
}

/**
 * Goes on with the joined outputs, once all children have ended.
 *
 * @param lastEvent the event the owner's chain continues from
 */
function continueJoin(run: TurnBuilder, join: JoinFrame, lastEvent: number): Work | undefined {
  if (join.succeeded + join.failed < join.total) return undefined
  const owner = run.editScope(join.owner)
  owner.lastEvent = lastEvent
  return { type: 'joined', owner: owner.id, result: new Datum(takeOutputs(run, join)) }
}

/** The outputs of all children in their order; their frames go. */
function takeOutputs(run: TurnBuilder, join: JoinFrame): Json[] {
  const outputs: Json[] = []
  for (let id = join.firstChild; id < join.firstChild + join.total; id++) {
    const frame = run.read(id)
    if (frame?.kind === 'output') putMember(outputs, outputs.length, memberOf(frame as unknown as JsonObject, 'output', frame.output))
    run.remove(id)
  }
  return outputs
}
