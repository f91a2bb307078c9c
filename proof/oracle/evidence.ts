import type { HistoryEvent } from '@pasos/asl'

/** What somebody outside saw happen during a run with faults. Instants are epoch milliseconds. */
export interface Evidence {
  acknowledged: readonly Acknowledged[]
  invocations: readonly Invocation[]
  executions: readonly ObservedExecution[]
  /** When no server was there to fire a timer, or the machine stood still. */
  downtimes: readonly { from: number; to: number }[]
  /** How late a timer may be while the server is up; 1,000 by default. */
  lateMs?: number
  /** The wall clock was moved about: lateness can't be judged, order of timestamps neither. */
  clockWasSet?: boolean
}

/** A call that was answered with success. */
export type Acknowledged =
  | { call: 'StartExecution'; executionArn: string; input: string }
  | { call: 'SendTaskSuccess'; executionArn: string; token: string; output: string }
  | { call: 'SendTaskFailure'; executionArn: string; token: string; error: string }
  | { call: 'StopExecution'; executionArn: string /** When the answer came. */; at: number }
  | { call: 'RedriveExecution'; executionArn: string }

/** Work that reached a worker. */
export interface Invocation {
  executionArn: string
  stateName: string
  /** Names the attempt within its execution, whatever the token says. */
  attempt: string
  /** The idempotency token that the worker was given. */
  token: string
  /** JSON text that the worker answered with, when it did. */
  answer?: string
  /** Whether the task was on disk when the worker got it, where that can be seen. */
  wasOnDisk?: boolean
}

/** An execution as the server tells it in the end. */
export interface ObservedExecution {
  executionArn: string
  status: string
  input: string
  output?: string
  /** JSON text of the definition. */
  definition: string
  events: readonly HistoryEvent[]
}

export interface Violation {
  executionArn: string
  /** Short name of the broken rule: `lost-acknowledgement`, `doubled`, `stuck`, … */
  rule: Rule
  what: string
}

export type Rule =
  | 'lost-acknowledgement'
  | 'numbering'
  | 'grammar'
  | 'doubled'
  | 'terminal'
  | 'data-flow'
  | 'retry'
  | 'timer-early'
  | 'timer-late'
  | 'invocation'
  | 'token'
  | 'stuck'
