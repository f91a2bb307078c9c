import type { HistoryEvent, Json } from '@pasos/asl'
import { isRecord } from '../shape/json-value.ts'
import { applyAttemptEvent } from './attempts.ts'
import { caughtError } from './caught-error.ts'
import { eventDetail, text, whole } from './event-detail.ts'
import { type Lane, ownersOf, type Step, type StepStatus } from './step.ts'

/**
 * Reads an execution's history, event by event, into the visits of its states.
 *
 * Each event names the one before it on its own path (`previousEventId`), so paths through Parallel branches and Map iterations can
 * be told apart: `context` remembers to which step and lane each event belongs, and an event inherits those of its predecessor.
 * `MapStateStarted` and `ParallelStateStarted` open lanes; a retried Map starts again and opens new ones.
 *
 * The model is changed in place and `revision` grows with each event, because 25,000 events must not be copied 25,000 times.
 */
export interface RunModel {
  steps: Step[]
  /** Latest visit of a state, by its name. */
  latest: Map<string, Step>
  /** Transitions taken, `from\nto`, where `from` is empty for the start of a scope. */
  taken: Set<string>
  ended: StepStatus | undefined
  redrives: number
  /** The step at which the execution failed. */
  failedStep: Step | undefined
  lastEventId: number
  revision: number
  context: Map<number, { lane: Lane; step?: Step | undefined; opensLaneOf?: Step }>
  lanes: number
}

export function emptyRun(): RunModel {
  const root: Lane = { id: 0 }
  return {
    steps: [],
    latest: new Map(),
    taken: new Set(),
    ended: undefined,
    redrives: 0,
    failedStep: undefined,
    lastEventId: 0,
    revision: 0,
    context: new Map([[0, { lane: root }]]),
    lanes: 1,
  }
}

/** Takes further events in, in order; those already known are passed over, so a replay after a reconnect does no harm. */
export function foldHistory(run: RunModel, events: readonly HistoryEvent[]): RunModel {
  for (const event of events) {
    if (event.id <= run.lastEventId) continue
    apply(run, event)
    run.lastEventId = event.id
    run.revision++
  }
  return run
}

function apply(run: RunModel, event: HistoryEvent): void {
  const before = run.context.get(event.previousEventId) ?? run.context.get(0)!
  const detail = eventDetail(event)
  if (event.type.endsWith('StateEntered')) {
    enter(run, event, before)
    return
  }
  if (event.type.endsWith('StateExited')) {
    const step = findOpen(run, text(detail.name), before) ?? before.step
    if (step) {
      assign(step.lane, detail.assignedVariables, step)
      exit(run, event, step, text(detail.output))
    }
    run.context.set(event.id, { lane: step?.lane ?? before.lane, step })
    return
  }
  if (event.type === 'EvaluationFailed') evaluationFailed(run, event, before)
  else if (event.type.startsWith('MapIteration')) iterate(run, event, before)
  else if (event.type.startsWith('Execution')) applyExecutionEvent(run, event, before)
  else applyStepEvent(run, event, before)
}

type Context = { lane: Lane; step?: Step | undefined; opensLaneOf?: Step }

function enter(run: RunModel, event: HistoryEvent, before: Context): void {
  const detail = eventDetail(event)
  const name = text(detail.name) ?? ''
  const lane = before.opensLaneOf ? newLane(run, before.opensLaneOf) : before.lane
  const type = event.type.slice(0, -'StateEntered'.length)
  const step: Step = { id: event.id, name, type, lane, status: 'running', startedAt: event.timestamp, attempts: [], eventIds: [event.id] }
  const input = text(detail.input)
  if (input !== undefined) step.input = input
  if (lane.variables) step.variables = lane.variables
  // AWS writes no exit for a Fail state: entering it is failing.
  if (type === 'Fail') {
    step.status = 'failed'
    step.endedAt = event.timestamp
  }
  if (type === 'Map') step.iterations = new Map()
  const from = before.step && before.step !== lane.owner && before.step.lane === lane ? before.step.name : ''
  run.taken.add(`${from}\n${name}`)
  run.steps.push(step)
  run.latest.set(name, step)
  run.context.set(event.id, { lane, step })
}

function exit(run: RunModel, event: HistoryEvent, step: Step, output: string | undefined): void {
  step.eventIds.push(event.id)
  if (output !== undefined) step.output = output
  // A Fail within a Map or Parallel leaves its error in no event: what a catcher got tells it.
  if (step.error === '' && output !== undefined) Object.assign(step, caughtError(output))
  close(run, step, event.timestamp, step.error === undefined ? 'succeeded' : 'caught')
}

/** Ends a step, and with it whatever still runs inside it. */
function close(run: RunModel, step: Step, at: number, status: StepStatus): void {
  step.status = status
  step.endedAt = at
  if (step.type !== 'Map' && step.type !== 'Parallel') return
  for (const iteration of step.iterations?.values() ?? []) if (iteration.status === 'running') iteration.status = 'aborted'
  abortInside(run, step, at)
}

