import type { DeathMarks, FeedEntry, LaneState, LogStore, OwnedLane, Store, StoredDocument, StoredExecutions } from '@pasos/engine'

/** What a cluster needs of the store that its nodes share; a PostgreSQL has it. */
export interface SharedStore {
  seat: Seat
  shared: SharedReads
  /** The store as the owner of a lane has it. To be closed before the lane is given away. */
  openLane(owned: OwnedLane, marks: () => DeathMarks, onFatal: (error: Error) => void): Promise<Store>
}

/** The node's place among the others. */
export interface Seat {
  readonly node: number
  /** Whether the node can be sure that no other has been judged its heir. */
  isCurrent(): boolean
  /** Takes a lane that nobody has who lives; otherwise answers who has it. */
  take(lane: number): Promise<OwnedLane | { node: number }>
  give(lane: number): Promise<void>
  lanes(): Promise<LaneState[]>
  nodes(): Promise<{ node: number; name: string; url: string | null; isLeaving: boolean }[]>
  /** Says that it is about to leave: the others reckon their shares without it. */
  sayLeaving(): Promise<void>
}

export interface ChangedDocument {
  kind: string
  key: string
  /** Without it the document is gone. */
  body?: string
}

/** What any node may read. */
export interface SharedReads {
  documents(): Promise<StoredDocument[]>
  documentRevision(): Promise<number>
  changedDocuments(after: number): Promise<{ revision: number; changes: ChangedDocument[] }>
  readFeed(lane: number, after: number, limit: number): Promise<{ entries: FeedEntry[]; last: number }>
  /** Executions in all lanes, as of the last commit. */
  executions: StoredExecutions
  runningBeside(lane?: number): Promise<{ stateMachineArn: string; count: number }[]>
  logs: LogStore
}

/** The lane of what only one node may serve. */
export const homeLane = 0
