import type { Json } from '../json.ts'
import type { MapRunSettings, MapRunSpec } from '../map-run/map-run.ts'
import type { ChildId, TaskId, TimerId } from './event.ts'

/** What the outside must do once the turn that says so is on disk. */
export type Command = RunTask | CancelTask | SetTimer | ClearTimer | StartChild | StopChild | RedriveChild

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

/** A Map Run begins; it tells its end by `ChildEnded`. */
export interface StartChild {
  type: 'StartChild'
  child: ChildId
  mapRun: MapRunSpec
  settings: MapRunSettings
  /** The items of a Map Run that has them listed; `keys` are the members' names when the Map goes over an object. */
  items?: { values: Json[]; keys?: string[] }
}

/** What has been started is to stop; nobody waits for its end. */
export interface StopChild {
  type: 'StopChild'
  child: ChildId
  /** How many times it had been redriven by then. */
  redriveCount: number
}

/** What ended without success is taken up again, for the so-manieth time. */
export interface RedriveChild {
  type: 'RedriveChild'
  child: ChildId
  redriveCount: number
}
