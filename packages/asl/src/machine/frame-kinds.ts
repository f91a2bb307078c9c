import type { Json, JsonObject } from '../json.ts'
import type { TaskId } from './event.ts'
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
  /**
   * Set in the child executions of a distributed Map: their events number from 1 on their own and are not in the parent's history.
   */
  own?: { input: Json; name: string; arn: string }
  /** Id of the newest event of this scope: the next one's `previousEventId`. */
  lastEvent: number
  variables?: JsonObject
  state: string
  /** The current state's input as it arrived, before any path. */
  input: Json
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
export type Wait = TimerWait | TaskWait | JoinWait

export interface TimerWait {
  for: 'time' | 'retry'
  key: number
}

export interface TaskWait {
  for: 'task'
  key: TaskId
  hasTimeout: boolean
  heartbeatSeconds?: number
  /** Set when the task reads the items of a distributed Map. */
  reading?: MapSettings
}

export interface JoinWait {
  for: 'join'
  join: FrameId
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
  /** Set for a distributed Map. */
  run?: MapRun
}

/** The evaluated settings of a Map. */
export interface MapSettings {
  concurrency: number
  /** Set for a distributed Map. */
  mapRun?: MapRun
  /** What an ItemReader reads, as `$$.Map.Item.Source` names it. */
  source?: string
}

export interface MapRun {
  arn: string
  toleratedCount?: number
  toleratedPercentage?: number
}

export interface ItemsFrame extends Frame {
  kind: 'items'
  items: Json[]
  /** The members' names when the Map goes over an object. */
  keys?: string[]
  /** What an ItemReader read; without it the items came with the state's input. */
  source?: string
  /** With an ItemBatcher `items` are whole batches already. */
  isReady: boolean
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
