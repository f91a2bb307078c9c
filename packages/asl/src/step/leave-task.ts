import type { TaskState } from '../definition/program.ts'
import type { HistoryEventType } from '../history/history-event.ts'
import { failureDetails, record, whole } from '../history/record.ts'
import type { Json, JsonObject } from '../json.ts'
import { compactText, Datum } from '../machine/datum.ts'
import { tooDeep } from '../machine/failure.ts'
import type { ScopeFrame, TaskWait } from '../machine/frame-kinds.ts'
import type { Failure, LeaveTask, TurnBuilder, Work } from '../machine/turn-builder.ts'
import { dataLimitExceeded, leaveWithResult } from './leave-state.ts'
import { clearTaskTimers, setTaskTimer } from './timers.ts'

/** Leaves a Task with the answer that has been written down. */
export function leaveTask(run: TurnBuilder, { frame: id, result }: LeaveTask): Work | undefined {
  const frame = run.editScope(id)
  return leaveWithResult(run, frame, taskOf(run, frame), result)
}

/** A task has answered: its answer goes into the history, unless it is larger than AWS takes. */
export function taskSucceeded(run: TurnBuilder, frame: ScopeFrame, wait: TaskWait, output: Json, outputText?: string): Work {
  const { resource } = taskOf(run, frame)
  const result = new Datum(output, outputText)
  if (result.isTooDeep) return taskFailed(run, frame, wait, tooDeep())
  if (result.isLargerThan(run.env.limits.payloadBytes)) {
    const { error, cause } = dataLimitExceeded(resource.kind === 'service' ? resource.resourceType : resource.arn)
    return taskFailed(run, frame, wait, { error, cause })
  }
  endWait(run, frame, wait)
  const details: JsonObject = { output: result.text, outputDetails: whole }
  switch (resource.kind) {
    case 'activity':
      record(run, frame, 'ActivitySucceeded', 'activitySucceededEventDetails', details)
      break
    case 'function':
      record(run, frame, 'LambdaFunctionSucceeded', 'lambdaFunctionSucceededEventDetails', details)
      break
    case 'service':
      record(run, frame, 'TaskSucceeded', 'taskSucceededEventDetails', { ...serviceDetails(run, frame), ...details })
      break
  }
  const compact = outputText === undefined ? result : new Datum(output, compactText(outputText))
  return { type: 'succeed', frame: frame.id, result: compact }
}

export function taskFailed(run: TurnBuilder, frame: ScopeFrame, wait: TaskWait, failure: Failure): Work {
  writeEnd(run, frame, wait, failure, {
    activity: 'ActivityFailed',
    function: 'LambdaFunctionFailed',
    service: 'TaskFailed',
  })
  return { type: 'fail', frame: frame.id, failure }
}

/** AWS writes States.Timeout for a missed heartbeat too; Retry and Catch know it as States.HeartbeatTimeout as well. */
export function taskTimedOut(run: TurnBuilder, frame: ScopeFrame, wait: TaskWait, purpose: 'timeout' | 'heartbeat'): Work {
  const failure: Failure = {
    error: 'States.Timeout',
    cause: '',
    aliases: purpose === 'heartbeat' ? ['States.HeartbeatTimeout'] : [],
  }
  run.commands.push({ type: 'CancelTask', task: wait.key })
  writeEnd(run, frame, wait, failure, {
    activity: 'ActivityTimedOut',
    function: 'LambdaFunctionTimedOut',
    service: 'TaskTimedOut',
  })
  return { type: 'fail', frame: frame.id, failure }
}

export function taskSubmitFailed(run: TurnBuilder, frame: ScopeFrame, wait: TaskWait, failure: Failure): Work {
  endWait(run, frame, wait)
  const details = { ...serviceDetails(run, frame), ...failureDetails(failure) }
  record(run, frame, 'TaskSubmitFailed', 'taskSubmitFailedEventDetails', details)
  return { type: 'fail', frame: frame.id, failure }
}

export function taskSubmitted(run: TurnBuilder, frame: ScopeFrame, output: Json): void {
  const details = { ...serviceDetails(run, frame), output: JSON.stringify(output), outputDetails: whole }
  record(run, frame, 'TaskSubmitted', 'taskSubmittedEventDetails', details)
}

/** A worker has taken the task of an activity: its first heartbeat is due. */
export function taskStarted(run: TurnBuilder, frame: ScopeFrame, wait: TaskWait, workerName: string | undefined): void {
  if (taskOf(run, frame).resource.kind !== 'activity') return
  if (wait.heartbeatSeconds !== undefined) setTaskTimer(run, wait.key, 'heartbeat', wait.heartbeatSeconds)
  const details: JsonObject = workerName === undefined ? {} : { workerName }
  record(run, frame, 'ActivityStarted', 'activityStartedEventDetails', details)
}

type Kind = TaskState['resource']['kind']

const detailsKeys = {
  ActivityFailed: 'activityFailedEventDetails',
  ActivityTimedOut: 'activityTimedOutEventDetails',
  LambdaFunctionFailed: 'lambdaFunctionFailedEventDetails',
  LambdaFunctionTimedOut: 'lambdaFunctionTimedOutEventDetails',
  TaskFailed: 'taskFailedEventDetails',
  TaskTimedOut: 'taskTimedOutEventDetails',
} as const satisfies Partial<Record<HistoryEventType, string>>

function writeEnd(
  run: TurnBuilder,
  frame: ScopeFrame,
  wait: TaskWait,
  failure: Failure,
  types: Record<Kind, keyof typeof detailsKeys>,
): void {
  endWait(run, frame, wait)
  const { kind } = taskOf(run, frame).resource
  const details = { ...(kind === 'service' ? serviceDetails(run, frame) : {}), ...failureDetails(failure) }
  record(run, frame, types[kind], detailsKeys[types[kind]], details)
}

function endWait(run: TurnBuilder, frame: ScopeFrame, wait: TaskWait): void {
  clearTaskTimers(run, wait)
  frame.wait = undefined
}

function serviceDetails(run: TurnBuilder, frame: ScopeFrame): JsonObject {
  const { resourceType, resource } = taskOf(run, frame).resource
  return { resourceType, resource }
}

function taskOf(run: TurnBuilder, frame: ScopeFrame): TaskState {
  const state = run.stateOf(frame)
  if (state.type !== 'Task') throw new Error(`State '${state.name}' is not a Task`)
  return state
}
