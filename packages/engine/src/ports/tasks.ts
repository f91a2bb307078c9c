import type { Json, StepEvent, TaskId } from '@pasos/asl'
import type { DataWrite } from './data-store.ts'

/** A task that must be run, or run again after a crash with the same `idempotencyToken`. */
export interface TaskRequest {
  executionArn: string
  task: TaskId
  /** Stable across repetitions of the same task: distinct for every attempt of a state. */
  idempotencyToken: string
  resource: string
  input: Json
  /** `input` as the history shows it, for a bare function or activity ARN. */
  inputText?: string
  stateName: string
  token?: string
  /** The role that must be allowed to do this: the state machine's, or that of Credentials. */
  roleArn: string
  /** With Credentials: the state machine's role, which must be allowed to assume `roleArn`. */
  assumedBy?: string
  stateMachineArn: string
  /** The trace that the task belongs to, as X-Ray's header has it. */
  traceHeader?: string
  timeoutSeconds?: number
  heartbeatSeconds?: number
  /** After a restart: the output of `TaskSubmitted`, when the request had been accepted before. Only its end is still to be found. */
  submitted?: Json
  /** For TestState: wants to see what goes out by HTTP, and what comes back. */
  trace?: HttpTrace
}

/** Told of the last request that was sent and of its answer, in the form of the API's `inspectionData`. */
export interface HttpTrace {
  /** Whether what a connection puts in is shown too. */
  reveals: boolean
  tell(seen: { request?: Record<string, string>; response?: Record<string, string> }): void
}

/** What a connector tells: any number of starts and submissions, then exactly one end (unless cancelled). */
export type TaskReport = Extract<
  StepEvent,
  { type: 'TaskStarted' | 'TaskSubmitted' | 'TaskSubmitFailed' | 'TaskSucceeded' | 'TaskFailed' | 'TaskHeartbeat' }
>

/**
 * What a task leaves to be written by the turn that takes its report: both are on disk or neither is, so a task that sends a message
 * sends it once, whatever dies. What is not taken (the task had timed out) is not written.
 */
export interface TaskEffects {
  writes: readonly DataWrite[]
  /** Told once: whether the writes are on disk. */
  settle(committed: boolean): void
}

/** Hears of a task; `effects` go with a submission or an end. */
export type Reporter = (report: TaskReport, effects?: TaskEffects) => void

/** The reason of a task's signal when the engine closes: the task is not cancelled and will go on after the restart. */
export class EngineClosing extends Error {}

/** Runs one kind of task. */
export interface TaskRunner {
  /** True for the resources that this connector runs. */
  claims(resource: string): boolean
  run(request: TaskRequest, report: Reporter, signal: AbortSignal): void
  /**
   * How tasks of this resource are run all of whose work is what they leave to be written; nothing for any other. Such a task is run
   * before the turn that schedules it is on disk, and what it leaves is written with that. Where it has to wait for something after all
   * there is no end, nothing has been done, and `run` follows.
   */
  atOnce?(resource: string): ((request: TaskRequest) => TaskEnd | undefined) | undefined
}

export interface TaskEnd {
  report: Extract<TaskReport, { type: 'TaskSucceeded' | 'TaskFailed' }>
  effects?: TaskEffects | undefined
}

/** Invokes functions; implemented by the lambda package. */
export interface FunctionInvoker {
  invoke(request: FunctionInvocation, signal?: AbortSignal): Promise<FunctionResult>
}

export interface FunctionInvocation {
  /** Name, partial ARN or ARN, with or without qualifier. */
  function: string
  qualifier?: string
  /** Whose function it is when `function` is a bare name; the server's own account and region otherwise. */
  accountId?: string
  region?: string
  /** JSON text. */
  payload: string
  /** Base64, handed to the function as it is. */
  clientContext?: string
  /** X-Ray's header of the trace that this belongs to. */
  traceHeader?: string
  /** Repeats of the same request carry the same token; it is the request id of the invocation. */
  requestId?: string
  wantsLogTail?: boolean
}

export type FunctionResult =
  | {
      outcome: 'returned'
      payload: string
      /** `Unhandled` when the function failed; then `payload` is AWS's error object. */
      functionError?: string
      executedVersion: string
      requestId: string
      /** Base64 of the last 4 KB of log. */
      logTail?: string
    }
  | FunctionRefusal

/** Refused before any code ran, e.g. ResourceNotFoundException, with AWS's code, message and status. */
export interface FunctionRefusal {
  outcome: 'refused'
  code: string
  message: string
  status: number
  requestId: string
}

/** How Lambda's API calls functions and looks in HTTP; implemented by the lambda service. */
export interface FunctionApi {
  /** The ARN of what a name, a partial ARN or an ARN names. */
  arnOf(name: string, place: { accountId: string; region: string }): string
  /** The headers of Invoke's answer. */
  headers(returned: Extract<FunctionResult, { outcome: 'returned' }>): [name: string, value: string][]
}

/** Takes invocations that nobody waits for; implemented by the lambda service. */
export interface FunctionAcceptor {
  /** `Event`: will be run whatever happens once this resolves. `DryRun`: is only looked at. */
  accept(request: FunctionInvocation, type: 'Event' | 'DryRun'): Promise<{ outcome: 'accepted'; requestId: string } | FunctionRefusal>
}

/** Decides whether a role may assume another for a task's Credentials; implemented by the iam service. */
export interface RoleAssumption {
  mayAssume(request: { roleArn: string; targetRoleArn: string; stateMachineArn: string }): boolean
}

/** Decides whether a role may do something; implemented by the iam service. */
export interface Authorizer {
  authorize(request: { principalArn: string; action: string; resource: string; context?: Record<string, string> }): Authorization
}

export type Authorization =
  | { allowed: true }
  /** `message` is AWS's: `User: … is not authorized to perform: … on resource: … because no identity-based policy allows the … action`. */
  | { allowed: false; message: string; explicitDeny: boolean }
