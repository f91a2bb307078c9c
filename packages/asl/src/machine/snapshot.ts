import type { TurnMemo } from '../aside/turn-memo.ts'
import type { QueryLanguage } from '../definition/dynamic-field.ts'
import type { Json, JsonObject } from '../json.ts'
import type { StateInspector } from './inspector.ts'
import type { Limits } from './limits.ts'

export type FrameId = number

/**
 * A running scope or a part of one, stored in a row of its own. The engine only knows `id`; the rest belongs to `step()`.
 * Frames are plain JSON, never mutated: a turn carries new objects.
 */
export interface Frame {
  readonly id: FrameId
}

/** What never changes while an execution runs (but `redriveCount`): the source of the context object. */
export interface ExecutionInfo {
  executionArn: string
  name: string
  roleArn: string
  stateMachineArn: string
  stateMachineName: string
  /** Epoch milliseconds. */
  startTime: number
  /** Parsed input. */
  input: Json
  /** The input as it was sent. The history shows it with its own spacing and numbers, e.g. `0.0`. */
  inputText?: string
  redriveCount: number
  redriveTime?: number
  /** Set for a child execution of a Map Run: the index of the scope it runs; others run the program's first. */
  scope?: number
  stateMachineVersionArn?: string
  stateMachineAliasArn?: string
  /** Started by StartSyncExecution: AWS then shows no RedriveCount in the context object. */
  isSynchronous?: true
  /** Stands for the whole context object when one state is tested. */
  context?: JsonObject
}

/** An execution between two turns. `step()` reads it and never changes it; `applyTurn()` brings it up to date. */
export interface Snapshot {
  readonly execution: ExecutionInfo
  readonly frames: Map<FrameId, Frame>
  /** Which frame waits under which key: the id of a task, or the number a timer's name begins with. Derived from the frames. */
  readonly waiting: Map<number, FrameId>
  /** Id of the newest history event; 0 before the first. */
  lastEventId: number
  nextFrameId: number
}

/** A Choice's rule or its Default, a retrier that retries, a catcher that catches. */
export type Decision = 'rule' | 'default' | 'retrier' | 'catcher'

/** The outside as `step()` may know it: all that is not in the program, the snapshot or the event. */
export interface StepEnvironment {
  /** Epoch milliseconds. */
  now: number
  /** 0 ≤ n < 1. */
  random(): number
  /** A version 4 UUID. */
  uuid(): string
  /** A new task token for the task that will be scheduled as event `task`. Opaque, ≤ 1,024 characters. */
  taskToken(task: number): string
  /**
   * Why a task cannot even be scheduled, e.g. `The activity arn:… does not exist.`; undefined lets it go ahead. Nothing catches this
   * failure, which AWS reports as States.Runtime.
   */
  refuseTask?(resource: string, input: Json, language: QueryLanguage): string | undefined
  /** Shown what a state does with its data, when one state is tested. */
  inspector?: StateInspector
  /** Told what a state decided by: what the coverage of tests is made of. */
  decided?(state: string, by: Decision, index: number): void
  /** Where it is given, expressions that are too long for this thread are put aside. */
  memo?: TurnMemo | undefined
  accountId: string
  region: string
  limits: Limits
}
