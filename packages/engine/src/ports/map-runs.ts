import type { ChildId, ChildStatus, EndedChild, Json, JsonObject, MapRunSpec, PendingChild, StoredMapRun } from '@pasos/asl'
import type { Done, ExecutionNumber } from './journal.ts'
import type { ExecutionRecord, ExecutionStatus } from './runtime.ts'

/** Names a Map Run within one journal, among the numbers of executions: none has both. */
export type MapRunNumber = number

/** Which Map Run an execution is a child of. */
export interface ChildPlace {
  number: MapRunNumber
  arn: string
  /** Index of the scope of its program that it runs. */
  scope: number
  /** Index of its first item, and how many items it has. */
  first: number
  count: number
}

/** Listed items as the journal keeps them: some hundred at a time. */
export interface StoredItems {
  /** Index of the first one. */
  first: number
  /** JSON text of `{ values, keys? }`. */
  text: string
}

/** What a parent wants of a Map Run: that it is redriven for the so-manieth time, or stopped after so many redrives; so none is asked twice. */
export interface MapRunAsked {
  what: 'stop' | 'redrive'
  /** Missing where a former version wrote it. */
  redriveCount?: number
}

/** A Map Run as it stands on disk. */
export interface KeptMapRun {
  number: MapRunNumber
  parent: ExecutionNumber
  /** The name its parent knows it by. */
  child: ChildId
  spec: MapRunSpec
  state: StoredMapRun
  /** What the parent has asked for last, if the Map Run has not taken it in yet. */
  asked?: MapRunAsked
  /** JSON text of its outcome, when the parent has not taken it yet. */
  outcome?: string
}

/** What a write does to a Map Run. The first, second and last are parts of a turn of the parent, and as durable as that. */
export type MapRunWrite =
  | {
      type: 'started'
      number: MapRunNumber
      parent: ExecutionNumber
      child: ChildId
      spec: MapRunSpec
      state: StoredMapRun
      items: StoredItems[]
    }
  | { type: 'asked'; parent: ExecutionNumber; child: ChildId; asked: MapRunAsked }
  /** `taken`: what was asked and is in the state now; what has been asked since stays. Without an outcome there is none. */
  | { type: 'changed'; number: MapRunNumber; state: StoredMapRun; taken?: MapRunAsked; outcome?: string }
  | { type: 'taken'; parent: ExecutionNumber; child: ChildId }

/** A child as a Map Run counts it. */
export interface ChildState {
  number: ExecutionNumber
  first: number
  count: number
  status: ExecutionStatus
  redriveDate?: number
}

/** Durable state of Map Runs; their children are executions of the same journal. Writes keep the order of all writes. */
export interface MapRunJournal {
  commitMapRun(write: MapRunWrite, done: Done): void
  mapRun(number: MapRunNumber): Promise<KeptMapRun | undefined>
  findMapRun(arn: string): Promise<KeptMapRun | undefined>
  /** Those that an execution has started, in the order of their starts. */
  mapRunsOf(parent: ExecutionNumber): Promise<KeptMapRun[]>
  /** Those that are not over, or whose parent still has to learn of it, in pages by number. */
  openMapRuns(after: MapRunNumber, limit: number): Promise<KeptMapRun[]>
  /** The listed items from an index on, some hundred at most; empty behind the last. */
  listedItems(number: MapRunNumber, from: number): Promise<{ values: Json[]; keys?: string[] }>
  /** Children in the order of their items, from an index on; of one status when that is given. */
  childStates(number: MapRunNumber, page: { from: number; limit: number; status?: ExecutionStatus }): Promise<ChildState[]>
  /** Executions written by a version that kept children in their parents' frames; undefined when all have been converted. */
  withChildrenInFrames(): Promise<ExecutionNumber[] | undefined>
  /** There are none any more. */
  childrenConverted(done: Done): void
  /** Whole children in the order of their items. */
  childRecords(number: MapRunNumber, page: { from: number; limit: number }): Promise<ExecutionRecord[]>
}

/** What an ItemReader asks for. */
export interface ItemRequest {
  mapRunArn: string
  resource: string
  request: Json
  config: JsonObject
  /** The role that must be allowed to read. */
  roleArn: string
  stateMachineArn: string
  /** Where to go on, as a former page said. */
  cursor?: string
  /** Index of the first item wanted. */
  item: number
  /** How many to read; fewer when they are large. */
  most: number
}

export type ItemPageRead =
  /** `total`: of all items, when that is known; `sources`: what each is from, where they differ in it. */
  | { outcome: 'read'; values: Json[]; keys?: string[]; sources?: string[]; next?: string; isLast: boolean; total?: number }
  | { outcome: 'failed'; error: string; cause: string }

/** Where the items of distributed Maps come from, page by page; the same cursor always gives the same items. */
export interface ItemSource {
  /** True for the resources that this source reads. */
  claims(resource: string): boolean
  read(request: ItemRequest): Promise<ItemPageRead>
}

/** What a ResultWriter asks for. */
export interface ResultRequest {
  mapRunArn: string
  resource: string
  request: Json
  config: JsonObject
  roleArn: string
  stateMachineArn: string
  /** In the order of their items. */
  children(): AsyncIterable<EndedChild & { status: ChildStatus }>
  /** Those that never began, as the Map Run failed or was stopped before. */
  pending(): AsyncIterable<PendingChild>
}

/** Where the results of distributed Maps go. `output` is what the Map state gives. */
export interface ResultSink {
  claims(resource: string): boolean
  /** Whether it could write, asked before the first item is read. Resolves with the cause where not. */
  prove?(request: Omit<ResultRequest, 'children' | 'pending'>): Promise<string | undefined>
  write(request: ResultRequest): Promise<{ outcome: 'written'; output: Json } | { outcome: 'failed'; cause: string }>
}
