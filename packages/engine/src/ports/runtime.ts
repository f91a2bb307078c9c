import type { HistoryEvent, MapRunSettings, StartPoint, StepEvent } from '@pasos/asl'
import type { DataWrite } from './data-store.ts'
import type { ChildPlace } from './map-runs.ts'

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE'

/** One execution as the index knows it. Dates are epoch milliseconds; `input` and `output` JSON text. */
export interface ExecutionRecord {
  executionArn: string
  stateMachineArn: string
  stateMachineVersionArn?: string
  stateMachineAliasArn?: string
  /** The revision the execution runs, whatever is deployed later. */
  definitionId: string
  roleArn: string
  name: string
  type: 'STANDARD' | 'EXPRESS'
  status: ExecutionStatus
  startDate: number
  stopDate?: number
  input: string
  output?: string
  error?: string
  cause?: string
  traceHeader?: string
  redriveCount: number
  redriveDate?: number
  /** The execution whose task started this one, when one did. */
  parentExecutionArn?: string
  /** Set for a child execution of a Map Run. */
  mapRun?: ChildPlace
  /** EXPRESS: the caller waits for the end. Not kept on disk. */
  isSynchronous?: true
}

/** An execution as a list shows it. */
export type ExecutionSummary = Omit<ExecutionRecord, 'input' | 'output' | 'error' | 'cause'>

export interface StartRequest {
  executionArn: string
  name: string
  stateMachineArn: string
  stateMachineName: string
  stateMachineVersionArn?: string
  stateMachineAliasArn?: string
  roleArn: string
  /** Definition text; stored once per content and kept for as long as an execution refers to it. */
  definition: string
  type: 'STANDARD' | 'EXPRESS'
  /** JSON text as the caller sent it. */
  input: string
  traceHeader?: string
  parentExecutionArn?: string
  /** EXPRESS: the caller waits for the end. */
  isSynchronous?: true
  /** The name was made up for this start, so that there can't be another of it. */
  isNewName?: true
  /** STANDARD: on disk together with the execution, or not at all when none is made. */
  data?: readonly DataWrite[]
  /** STANDARD: runs another execution again from one of its states. A name that is taken is then always a conflict. */
  from?: StartPoint
}

export type StartResult =
  | { outcome: 'created'; record: ExecutionRecord }
  /** Same name, same input, still running: AWS answers as if it had just been started. */
  | { outcome: 'same'; record: ExecutionRecord }
  | { outcome: 'conflict'; record: ExecutionRecord }

/** What happens to executions, told after the turn is on disk. */
export interface TurnNotice {
  record: ExecutionRecord
  events: readonly HistoryEvent[]
}

export type TokenOutcome = 'delivered' | 'unknown' | 'spent'

/** The runtime takes nothing any more: whoever owns the execution next is to be asked. */
export class EngineClosed extends Error {
  override readonly name = 'EngineClosed'

  constructor() {
    super('The engine has closed.')
  }
}

