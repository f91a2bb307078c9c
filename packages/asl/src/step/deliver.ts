import { failureDetails, recordAside, whole } from '../history/record.ts'
import type { JsonObject } from '../json.ts'
import { compactText, Datum } from '../machine/datum.ts'
import type { StartPoint, StepEvent } from '../machine/event.ts'
import { rootFrame, type ScopeFrame, type TaskWait, type TimerWait } from '../machine/frame-kinds.ts'
import type { EnterState, Failure, TurnBuilder, Work } from '../machine/turn-builder.ts'
import { spellingOf } from '../spelled-numbers.ts'
import { stopScope } from './abort.ts'
import { unsuccessful } from './end-scope.ts'
import { enterScope } from './enter-scope.ts'
import { taskFailed, taskStarted, taskSubmitFailed, taskSubmitted, taskSucceeded, taskTimedOut } from './leave-task.ts'
import { redrive } from './redrive.ts'
import { mapRunEnded } from './start-map-run.ts'
import { clearExecutionTimer, executionTimer, readTimer, setExecutionTimer, setTaskTimer } from './timers.ts'

/** Takes an event in. What no longer waits for it is left alone, so a late or repeated event makes an empty turn. */
export function deliver(run: TurnBuilder, event: StepEvent): Work | undefined {
  switch (event.type) {
    case 'ExecutionStarted':
      return startExecution(run, event.from)
    case 'TimerFired':
      return fireTimer(run, event.timer)
    case 'ChildEnded':
      return mapRunEnded(run, event)
    case 'ExecutionStopped':
      return endExecution(run, 'ABORTED', { error: event.error, cause: event.cause })
    case 'ExecutionFailed':
      return endExecution(run, 'FAILED', { error: event.error, cause: event.cause })
    case 'ExecutionRedriven':
      return redrive(run)
    default: {
      const waiting = findTask(run, event.task)
      return waiting === undefined ? undefined : deliverToTask(run, waiting.frame, waiting.wait, event)
    }
  }
}

export type TaskEvent = Extract<StepEvent, { task: number }>

/** Takes in what a task tells that a scope waits for. */
export function deliverToTask(run: TurnBuilder, frame: ScopeFrame, wait: TaskWait, event: TaskEvent): Work | undefined {
  switch (event.type) {
    case 'TaskStarted':
      taskStarted(run, frame, wait, event.workerName)
      return undefined
    case 'TaskSubmitted':
      taskSubmitted(run, frame, event.output)
      return undefined
    case 'TaskSubmitFailed':
      return taskSubmitFailed(run, frame, wait, saidBy(event))
    case 'TaskSucceeded':
      return taskSucceeded(run, frame, wait, event.output, event.outputText)
    case 'TaskFailed':
      return taskFailed(run, frame, wait, saidBy(event))
    case 'TaskHeartbeat':
      if (wait.heartbeatSeconds !== undefined) setTaskTimer(run, wait.key, 'heartbeat', wait.heartbeatSeconds)
      return undefined
  }
}

/** AWS: an error or cause that a worker did not give is null for a catcher. */
function saidBy({ error, cause }: { error: string; cause: string }): Failure {
  return { error: error === '' ? undefined : error, cause: cause === '' ? undefined : cause }
}

function findTask(run: TurnBuilder, key: number): { frame: ScopeFrame; wait: TaskWait } | undefined {
  const id = run.snapshot.waiting.get(key)
  if (id === undefined) return undefined
  const { wait } = run.readScope(id)
  return wait?.for === 'task' && wait.key === key ? { frame: run.editScope(id), wait } : undefined
}

function startExecution(run: TurnBuilder, from: StartPoint | undefined): Work | undefined {
  if (run.snapshot.nextFrameId > rootFrame) return undefined
  const { input, inputText, roleArn, scope = 0, startTime, stateMachineAliasArn, stateMachineVersionArn } = run.snapshot.execution
  const datum = new Datum(input, inputText)
  const compact = inputText === undefined ? datum : new Datum(input, compactText(inputText))
  const work = enterScope(run, { id: run.reserve(1), scope, index: 0, previous: 0 }, compact)
  recordAside(run, 'ExecutionStarted', 0, 'executionStartedEventDetails', {
    input: datum.text,
    inputDetails: whole,
    roleArn,
    ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
    ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
    ...(from === undefined ? {} : markOf(from)),
  })
  setExecutionTimer(run, startTime)
  return from === undefined ? work : startingAt(work, from)
}

/** The scope enters the state of the start point in place of its first one. */
function startingAt({ frame }: EnterState, { state, input, inputText, variables }: StartPoint): EnterState {
  frame.variables = variables
  return { type: 'enter', frame, state, input: new Datum(input, compactText(inputText)) }
}

/** How the history says where the execution begins, and with which variables: those as the exit of a state shows what it assigned. */
function markOf({ executionArn, eventId, state: stateName, variables }: StartPoint): JsonObject {
  const rerun = { executionArn, eventId, stateName }
  const texts = Object.entries(variables).map(([name, value]) => [name, spellingOf(variables, name) ?? JSON.stringify(value)])
  if (texts.length === 0) return { rerun }
  return { rerun, assignedVariables: Object.fromEntries(texts), assignedVariablesDetails: whole }
}

function fireTimer(run: TurnBuilder, timer: string): Work | undefined {
  if (timer === executionTimer) return endExecution(run, 'TIMED_OUT', { error: 'States.Timeout', cause: undefined })
  const named = readTimer(timer)
  const id = named === undefined ? undefined : run.snapshot.waiting.get(named.key)
  if (named === undefined || id === undefined) return undefined
  const { wait } = run.readScope(id)
  if (wait === undefined || wait.for === 'join' || wait.for === 'child' || wait.key !== named.key) return undefined
  const { purpose } = named
  if (wait.for === 'task') {
    const isSet = purpose === 'timeout' ? wait.hasTimeout : purpose === 'heartbeat' && wait.heartbeatSeconds !== undefined
    return isSet ? taskTimedOut(run, run.editScope(id), wait, purpose as 'timeout' | 'heartbeat') : undefined
  }
  return purpose === wait.for ? wake(run.editScope(id), wait) : undefined
}

function wake(frame: ScopeFrame, wait: TimerWait): Work {
  frame.wait = undefined
  return { type: wait.for === 'retry' ? 'rerun' : 'wake', frame: frame.id }
}

const endEvents = {
  ABORTED: { type: 'ExecutionAborted', key: 'executionAbortedEventDetails' },
  FAILED: { type: 'ExecutionFailed', key: 'executionFailedEventDetails' },
  TIMED_OUT: { type: 'ExecutionTimedOut', key: 'executionTimedOutEventDetails' },
} as const

/**
 * Ends the execution from outside. What was open stays, for a redrive. AWS writes one event that follows nothing, and none for the
 * states that were open.
 */
function endExecution(run: TurnBuilder, status: keyof typeof endEvents, failure: Failure): undefined {
  const root = run.read(rootFrame)
  if (root?.kind !== 'scope' || root.failed === true) return
  const frame = run.editScope(rootFrame)
  stopScope(run, frame)
  const { type, key } = endEvents[status]
  frame.lastEvent = recordAside(run, type, status === 'FAILED' ? frame.lastEvent : 0, key, failureDetails(failure))
  if (status !== 'TIMED_OUT') clearExecutionTimer(run)
  // AWS: `States.Timeout` stands in the history only; DescribeExecution tells neither error nor cause.
  run.end = status === 'TIMED_OUT' ? { status } : unsuccessful(status, failure)
}
