import type { HistoryEventType } from '@pasos/asl'

/** The code of a type is its place here. What stands on disks: new ones go to the end, none is moved or taken out. */
export const EVENT_TYPES: readonly HistoryEventType[] = [
  ...(['ActivityFailed', 'ActivityScheduled', 'ActivityScheduleFailed', 'ActivityStarted', 'ActivitySucceeded'] as const),
  ...(['ActivityTimedOut', 'ChoiceStateEntered', 'ChoiceStateExited', 'EvaluationFailed', 'ExecutionAborted'] as const),
  ...(['ExecutionFailed', 'ExecutionRedriven', 'ExecutionStarted', 'ExecutionSucceeded', 'ExecutionTimedOut'] as const),
  ...(['FailStateEntered', 'LambdaFunctionFailed', 'LambdaFunctionScheduled', 'LambdaFunctionScheduleFailed'] as const),
  ...(['LambdaFunctionStarted', 'LambdaFunctionStartFailed', 'LambdaFunctionSucceeded', 'LambdaFunctionTimedOut'] as const),
  ...(['MapIterationAborted', 'MapIterationFailed', 'MapIterationStarted', 'MapIterationSucceeded', 'MapRunAborted'] as const),
  ...(['MapRunFailed', 'MapRunRedriven', 'MapRunStarted', 'MapRunSucceeded', 'MapStateAborted', 'MapStateEntered'] as const),
  ...(['MapStateExited', 'MapStateFailed', 'MapStateStarted', 'MapStateSucceeded', 'ParallelStateAborted'] as const),
  ...(['ParallelStateEntered', 'ParallelStateExited', 'ParallelStateFailed', 'ParallelStateStarted'] as const),
  ...(['ParallelStateSucceeded', 'PassStateEntered', 'PassStateExited', 'SucceedStateEntered', 'SucceedStateExited'] as const),
  ...(['TaskFailed', 'TaskScheduled', 'TaskStarted', 'TaskStartFailed', 'TaskStateAborted', 'TaskStateEntered'] as const),
  ...(['TaskStateExited', 'TaskSubmitFailed', 'TaskSubmitted', 'TaskSucceeded', 'TaskTimedOut', 'WaitStateAborted'] as const),
  ...(['WaitStateEntered', 'WaitStateExited'] as const),
]

type DetailsKey = `${string}EventDetails`

/** Details as they are written most often. */
export interface Shape {
  key: DetailsKey
  /** In their order. `…Details` among them say that a text is whole, and are not written. */
  names: readonly string[]
}

/** What no shape is made for is written with its names. Code 0: no details; the others are 2 and their place below. As above: only the end grows. */
export const OTHER_SHAPE = 1
export const FIRST_SHAPE = 2

const of = (key: DetailsKey, names: string): Shape => ({ key, names: names.split(' ') })
const output = 'output outputDetails'
const job = 'resourceType resource'
const timeout = 'timeoutInSeconds'
const heartbeat = 'timeoutInSeconds heartbeatInSeconds'
const place = 'name index'

export const SHAPES: readonly Shape[] = [
  of('stateEnteredEventDetails', 'input inputDetails name'),
  of('stateExitedEventDetails', `name ${output}`),
  of('stateExitedEventDetails', `name ${output} assignedVariables assignedVariablesDetails`),
  of('executionStartedEventDetails', 'input inputDetails roleArn'),
  of('executionSucceededEventDetails', output),
  of('executionFailedEventDetails', 'error cause'),
  of('executionFailedEventDetails', 'error'),
  of('executionAbortedEventDetails', 'error cause'),
  of('executionTimedOutEventDetails', 'error'),
  of('executionRedrivenEventDetails', 'redriveCount'),
  of('lambdaFunctionScheduledEventDetails', 'resource input inputDetails'),
  of('lambdaFunctionScheduledEventDetails', `resource input inputDetails ${timeout}`),
  of('lambdaFunctionScheduledEventDetails', 'resource input inputDetails taskCredentials'),
  of('lambdaFunctionSucceededEventDetails', output),
  of('lambdaFunctionFailedEventDetails', 'error cause'),
  of('lambdaFunctionFailedEventDetails', 'error'),
  of('lambdaFunctionTimedOutEventDetails', 'error'),
  of('taskScheduledEventDetails', `${job} region parameters`),
  of('taskScheduledEventDetails', `${job} region parameters ${timeout}`),
  of('taskScheduledEventDetails', `${job} region parameters ${heartbeat}`),
  of('taskStartedEventDetails', job),
  of('taskSubmittedEventDetails', `${job} ${output}`),
  of('taskSucceededEventDetails', `${job} ${output}`),
  of('taskFailedEventDetails', `${job} error cause`),
  of('taskTimedOutEventDetails', `${job} error`),
  of('activityScheduledEventDetails', 'resource input inputDetails'),
  of('activityScheduledEventDetails', `resource input inputDetails ${timeout}`),
  of('activityScheduledEventDetails', `resource input inputDetails ${heartbeat}`),
  of('activityStartedEventDetails', 'workerName'),
  of('activitySucceededEventDetails', output),
  of('activityFailedEventDetails', 'error cause'),
  of('activityTimedOutEventDetails', 'error'),
  of('evaluationFailedEventDetails', 'error cause state location'),
  of('evaluationFailedEventDetails', 'error cause state'),
  of('mapStateStartedEventDetails', 'length'),
  of('mapIterationStartedEventDetails', place),
  of('mapIterationSucceededEventDetails', place),
  of('mapIterationFailedEventDetails', place),
  of('mapIterationAbortedEventDetails', place),
  of('mapRunStartedEventDetails', 'mapRunArn'),
  of('mapRunFailedEventDetails', 'error cause'),
  of('mapRunRedrivenEventDetails', 'mapRunArn redriveCount'),
  of('taskSubmitFailedEventDetails', `${job} error cause`),
  of('taskStartFailedEventDetails', `${job} error cause`),
  of('lambdaFunctionScheduleFailedEventDetails', 'error cause'),
  of('lambdaFunctionStartFailedEventDetails', 'error cause'),
  of('activityScheduleFailedEventDetails', 'error cause'),
]

/** Says of a text that it is whole, and is the same in all events. */
export function saysWhole(name: string): boolean {
  return name.endsWith('Details')
}

/** Shorter texts are written again, longer ones told by their place among those of the row. */
export const SHORTEST_SHARED = 4
