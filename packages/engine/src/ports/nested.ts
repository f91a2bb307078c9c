import type { TaskEffects } from './tasks.ts'

/** What a task that starts an execution asks for (`states:startExecution`, with or without `.sync`). */
export interface NestedStart {
  /** Unqualified, version or alias ARN. */
  stateMachineArn: string
  name?: string
  /** JSON text; AWS starts with `{}` when it is absent or null. */
  input?: string
  traceHeader?: string
  /** The role that must be allowed `states:StartExecution`. */
  roleArn: string
  parentExecutionArn: string
  /** Names the execution when no name is given, so a repeat after a crash finds the execution it started. */
  idempotencyToken: string
}

export type NestedStarted =
  /** `startDate`: epoch milliseconds. `effects`: for the turn that takes the start's report. */
  { outcome: 'started'; executionArn: string; startDate: number; effects?: TaskEffects } | NestedRefusal

/** Refused with AWS's code, message and status, e.g. StateMachineDoesNotExist. */
export interface NestedRefusal {
  outcome: 'refused'
  code: string
  message: string
  status: number
}

/** Starts executions on behalf of tasks; implemented by the states service. */
export interface NestedStarter {
  start(request: NestedStart): Promise<NestedStarted>
  /** Why a role may not ask for the end of an execution, or stop it; nothing when it may. */
  refuse(action: 'states:DescribeExecution' | 'states:StopExecution', roleArn: string, executionArn: string): NestedRefusal | undefined
}