/** Owns executions: every promise of durability is kept behind this port. */
export interface Runtime {
  /** Resolves once the start is on disk (EXPRESS: once it runs). */
  start(request: StartRequest): Promise<StartResult>
  /** Delivers an event; resolves once the turn is on disk. `false` when the execution is unknown or has ended. */
  deliver(executionArn: string, event: StepEvent): Promise<boolean>
  /**
   * Ends a task that waits for `token`, or renews its heartbeat. To another account than the execution's the token is unknown. `isRepeat`: whoever tells
   * it may have told it before, without hearing an answer; a task that has ended by just that is answered as then.
   */
  deliverByToken(
    token: string,
    event: { type: 'TaskSucceeded'; output: string } | { type: 'TaskFailed'; error: string; cause: string } | { type: 'TaskHeartbeat' },
    accountId?: string,
    isRepeat?: boolean,
  ): Promise<TokenOutcome>
  /** The execution of which a task waits, or waited, for this token; `undefined` when it is none. */
  executionOf(token: string): Promise<ExecutionRecord | undefined>
  /**
   * Resolves with the record as it is on disk afterwards; `undefined` when unknown. `isPatient`: nobody would ask again, so that who cannot be reached is
   * waited for longer.
   */
  stop(executionArn: string, reason: { error?: string; cause?: string }, isPatient?: boolean): Promise<ExecutionRecord | undefined>
  /**
   * Takes up again what has ended; resolves with the record as it is on disk afterwards. `redriveCount`: that one has been redriven so often; one
   * that was redriven since is left as it is, so that who asks again does not redrive twice.
   */
  redrive(executionArn: string, redriveCount?: number): Promise<ExecutionRecord | undefined>
  /** Changes a Map Run while it is under way; resolves once the change is on disk. */
  updateMapRun(mapRunArn: string, settings: Partial<MapRunSettings>): Promise<'updated' | 'ended' | 'unknown'>
  /** Resolves with the record once the execution has ended. */
  ended(executionArn: string): Promise<ExecutionRecord | undefined>
  /** Told of every turn after its commit, of one execution or (without an ARN) of all; returns how to stop listening. */
  subscribe(listener: (notice: TurnNotice) => void, executionArn?: string): () => void
}

/** A Map Run as DescribeMapRun shows it. Dates are epoch milliseconds. */
export interface MapRunRecord extends MapRunSettings {
  mapRunArn: string
  executionArn: string
  /** With the Map state's label. */
  stateMachineArn: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  startDate: number
  stopDate?: number
  redriveCount: number
  redriveDate?: number
  itemCounts: MapRunCounts
  executionCounts: MapRunCounts
}

export interface MapRunCounts {
  pending: number
  running: number
  succeeded: number
  failed: number
  timedOut: number
  aborted: number
  total: number
  resultsWritten: number
  failuresNotRedrivable: number
  pendingRedrive: number
}

export interface ExecutionFilter {
  /** A version's or alias's ARN lists what was started through it; a Map Run's ARN its child executions. */
  stateMachineArn: string
  status?: ExecutionStatus
  /** Only those that were redriven, or only those that were not. */
  isRedriven?: boolean
  /** Newest first; continues after this cursor, which a former page returned, or behind any number: cursors are numbers, which grow with time. */
  cursor?: string
  limit: number
}

export interface ExecutionSearch {
  text: string
  stateMachineArns: readonly string[]
  status?: ExecutionStatus
  cursor?: string
  limit: number
}

/** The index of executions and their history: read-only, always as of the last commit. */
export interface ExecutionIndex {
  describe(executionArn: string): Promise<ExecutionRecord | undefined>
  /**
   * A page may be short, even empty, and yet have a cursor: a call looks at so many executions only. `places` are the cursors behind each of
   * the records, numbers that are those of all state machines: lists of several of them are put together by them.
   */
  list(filter: ExecutionFilter): Promise<{ records: ExecutionSummary[]; places: number[]; cursor?: string }>
  /** By a part of names or ARNs, whatever its case, newest first over all of these machines; a page may be short as well. */
  search(filter: ExecutionSearch): Promise<{ records: ExecutionSummary[]; cursor?: string }>
  /** `after`: the event id at which the former page ended. A page of large events is short. */
  history(
    executionArn: string,
    page: { reverse: boolean; after?: number; limit: number },
  ): Promise<{ events: HistoryEvent[]; more: boolean }>
  mapRun(mapRunArn: string): Promise<MapRunRecord | undefined>
  /** Those that an execution has started, in the order of their starts. */
  mapRuns(executionArn: string): Promise<MapRunRecord[]>
  /** The definition text an execution runs. */
  definition(definitionId: string): Promise<string | undefined>
  /** How many run, per state machine or in all: counted while they come and go. */
  countRunning(stateMachineArn?: string): number
  /** How many of a state machine's executions have each status; of all machines without an ARN. A status that none has may be missing. */
  counts(stateMachineArn?: string): Promise<Partial<Record<ExecutionStatus, number>>>
}
