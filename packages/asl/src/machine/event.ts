import type { Json, JsonObject } from '../json.ts'

/** Names a task within its execution: the id of the history event that scheduled it. */
export type TaskId = number

/** Names a Map Run within the execution that started it: the id of the history event that says so. */
export type ChildId = number

/** Names a timer within its execution, e.g. `12/timeout`. Setting a timer of the same name replaces it. */
export type TimerId = string

/** Where an execution begins that runs again from a state of another one: an extension, AWS starts every execution at `StartAt`. */
export interface StartPoint {
  /** A state of the machine's own scope. */
  state: string
  input: Json
  /** The input as it was recorded or sent. */
  inputText: string
  /** The variables as they were when the state was entered. */
  variables: JsonObject
  /** The execution that is run again, and the event with which it entered the state. */
  executionArn: string
  eventId: number
}

/**
 * Everything that can happen to an execution. The engine delivers them one at a time; `step()` turns each into a turn.
 * An event for a task or timer that no longer waits is answered with an empty turn, so duplicate delivery is harmless.
 */
export type StepEvent =
  | { type: 'ExecutionStarted'; from?: StartPoint }
  /** A worker took an activity, or a connector began work that AWS records separately from scheduling. */
  | { type: 'TaskStarted'; task: TaskId; workerName?: string }
  /** A `.sync` or `.waitForTaskToken` request was accepted; the task goes on until it ends. */
  | { type: 'TaskSubmitted'; task: TaskId; output: Json }
  | { type: 'TaskSubmitFailed'; task: TaskId; error: string; cause: string }
  /** `outputText` is the answer as it came, when its spelling (`0.0`) should survive in the history. */
  | { type: 'TaskSucceeded'; task: TaskId; output: Json; outputText?: string }
  | { type: 'TaskFailed'; task: TaskId; error: string; cause: string }
  | { type: 'TaskHeartbeat'; task: TaskId }
  /** A Map Run has ended; `redriveCount` says after which of its redrives. */
  | { type: 'ChildEnded'; child: ChildId; redriveCount: number; outcome: ChildOutcome }
  | { type: 'TimerFired'; timer: TimerId }
  | { type: 'ExecutionStopped'; error?: string; cause?: string }
  | { type: 'ExecutionRedriven' }
  /** The engine gives an execution up, e.g. one whose code killed the process three times. Not caught by anything. */
  | { type: 'ExecutionFailed'; error: string; cause: string }

/** How a Map Run ended. `thrownAt`: an expression of the Map state failed, at this place of it. */
export type ChildOutcome =
  | { status: 'SUCCEEDED'; output: Json; outputText?: string }
  | { status: 'FAILED'; error: string; cause: string; thrownAt?: string }
