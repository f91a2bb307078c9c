import type { FrameId, HistoryEvent, TaskId, TimerId } from '@pasos/asl'
import type { DataWrite } from './data-store.ts'
import type { MapRunNumber, MapRunWrite } from './map-runs.ts'
import type { ExecutionRecord, ExecutionStatus, ExecutionSummary } from './runtime.ts'

/**
 * Names an execution within one journal: 1, 2, 3 … in the order of starting. Everything an execution owns hangs on it.
 */
export type ExecutionNumber = number

/** A task as it is kept in the row of the frame that waits for it, for as long as a restart has to hand it out again. */
export interface StoredTask {
  task: TaskId
  /** JSON text of the command that started it. */
  body: string
  /** JSON text of the output of an accepted `.sync` request. */
  submitted?: string
}

/** A frame as a turn leaves it. */
export interface FrameWrite {
  id: FrameId
  text: string
  /**
   * The task that it waits for and that a restart hands out again: one that begins, or the one that stands in the row already, with what it
   * has submitted by now. Without it the row has none afterwards.
   */
  task?: StoredTask | KeptTask
  /** The row has a task so far. */
  hadTask?: boolean
}

/** The task that stands in a frame's row stays there. */
export interface KeptTask {
  task: TaskId
  body?: undefined
  submitted?: string
}

/** What a task must know of the execution that it belongs to. */
export type TaskOwner = Pick<ExecutionRecord, 'executionArn' | 'stateMachineArn' | 'roleArn' | 'traceHeader'>

/** Events of one turn as `writeEvents` makes them, a few hundred at most; `sum` is the checksum chained from the former chunk's. */
export interface HistoryChunk {
  firstId: number
  lastId: number
  text: string
  sum: number
}

/**
 * Everything one turn changes, already encoded. Committed as a whole or not at all; the writes of one process become durable in the
 * order in which they were given.
 */
export interface TurnWrite {
  number: ExecutionNumber
  /** The execution is new. */
  created?: ExecutionRecord
  /** The execution's row after this turn, when the turn changed it: it ended or was redriven. */
  changed?: ExecutionRecord
  definition?: { id: string; text: string }
  frames: readonly FrameWrite[]
  /** Frames without a task in their rows. */
  removedFrames: readonly FrameId[]
  /** Frames with one. */
  removedTaskFrames?: readonly FrameId[]
  nextFrameId: number
  history: readonly HistoryChunk[]
  setTimers: readonly { timer: TimerId; at: number }[]
  clearedTimers: readonly TimerId[]
  /** What the turn does to Map Runs of the execution. */
  mapRuns?: readonly MapRunWrite[]
  /** Before anything else is written: `work` drops all timers, and tasks out of the frames' rows; `all` the frames too. */
  clear?: 'work' | 'all'
  /** What the event brought with it for the data store, committed with the turn: a message that a task sends. */
  data?: readonly DataWrite[]
}

/** An execution as it stands on disk. */
export interface LoadedExecution {
  number: ExecutionNumber
  record: ExecutionRecord
  frames: { id: FrameId }[]
  /** Length of each frame's text. */
  frameSizes: Map<FrameId, number>
  /** The tasks in the frames' rows. */
  tasks: Map<FrameId, TaskId>
  lastEventId: number
  nextFrameId: number
  sum: number
}

/** A row of the table of timers. */
export interface StoredTimer {
  number: ExecutionNumber
  timer: TimerId
  at: number
}

/**
 * Durable state of executions. Writes are queued and grouped, and become durable in the order in which they were given; reads are
 * always as of the last commit.
 */
export interface Journal {
  /** A number that no execution ever had. */
  allocate(): ExecutionNumber
  /**
   * `done` is called once the write is on disk, with `WriteRefused` when its content can't be stored, or with the error that stopped
   * the journal for good. After a refusal all writes of that execution are refused until it is mended.
   */
  commit(write: TurnWrite, done: Done): void
  /** What is given from now on for an execution goes on from what is on disk. */
  mend(number: ExecutionNumber): void
  /** `done` is called once everything given before is on disk. */
  barrier(done: Done): void
  /** Starts writing what has been given without waiting for more. */
  flush(): void
  find(executionArn: string): Promise<{ number: ExecutionNumber; record: ExecutionRecord } | undefined>
  load(number: ExecutionNumber): Promise<LoadedExecution | undefined>
  record(number: ExecutionNumber): Promise<ExecutionRecord | undefined>
  definition(id: string): Promise<string | undefined>
  /** Made once per journal and kept: the key that signs task tokens. */
  secret(): Buffer
}

