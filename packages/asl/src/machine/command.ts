import type { Json, JsonObject } from '../json.ts'
import type { TaskId, TimerId } from './event.ts'

/** What the outside must do once the turn that says so is on disk. */
export type Command = RunTask | CancelTask | SetTimer | ClearTimer

export interface RunTask {
  type: 'RunTask'
  task: TaskId
  /** The state's Resource as written: a function or activity ARN, or `arn:aws:states:::service:action[.sync|.waitForTaskToken]`. */
  resource: string
  /** Evaluated Parameters or Arguments; for a bare function or activity ARN the effective input. */
  input: Json
  /** The text of `input` as the history shows it; only for a bare function or activity, whose payload it is. */
  inputText?: string
  stateName: string
  /** Set when the resource waits for a token; the same string that `$$.Task.Token` had. (A `.sync` task has a token too and may end by it.) */
  token?: string
  /** The role of `Credentials`, when the state has them. */
  roleArn?: string
  /**
   * Set when the task reads the items of a distributed Map: `input` is the request, `config` the ReaderConfig with MaxItems evaluated.
   * The task succeeds with the array of items, or fails with `States.ItemReaderFailed`.
   */
  itemReader?: { config: JsonObject }
  timeoutSeconds?: number
  heartbeatSeconds?: number
}

export interface CancelTask {
  type: 'CancelTask'
  task: TaskId
}

export interface SetTimer {
  type: 'SetTimer'
  timer: TimerId
  /** Epoch milliseconds. */
  at: number
}

export interface ClearTimer {
  type: 'ClearTimer'
  timer: TimerId
}
