import type { Json, JsonObject } from '../json.ts'
import type { ChildId, TaskId } from './event.ts'
import type { Frame, FrameId } from './snapshot.ts'

/**
 * What frames hold. A scope frame is a running scope: the execution, a branch, an iteration. A Parallel or Map that runs has a join
 * frame with its counters; a Map's items stand in a frame of their own, written once. The frames of a join's children have
 * consecutive ids from `firstChild`, so a child is found by its index and a join never carries a list. An ended child leaves its
 * output in a frame under its own id until the join has all of them.
 */
export type AnyFrame = ScopeFrame | JoinFrame | ItemsFrame | OutputFrame

export interface ScopeFrame extends Frame {
  kind: 'scope'
  /** Index of the scope in the program. */
  scope: number
  /** The join that waits for this scope; undefined for the execution itself. */
  join?: FrameId
  /** The branch's or iteration's place in its join. */
  index: number
  /** Id of the newest event of this scope: the next one's `previousEventId`. */
  lastEvent: number
  variables?: JsonObject
  state: string
  /** The current state's input as it arrived, before any path. */
  input: Json
  /** How the input was written, where it is a number that JavaScript writes otherwise. */
  inputText?: string | undefined
  enteredAt: number
  enteredEvent: number
  /** What came before the state was entered. AWS chains `EvaluationFailed` there when the state fails on its way in. */
  beforeEntered: number
  /** Attempts spent by each retrier of the current state. */
  retries: number[]
  /** Set to undefined instead of deleted: V8 keeps objects that lost a member in a slow form. */
  wait?: Wait | undefined
  /** How the scope ended when nothing waits any more; redrive starts again from here. */
  failed?: true | undefined
}

/** What the scope's current state waits for. `key` finds the frame when the event comes. */
export type Wait = TimerWait | TaskWait | JoinWait | ChildWait

export interface TimerWait {
  for: 'time' | 'retry'
  key: number
}

export interface TaskWait {
  for: 'task'
  key: TaskId
  hasTimeout: boolean
  heartbeatSeconds?: number
}

export interface JoinWait {
  for: 'join'
  join: FrameId
}

export interface ChildWait {
  for: 'child'
  key: ChildId
  /** Of the Map Run. */
  arn: string
  /** How often it has been redriven: an end from before its last redrive is not waited for any more. */
  redriveCount: number
}

export interface JoinFrame extends Frame {
  kind: 'join'
  /** The scope whose Parallel or Map state this is. */
  owner: FrameId
  firstChild: FrameId
  total: number
  /** Index of the next child to start. */
  next: number
  succeeded: number
  failed: number
  concurrency: number
  items?: FrameId
}

export interface ItemsFrame extends Frame {
  kind: 'items'
  items: Json[]
}

export interface OutputFrame extends Frame {
  kind: 'output'
  output: Json
}

/** The frame of the execution itself. */
export const rootFrame: FrameId = 1

/** The key under which the frame waits, if it waits for an event from outside. */
export function waitKey(frame: AnyFrame | undefined): number | undefined {
  return frame?.kind === 'scope' && frame.wait !== undefined && frame.wait.for !== 'join' ? frame.wait.key : undefined
}