/** What a process finds to do: timers, tasks that a former process left, executions that killed one. */
export interface Due {
  /** Timers with `from` ≤ at < `before` (epoch ms), in the order of their time. */
  timersBetween(from: number, before: number): Promise<StoredTimer[]>
  /** Tasks of running executions to run again after a restart, in pages: those of frames after (number, frame). */
  unfinishedTasks(after: { number: ExecutionNumber; frame: FrameId }, limit: number): Promise<UnfinishedTask[]>
  countsOfRunning(): Promise<{ stateMachineArn: string; count: number }[]>
  /** Counts one more death of the process while it worked on this event. */
  recordDeath(number: ExecutionNumber, event: number): void
  deaths(): Promise<{ number: ExecutionNumber; event: number; count: number }[]>
}

/** Care for what is old; nobody waits for it. */
export interface Upkeep {
  /** Deletes what ended before this time (epoch ms), at most `limit` executions examined per call; resolves with the place to go on from. */
  expire(before: number, after: ExecutionNumber, limit: number): Promise<ExecutionNumber | undefined>
  /** Deletes the definitions that no execution refers to, but for those that `isInUse` by this process. */
  collectDefinitions(isInUse: (id: string) => boolean): Promise<void>
  /** Writes a consistent copy into a new folder, which can be opened as a data folder, while work goes on. */
  backup(folder: string): Promise<void>
  verify(): Promise<Verdict>
}

/** Something in the store that is not what was written. */
export interface Damage {
  /** Empty when the damage is not one execution's. */
  executionArn: string
  /** The first event that can't be trusted, when the damage is in the history. */
  eventId?: number
  what: string
}

export interface Verdict {
  executions: number
  events: number
  damages: Damage[]
}

export interface UnfinishedTask extends StoredTask {
  number: ExecutionNumber
  frame: FrameId
  owner: TaskOwner
}

/** The store can't keep what one write holds. Nothing of it is there, and nothing else is touched. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused'
}

/** The store can write no more, which is told to whoever waits; why, it has said itself, once. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed'
}

export type Done = (error?: Error) => void

/** Reads histories and the index; implemented beside each journal. */
export interface JournalIndex {
  list(filter: IndexFilter): Promise<ListedPage>
  /** Executions by a part of their names or ARNs, newest first, whatever machine they belong to; no children of Map Runs. */
  search(filter: NameFilter): Promise<IndexPage>
  /** Executions by status, of one state machine or of all. */
  counts(stateMachineArn?: string): Promise<{ status: ExecutionStatus; count: number }[]>
  /** Fewer events than `limit` when they are large; `more` says whether there are others. */
  history(number: ExecutionNumber, page: { reverse: boolean; after?: number; limit: number }): Promise<HistoryPage>
}

export interface HistoryPage {
  events: HistoryEvent[]
  more: boolean
}

export interface IndexFilter {
  /** By the state machine or what it was started through, which has no child executions; or the children of a Map Run. */
  by: 'machine' | 'version' | 'alias' | { mapRun: MapRunNumber }
  /** Empty for a Map Run. */
  arn: string
  status?: ExecutionStatus
  /**
   * Of a Map Run that is being redriven since then: an unsuccessful child that was not redriven since has the status PENDING_REDRIVE, and
   * no other. Without it no execution has that.
   */
  redriveDate?: number
  /** Only those that were redriven, or only those that were not. */
  isRedriven?: boolean
  /** Newest first; only those with lower numbers, of a Map Run's children only those of lower items. */
  before?: number
  limit: number
}

export interface NameFilter {
  /** In the ARN, whatever its case; in lower case, not empty. */
  text: string
  /** Of these state machines. */
  machines: readonly string[]
  status?: ExecutionStatus
  /** Only executions with lower numbers. */
  before?: number
  limit: number
}

/** `before`: where to go on. A page may be short, even empty, as a call looks at so many executions only. */
export interface IndexPage {
  executions: ExecutionSummary[]
  before?: number
}

export interface ListedPage extends IndexPage {
  /** What each of them is listed by: its number, of a Map Run's child its item. `before` it the list goes on behind it. */
  places: number[]
}

export interface StoredDocument {
  kind: string
  key: string
  body: string
}

/** Configuration documents: small JSON values by kind and key. */
export interface DocumentStore {
  documents(): Promise<StoredDocument[]>
  /** `body` undefined deletes. */
  putDocument(kind: string, key: string, body: string | undefined, done: Done): void
}