function abortInside(run: RunModel, owner: Step, at: number): void {
  for (let i = run.steps.length - 1; i >= 0 && run.steps[i] !== owner; i--) {
    const inner = run.steps[i]!
    if (inner.status === 'running' && ownersOf(inner).includes(owner)) {
      inner.status = inner.error === undefined ? 'aborted' : 'failed'
      inner.endedAt = at
    }
  }
}

/** Branches and iterations see what their state saw; what they assign is theirs. */
function newLane(run: RunModel, owner: Step, iteration?: number): Lane {
  const { variables } = owner
  return { id: run.lanes++, owner, ...(iteration === undefined ? {} : { iteration }), ...(variables ? { variables } : {}) }
}

function assign(lane: Lane, assigned: Json | undefined, step?: Step): void {
  if (!isRecord(assigned)) return
  const texts = assigned as Record<string, string>
  lane.variables = { ...lane.variables, ...texts }
  if (step) step.assigned = texts
}

function iterate(run: RunModel, event: HistoryEvent, before: Context): void {
  const detail = eventDetail(event)
  const map = findOpen(run, text(detail.name), before) ?? before.step
  if (!map) {
    run.context.set(event.id, before)
    return
  }
  const index = whole(detail.index) ?? 0
  map.eventIds.push(event.id)
  const ending = event.type.slice('MapIteration'.length)
  if (ending === 'Started') {
    map.iterations?.set(index, { index, status: 'running' })
    run.context.set(event.id, { lane: newLane(run, map, index), step: map })
    return
  }
  map.iterations?.set(index, { index, status: ending === 'Succeeded' ? 'succeeded' : ending === 'Failed' ? 'failed' : 'aborted' })
  if (ending === 'Failed' && before.step && before.step !== map && before.step.status === 'running') {
    before.step.status = 'failed'
    before.step.endedAt = event.timestamp
  }
  run.context.set(event.id, { lane: map.lane, step: map })
}

function applyExecutionEvent(run: RunModel, event: HistoryEvent, before: Context): void {
  run.context.set(event.id, before)
  const detail = eventDetail(event)
  switch (event.type) {
    case 'ExecutionRedriven':
      run.ended = undefined
      run.redrives++
      if (run.failedStep) run.context.set(event.id, { lane: run.failedStep.lane, step: run.failedStep })
      run.failedStep = undefined
      return
    case 'ExecutionSucceeded':
      run.ended = 'succeeded'
      return
    case 'ExecutionFailed':
      run.ended = 'failed'
      run.failedStep = before.step
      if (before.step) blame(before.step, text(detail.error), text(detail.cause))
      endAll(run, event.timestamp, 'aborted')
      return
    case 'ExecutionAborted':
      run.ended = 'aborted'
      endAll(run, event.timestamp, 'aborted')
      return
    case 'ExecutionTimedOut':
      run.ended = 'timedOut'
      endAll(run, event.timestamp, 'timedOut')
      return
    case 'ExecutionStarted':
      // A rerun begins with the variables of the execution that it runs again.
      assign(run.context.get(0)!.lane, detail.assignedVariables)
      return
    default:
      return
  }
}

/** AWS lets this event follow whatever came before its state was entered, which may be nothing; the state it names itself. */
function evaluationFailed(run: RunModel, event: HistoryEvent, before: Context): void {
  const detail = eventDetail(event)
  const step = findOpen(run, text(detail.state), before)
  run.context.set(event.id, step ? { lane: step.lane, step } : before)
  if (!step) return
  step.eventIds.push(event.id)
  const [error, cause] = [text(detail.error), text(detail.cause)]
  Object.assign(step, error === undefined ? {} : { error }, cause === undefined ? {} : { cause })
}

/** An error that no attempt recorded (a wrong path, no matching choice) still belongs to the step where it happened. */
function blame(step: Step, error: string | undefined, cause: string | undefined): void {
  step.error ||= error ?? ''
  if (step.cause === undefined && cause !== undefined) step.cause = cause
  step.status = 'failed'
  // What ended a container stands in none of its own events.
  const last = step.attempts.at(-1)
  if (last?.error === '') last.error = step.error
}

function endAll(run: RunModel, at: number, status: StepStatus): void {
  const guilty = run.failedStep ? new Set([run.failedStep, ...ownersOf(run.failedStep)]) : new Set<Step>()
  for (const step of run.steps) {
    if (step.endedAt !== undefined) continue
    step.status = guilty.has(step) || (status === 'aborted' && step.error !== undefined) ? 'failed' : status
    step.endedAt = at
    for (const iteration of step.iterations?.values() ?? []) if (iteration.status === 'running') iteration.status = 'aborted'
  }
}

