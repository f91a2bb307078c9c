import type { Catcher, ErrorPolicy, Retrier, State } from '../definition/program.ts'
import { failureDetails, record, recordAside } from '../history/record.ts'
import type { JsonObject } from '../json.ts'
import { Datum } from '../machine/datum.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { inputOf } from '../machine/scope-input.ts'
import { ScopeView } from '../machine/scope-view.ts'
import type { Failure, TurnBuilder, Work } from '../machine/turn-builder.ts'
import { abortChildren, dropJoin } from './abort.ts'
import { failScope } from './end-scope.ts'
import { asObject, leave, leaveWithExpressions } from './leave-state.ts'
import { waitForTimer } from './timers.ts'

/** Turns what an expression has thrown into a failure of the state the scope is in. */
export function handleThrown(run: TurnBuilder, frame: ScopeFrame, thrown: StatesFailure, isOfRun = false): Work | undefined {
  return handleFailure(run, frame, { ...writeEvaluation(run, frame, thrown), isOfRun })
}

function writeEvaluation(run: TurnBuilder, frame: ScopeFrame, thrown: StatesFailure): Failure {
  const { error } = thrown
  if (error === 'States.DataLimitExceeded') return { error, cause: thrown.cause }
  // AWS: a state tested alone has no events to point at; its cause is the bare sentence.
  if (run.env.inspector !== undefined) return { error, cause: thrown.cause }
  const where = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.enteredEvent}).`
  const failure = { error, cause: `${where} ${thrown.cause}` }
  if (error === 'States.QueryEvaluationError') {
    const details: JsonObject = { ...failure, state: frame.state }
    if (thrown.location !== undefined) details['location'] = thrown.location
    const previous = frame.lastEvent === frame.enteredEvent ? frame.beforeEntered : frame.lastEvent
    frame.lastEvent = recordAside(run, 'EvaluationFailed', previous, 'evaluationFailedEventDetails', details)
  }
  return failure
}

/** A state has failed: its Retry is asked first, then its Catch; then the failure goes to the scope. */
export function handleFailure(run: TurnBuilder, frame: ScopeFrame, failure: Failure): Work | undefined {
  const state = run.stateOf(frame)
  run.env.inspector?.failed(failure)
  if (frame.wait?.for === 'join') abortChildren(run, run.readJoin(frame.wait.join))
  if (failure.isOfRun === true) record(run, frame, 'MapRunFailed', 'mapRunFailedEventDetails', failureDetails(failure))
  const policy = policyOf(state)
  if (retry(run, frame, policy, failure)) return undefined
  const lastEvent = frame.lastEvent
  writeStateFailed(run, frame, state, failure)
  const index = policy.catchers.findIndex(catcher => matches(catcher.errors, failure))
  const catcher = policy.catchers[index]
  if (catcher === undefined) return failScope(run, frame, failure)
  run.env.inspector?.catcher(index)
  run.env.decided?.(state.name, 'catcher', index)
  dropJoin(run, frame)
  frame.wait = undefined
  try {
    return leaveByCatcher(run, frame, state, catcher, index, failure)
  } catch (thrown) {
    // What a catcher's own fields throw is not caught again by the state. AWS: it follows what had failed the state, not the event that
    // says so, and a Parallel or Map is then written down as failed once more.
    if (!(thrown instanceof StatesFailure)) throw thrown
    frame.lastEvent = lastEvent
    const thrownFailure = writeEvaluation(run, frame, thrown)
    writeStateFailed(run, frame, state, thrownFailure)
    return failScope(run, frame, thrownFailure)
  }
}

const noPolicy: ErrorPolicy = { retriers: [], catchers: [] }

function policyOf(state: State): ErrorPolicy {
  return 'policy' in state ? state.policy : noPolicy
}

/** AWS: only the first retrier that knows the error is asked; when it is used up, Catch is. */
function retry(run: TurnBuilder, frame: ScopeFrame, policy: ErrorPolicy, failure: Failure): boolean {
  const index = policy.retriers.findIndex(retrier => matches(retrier.errors, failure))
  const retrier = policy.retriers[index]
  if (retrier === undefined) return false
  const spent = frame.retries[index] ?? 0
  if (spent >= retrier.maxAttempts) {
    run.env.inspector?.retrier(index, undefined)
    return false
  }
  dropJoin(run, frame)
  for (let place = 0; place <= index; place++) frame.retries[place] ??= 0
  frame.retries[index] = spent + 1
  const delay = delayMs(retrier, spent, run.env.random)
  run.env.inspector?.retrier(index, delay / 1000)
  run.env.decided?.(frame.state, 'retrier', index)
  waitForTimer(run, frame, 'retry', run.env.now + delay)
  return true
}

/** AWS: MaxDelaySeconds caps the delay before jitter spreads it over 0 … delay. */
function delayMs(retrier: Retrier, spent: number, random: () => number): number {
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** spent, retrier.maxDelaySeconds ?? maxDelaySeconds)
  return Math.round(seconds * 1000 * (retrier.hasFullJitter ? random() : 1))
}

/** AWS: IntervalSeconds and MaxDelaySeconds stay below 99,999,999 and a year; a delay never gets longer than a year. */
const maxDelaySeconds = 31_622_400

/**
 * AWS: States.Runtime is never retried nor caught, not even by its name; States.ALL stands for every other error, recorded even for
 * States.DataLimitExceeded, which the guide excepts; States.TaskFailed for all but States.Timeout.
 */
function matches(errors: readonly string[], failure: Failure): boolean {
  const names = [failure.error ?? '', ...(failure.aliases ?? [])]
  if (names.includes('States.Runtime')) return false
  return errors.some(error => {
    if (error === 'States.ALL' || names.includes(error)) return true
    return error === 'States.TaskFailed' && !names.includes('States.Timeout')
  })
}

function writeStateFailed(run: TurnBuilder, frame: ScopeFrame, state: State, failure: Failure): void {
  // AWS: what nothing can catch fails the execution at once, be it of the Parallel or Map itself or of a state inside it.
  if (failure.error === 'States.Runtime') return
  if (state.type === 'Parallel') record(run, frame, 'ParallelStateFailed')
  if (state.type === 'Map') record(run, frame, 'MapStateFailed')
}

function leaveByCatcher(
  run: TurnBuilder,
  frame: ScopeFrame,
  state: State,
  catcher: Catcher,
  index: number,
  failure: Failure,
): Work | undefined {
  if (state.type === 'Fail') throw new Error('A Fail state has no Catch')
  const errorOutput: JsonObject = { Error: failure.error ?? null, Cause: failure.cause ?? null }
  const { next } = catcher
  if (state.flow.language === 'JSONata') {
    const flow = { output: catcher.jsonataOutput, assign: catcher.jsonataAssign }
    const states = { input: frame.input, errorOutput }
    return leaveWithExpressions(run, frame, state, { flow, result: new Datum(errorOutput), states, next, location: `Catch[${index}]/` })
  }
  let output = new Datum(errorOutput)
  if (catcher.resultPath === null) output = inputOf(frame)
  else if (catcher.resultPath !== undefined) output = new Datum(catcher.resultPath.set(frame.input, errorOutput))
  const assigned =
    catcher.assign === undefined ? undefined : asObject(catcher.assign.render(new ScopeView(run, frame, errorOutput), run.env))
  return leave(run, frame, state, output, assigned, next)
}
