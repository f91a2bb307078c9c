import type { Json } from '../json.ts'
import type { RunTask } from '../machine/command.ts'
import type { StepEvent } from '../machine/event.ts'
import type { Limits } from '../machine/limits.ts'
import type { Decision, ExecutionInfo, StepEnvironment } from '../machine/snapshot.ts'

/** What happens around an execution that is simulated. */
export interface SimulateOptions {
  input?: Json
  /** The input as it would have been sent, when its spelling (`1.0`) matters; `input` must be its value. */
  inputText?: string
  /**
   * Answers a task, of child executions too; undefined leaves it running until its timeout, or for ever. An ItemReader is asked like a
   * task of its Map state: its output must be the items.
   */
  answer?(command: RunTask, asking: Asking): Answer | undefined
  /** Events from outside, delivered one by one when nothing else is left to happen. */
  later?: StepEvent[]
  limits?: Partial<Limits>
  /** What the context object says of the execution, as far as it should not be the usual. */
  execution?: Partial<Omit<ExecutionInfo, 'input' | 'inputText'>>
  /** Why a task cannot even be scheduled; see `StepEnvironment`. */
  refuseTask?: StepEnvironment['refuseTask']
  /** Whether a ResultWriter answers as if it had written its results; otherwise nobody serves it. */
  writesResults?: boolean
  /** Whether the process dies after every turn: the snapshot is then restored from the frames' JSON text. */
  isRestarted?: boolean
  /** Told what states decided by; see `StepEnvironment`. */
  decided?(state: string, by: Decision, index: number): void
}

/** How a task ends and what it does until then. Seconds count from its start, on the simulated clock. */
export type Answer = ({ output: Json; outputText?: string } | { error: string; cause: string } | { never: true }) & {
  /** When it ends; at once if missing. */
  afterSeconds?: number
  /** When it sends heartbeats. */
  heartbeatsAfterSeconds?: number[]
  /** What the service said when it took a `.sync` or `.waitForTaskToken` request. */
  submitted?: Json
  /** The worker that took the activity. */
  workerName?: string
  /** Whether its end is told twice, as a connector may after a crash. */
  isRepeated?: boolean
}

/** Who asks for an answer. */
export interface Asking {
  /** 0 for the execution itself, its Map Runs' children count on. */
  execution: number
  executionArn: string
  /** Retries of the state that went before. */
  retryCount: number
  /** Of the items of the Maps around the state, the outermost first; of a batch the first item's. */
  indexes: readonly number[]
}
