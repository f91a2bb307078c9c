import type { Json, JsonObject } from '../json.ts'
import type { Datum } from '../machine/datum.ts'

/** What a Map Run was asked to do. Written once, when its parent starts it. */
export interface MapRunSpec {
  arn: string
  /** The execution whose Map state this is. */
  executionArn: string
  /** Where the Map state stands in the program: the index of its scope, and its name. */
  scope: number
  state: string
  childType: 'STANDARD' | 'EXPRESS'
  items: ListedItems | ReadItems
  /** What an ItemReader reads, as `$$.Map.Item.Source` names it. */
  source?: string
  /** What the ItemSelector sees of its parent; undefined when there is none. */
  view?: SelectorView
  batch?: BatchRule
  writer?: ResultWriterRequest
}

/** The items came with the state's input; the journal keeps them beside the Map Run. */
export interface ListedItems {
  kind: 'listed'
  total: number
}

/** An ItemReader finds them. */
export interface ReadItems {
  kind: 'read'
  resource: string
  request: Json
  /** ReaderConfig with MaxItems evaluated. */
  config: JsonObject
}

export interface SelectorView {
  /** The state's input as the selector's paths see it. */
  input: Json
  variables: JsonObject
  /** The context object, without `Map`. */
  context: JsonObject
}

export interface BatchRule {
  maxItems?: number
  maxBytes?: number
  /** BatchInput, evaluated. */
  input?: Json
}

export interface ResultWriterRequest {
  /** Without one nothing is exported: the results are only shaped. */
  resource?: string
  request?: Json
  config: JsonObject
}

/** What UpdateMapRun may change. */
export interface MapRunSettings {
  /** 0: as many as may be. */
  maxConcurrency: number
  toleratedCount?: number
  toleratedPercentage?: number
}

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'

/** How a child execution can end. */
export type ChildStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** Numbers of items, or of the child executions that work on them. */
export interface Tally {
  running: number
  succeeded: number
  failed: number
  timedOut: number
  aborted: number
  /** Unsuccessful ones that this redrive has not come to yet. */
  pendingRedrive: number
}

/** From where a source can be read again so that `item` comes next: from its page, some items of which are passed over. */
export interface Position {
  /** Undefined: from the beginning. */
  cursor?: string
  /** Index of the page's first item. */
  pageItem: number
  item: number
}

/**
 * A Map Run between two events. What is durable of it stands in the journal's row (`settings` to `failure`) and in the rows of its
 * children; the rest is found again from these.
 */
export interface MapRun {
  status: MapRunStatus
  /**
   * `starting`: children are started as there is room; `stopping`: what runs is being stopped, nothing more starts; `collecting`: all
   * children have ended, the results are gathered; `exporting`: the results of one that failed or was stopped are written; `ended`: `status` is its last.
   */
  phase: 'starting' | 'stopping' | 'collecting' | 'exporting' | 'ended'
  settings: MapRunSettings
  redriveCount: number
  startDate: number
  redriveDate?: number
  stopDate?: number
  /** Items in all, once that is known. */
  total?: number
  failure?: MapRunFailure
  items: Tally
  executions: Tally
  /** Unsuccessful children that no redrive may take up again. */
  notRedrivable: { items: number; executions: number }
  feed: Feed
  isReading: boolean
  /** Children are being looked for that are to be redriven. */
  isRedriving: boolean
  /** There was room for children, but no memory. */
  isHeld: boolean
  /** Its parent was redriven before the last of its children had stopped: it goes on once they have. */
  isRedriveDue: boolean
}

export interface MapRunFailure {
  error: string
  cause: string
  /** Thrown by an expression of the Map state, at this place of it. */
  thrownAt?: string
}

/** Items that have been read and are not in a child yet. */
export interface Feed {
  /** Where the page begins that `items` are from (the first, when they are from several), and the index of its first item. */
  cursor?: string
  pageItem: number
  /** As the ItemSelector has shaped them. */
  items: readonly Json[]
  /** Index of the first of `items` among all items. */
  item: number
  /** Index of the next one within `items`. */
  at: number
  /** Where the next page begins; undefined when this is the last. The page itself while it is not read to its end. */
  next?: string
  isPart?: boolean
  isLast: boolean
  /** Items that have children already, from before a restart: half-open ranges in ascending order. */
  taken: readonly Range[]
}

export interface Range {
  from: number
  to: number
}

/** What the outside must do. */
export type MapRunCommand =
  /** Read a page that begins at `cursor` and whose first item has this index. */
  | { type: 'ReadItems'; cursor?: string; item: number; most: number }
  | { type: 'StartChild'; child: NewChild }
  /** Find so many unsuccessful children that may be redriven and have not been by this redrive, and start them again. */
  | { type: 'RedriveChildren'; most: number }
  | { type: 'StopChildren' }
  | { type: 'CollectResults' }
  /** Write what there is of results, and what never began. */
  | { type: 'ExportResults' }
  /** It is over: the parent is to be told. */
  | { type: 'End' }

export interface NewChild {
  /** Index of its first item: names the child within its Map Run. */
  first: number
  count: number
  input: Datum
  position: Position
}

export type MapRunEvent =
  /** Nothing happened but that there may be room again, or that the process is new. */
  | { type: 'Resumed' }
  /** `isPart`: the same page goes on, and is asked for again. */
  | { type: 'PageRead'; items: readonly Json[]; next?: string; isLast: boolean; isPart?: boolean; total?: number }
  | { type: 'Failed'; failure: MapRunFailure }
  /** `count`: how many items it had. Told once for each end of a child. */
  | { type: 'ChildEnded'; count: number; status: ChildStatus }
  | ChildrenRedriven
  | { type: 'SettingsChanged'; settings: Partial<MapRunSettings> }
  /**
   * What its parent wants. `redriveCount` puts this in an order: stopped after so many redrives, or redriven for the so-manieth time. What came
   * before is contained in it, and need not have been told.
   */
  | { type: 'Stopped'; redriveCount: number }
  | { type: 'Redriven'; redriveCount: number }
  | { type: 'ResultsCollected' }
  /** They are written, or can't be. */
  | { type: 'ResultsExported' }

/** Answers `RedriveChildren`. */
export interface ChildrenRedriven {
  type: 'ChildrenRedriven'
  redriven: readonly { count: number }[]
  refused: readonly { count: number }[]
  /** No more are to be found. */
  isLast: boolean
  /** Why the others can't be looked for. */
  failure?: MapRunFailure
}
