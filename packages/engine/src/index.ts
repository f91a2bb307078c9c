export type { Catalog } from './ports/catalog.ts'
export type { Clock, Ids } from './ports/clock.ts'
export type { LogEvent, LogQuery, LogStore, LogStreamSummary, StoredLogEvent } from './ports/log-store.ts'
export type { NestedStart, NestedStarted, NestedStarter } from './ports/nested.ts'
export type {
  ExecutionFilter,
  ExecutionIndex,
  ExecutionRecord,
  ExecutionStatus,
  Runtime,
  StartRequest,
  StartResult,
  TokenOutcome,
  TurnNotice,
} from './ports/runtime.ts'
export type {
  Authorization,
  Authorizer,
  FunctionInvocation,
  FunctionInvoker,
  FunctionResult,
  TaskReport,
  TaskRequest,
  TaskRunner,
} from './ports/tasks.ts'
export { SqliteLogStore } from './sqlite/log-store.ts'
