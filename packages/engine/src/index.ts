export { type CatalogCopy, catalogCopy } from './catalog/catalog-copy.ts'
export { durableCatalog } from './catalog/durable-catalog.ts'
export { firstAtLeast } from './catalog/first-at-least.ts'
export { systemClock, systemIds } from './clock/system-clock.ts'
export { expressionThreads } from './expressions/expression-threads.ts'
export { followers } from './feed/follow.ts'
export { FleetingMap } from './fleeting-map.ts'
export { FleetingQueue } from './fleeting-queue.ts'
export { readEvents } from './history-text/history-text.ts'
export { languageInterpreter } from './interpreter.ts'
export { s3ItemSource } from './map-runs/readers/s3-item-source.ts'
export { s3ResultSink } from './map-runs/writers/s3-result-sink.ts'
export { type FakeClock, fakeClock, seededIds } from './memory/fake-clock.ts'
export { memoryContentStore } from './memory/memory-content-store.ts'
export { type MemoryJournal, memoryJournal } from './memory/memory-journal.ts'
export { memoryLogStore } from './memory/memory-log-store.ts'
export { noDeathMarks } from './memory/no-death-marks.ts'
export { copyEverything, type Moved, type MovedCounts, type MovedTo } from './moving/copy-everything.ts'
export { type FeedStretch, type FollowedFeed, toldTo, type Untold, type UntoldTurn, untold } from './moving/untold.ts'
export { type Engine, type EngineOptions, openEngine } from './open-engine.ts'
export type { Catalog } from './ports/catalog.ts'
export type { Clock, Ids, Pace } from './ports/clock.ts'
export { type ContentStore, contentSpace, goneSpace, type WrittenContent } from './ports/content-store.ts'
export {
  afterPrefix,
  type DataEntry,
  type DataRange,
  type DataStore,
  type DataValue,
  type DataWrite,
  entriesOf,
} from './ports/data-store.ts'
export { type DeathMarks, turnsAhead } from './ports/death-marks.ts'
export type { Feed, FeedEntry, Follow } from './ports/feed.ts'
export { readHistory } from './ports/history-pages.ts'
export type { Interpreter } from './ports/interpreter.ts'
export type {
  Damage,
  DocumentStore,
  Done,
  Due,
  ExecutionNumber,
  FrameWrite,
  HistoryChunk,
  HistoryPage,
  IndexFilter,
  IndexPage,
  Journal,
  JournalIndex,
  KeptTask,
  ListedPage,
  LoadedExecution,
  NameFilter,
  StoredDocument,
  StoredTask,
  StoredTimer,
  TurnWrite,
  UnfinishedTask,
  Upkeep,
  Verdict,
} from './ports/journal.ts'
export { StoreFailed, WriteRefused } from './ports/journal.ts'
export type { LaneState, OwnedLane } from './ports/lanes.ts'
export type { LogEvent, LogQuery, LogStore, LogStreamSummary, StoredLogEvent } from './ports/log-store.ts'
export type { LongExpressions } from './ports/long-expressions.ts'
export type {
  ChildPlace,
  ChildState,
  ItemPageRead,
  ItemRequest,
  ItemSource,
  KeptMapRun,
  MapRunAsked,
  MapRunJournal,
  MapRunWrite,
  ResultRequest,
  ResultSink,
} from './ports/map-runs.ts'
export type {
  ExecutionFilter,
  ExecutionIndex,
  ExecutionRecord,
  ExecutionStatus,
  ExecutionSummary,
  MapRunRecord,
  Runtime,
  StartRequest,
  StartResult,
  TokenOutcome,
  TurnNotice,
} from './ports/runtime.ts'
export { EngineClosed } from './ports/runtime.ts'
export type { ServiceAnswer, ServiceCall, ServiceCaller } from './ports/service-caller.ts'
export { unstorableNumber } from './ports/storable.ts'
export type { OpenStore, Store, StoredExecutions } from './ports/store.ts'
export { type ListedObject, type ObjectPlace, ObjectsRefused, type OpenedObject, type StoredObjects } from './ports/stored-objects.ts'
export type {
  Authorization,
  Authorizer,
  FunctionAcceptor,
  FunctionApi,
  FunctionInvocation,
  FunctionInvoker,
  FunctionRefusal,
  FunctionResult,
  HttpTrace,
  Reporter,
  RoleAssumption,
  TaskEffects,
  TaskReport,
  TaskRequest,
  TaskRunner,
} from './ports/tasks.ts'
export { EngineClosing } from './ports/tasks.ts'
export { dataBytes, turnBytes } from './ports/turn-bytes.ts'
export { embeddedRuntime } from './runtime/embedded-runtime.ts'
export { taskInFrame } from './runtime/encode-turn.ts'
export { executionIndex } from './runtime/execution-index.ts'
export { formerNumbers, formerSpace } from './runtime/former-numbers.ts'
export { notices } from './runtime/notices.ts'
export { type NumberMap, numberMap } from './runtime/number-map.ts'
export { definitionInUseMs } from './runtime/programs.ts'
export type { EmbeddedRuntime, RuntimeOptions } from './runtime/runtime-options.ts'
export { taskTokens } from './runtime/tokens.ts'
export { type Activities, type ActivityTask, activities, type RefuseActivityTask, TooManyWorkers } from './tasks/activities.ts'
export { assumingRoles } from './tasks/assuming-roles.ts'
export { lambdaConnector } from './tasks/lambda.ts'
export { refuseParameters } from './tasks/parameter-formats.ts'
export { growingPauses, pausedFor } from './tasks/paused-for.ts'
export { serviceConnector } from './tasks/service.ts'
export { callFailed } from './tasks/submit-failure.ts'