/** Events of a step's own life: its attempts, the start and end of containers, aborts. */
function applyStepEvent(run: RunModel, event: HistoryEvent, before: Context): void {
  const container =
    /^(Map|Parallel)State(Started|Succeeded|Failed|Aborted)$/.exec(event.type) ??
    /^(Map)Run(Started|Succeeded|Failed|Aborted|Redriven)$/.exec(event.type)
  const aborted = /^(Task|Wait|Map|Parallel)StateAborted$/.exec(event.type)
  const step = aborted ? cutOff(run, aborted[1]!, before) : container ? nearest(before.step, container[1]!) : before.step
  if (!step) {
    run.context.set(event.id, before)
    return
  }
  step.eventIds.push(event.id)
  run.context.set(event.id, {
    lane: step.lane,
    step,
    ...(container?.[2] === 'Started' && step.type === 'Parallel' ? { opensLaneOf: step } : {}),
  })
  if (step.endedAt !== undefined && run.ended === undefined) reopen(step, event)
  if (container) {
    if (container[2] === 'Failed') accuse(before.step, step, event)
    applyContainerEvent(run, event, step, container[2]!)
  } else if (aborted) {
    // A task whose failure ends its branch is told of twice, as failed and as aborted: who looks for the cause must find it.
    close(run, step, event.timestamp, step === before.step && step.error !== undefined ? 'failed' : 'aborted')
  } else applyAttemptEvent(step, event)
}

/** What failed in a branch without an event of its own, a choice without a match for one, is the state that its Parallel's failure follows. */
function accuse(suspect: Step | undefined, container: Step, event: HistoryEvent): void {
  if (suspect?.status !== 'running' || !ownersOf(suspect).includes(container)) return
  const { error, cause } = eventDetail(event)
  blame(suspect, text(error), text(cause))
  suspect.endedAt = event.timestamp
}

/** After a redrive the failed step goes on with new attempts and without being entered again. */
function reopen(step: Step, event: HistoryEvent): void {
  if (!event.type.endsWith('Scheduled') && !event.type.endsWith('Started')) return
  for (const each of [step, ...ownersOf(step)]) {
    each.status = 'running'
    delete each.endedAt
    delete each.error
    delete each.cause
  }
}

function applyContainerEvent(run: RunModel, event: HistoryEvent, step: Step, what: string): void {
  const detail = eventDetail(event)
  if (what === 'Started') {
    if (step.error !== undefined) {
      abortInside(run, step, event.timestamp)
      step.iterations?.clear()
    }
    delete step.error
    delete step.cause
    const mapRunArn = text(detail.mapRunArn)
    if (mapRunArn) {
      // A distributed Map's run begins within the state's own attempt.
      step.mapRunArn = mapRunArn
      return
    }
    const items = whole(detail.length)
    if (items !== undefined) step.itemCount = items
    step.attempts.push({ scheduledAt: event.timestamp, startedAt: event.timestamp, eventId: event.id })
    return
  }
  const attempt = step.attempts.at(-1)
  if (attempt) attempt.endedAt = event.timestamp
  if (what === 'Failed') {
    // AWS leaves the error out of MapStateFailed: it is that of the iteration that failed.
    const inner = text(detail.error) === undefined ? lastFailureInside(run, step) : undefined
    step.error = text(detail.error) ?? inner?.error ?? ''
    const cause = text(detail.cause) ?? inner?.cause
    if (cause !== undefined) step.cause = cause
    if (attempt) Object.assign(attempt, { error: step.error, ...(cause === undefined ? {} : { cause }) })
  }
  if (what === 'Aborted') close(run, step, event.timestamp, 'aborted')
}

function lastFailureInside(run: RunModel, owner: Step): Step | undefined {
  return run.steps.findLast(step => step.error !== undefined && step.error !== '' && ownersOf(step).includes(owner))
}

/**
 * The step that an abort tells of. AWS names none, and what a failing branch of a Parallel cuts off follows the failure: it is an open
 * step of that type in another branch then, the failed one's own only for a task.
 */
function cutOff(run: RunModel, type: string, before: Context): Step | undefined {
  const near = nearest(before.step, type)
  if (near?.endedAt === undefined && (type === 'Task' || near?.error === undefined) && near === before.step) return near
  const owner = before.step?.lane.owner
  const isCut = (step: Step) => step.type === type && step.endedAt === undefined && (!owner || ownersOf(step).includes(owner))
  return run.steps.find(step => isCut(step) && step !== before.step)
}

function nearest(step: Step | undefined, type: string): Step | undefined {
  if (!step || step.type === type) return step
  return ownersOf(step).find(owner => owner.type === type)
}

/** The open step of that name on the path that leads to `context`: a container closes by an event that follows its children's. */
function findOpen(run: RunModel, name: string | undefined, context: Context): Step | undefined {
  if (name === undefined) return context.step
  if (context.step?.name === name) return context.step
  const owner = context.step ? ownersOf(context.step).find(step => step.name === name) : undefined
  if (owner) return owner
  const latest = run.latest.get(name)
  return latest?.endedAt === undefined ? latest : undefined
}
