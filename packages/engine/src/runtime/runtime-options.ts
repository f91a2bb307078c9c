import type { Limits, StepEnvironment } from '@pasos/asl'
import type { Clock, Ids, Pace } from '../ports/clock.ts'
import type { DataStore } from '../ports/data-store.ts'
import type { DeathMarks } from '../ports/death-marks.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import type { Due, ExecutionNumber, Journal, JournalIndex } from '../ports/journal.ts'
import type { LongExpressions } from '../ports/long-expressions.ts'
import type { ItemSource, MapRunJournal, ResultSink } from '../ports/map-runs.ts'
import type { ExecutionIndex, Runtime } from '../ports/runtime.ts'
import type { TaskRunner } from '../ports/tasks.ts'

export interface RuntimeOptions {
  journal: Journal & Due & JournalIndex & MapRunJournal
  interpreter: Interpreter
  runners: readonly TaskRunner[]
  clock: Clock
  ids: Ids
  /** The event loop's unless a simulator owns it. */
  pace?: Pace
  limits: Limits
  /** Used when an execution's ARN has none. */
  accountId: string
  region: string
  /** Of the same store as the journal: for what tasks of Express executions leave to be written. */
  data?: Pick<DataStore, 'commit'>
  marks?: DeathMarks
  /** Which executions task tokens name that another store gave out. */
  formerNumbers?: ReadonlyMap<ExecutionNumber, ExecutionNumber>
  /** Keep Express executions in the journal once they have ended, so that they can be listed. */
  keepExpress?: boolean
  /** Faults of ours that end an execution or a listener, never the process. */
  onDefect?: (error: unknown) => void
  idleBytes?: number
  /** Bytes of data that Map Runs' children may have in memory at a time; the others wait on disk. */
  childBytes?: number
  /** Where ItemReaders read and ResultWriters write. */
  itemSources?: readonly ItemSource[]
  resultSinks?: readonly ResultSink[]
  /** Where expressions are computed that take long; without it all others wait for them. */
  longExpressions?: LongExpressions
  /** Memory runs short: an endless turn is given up. By default the heap's own figures say so. */
  isCrowded?: () => boolean
  /** Why a task can't even be scheduled, e.g. because its activity does not exist; see `StepEnvironment`. */
  refuseTask?: StepEnvironment['refuseTask']
}

export interface EmbeddedRuntime extends Runtime {
  readonly index: ExecutionIndex
  /** Resumes what a former process left: tasks run again, timers fire. */
  recover(): Promise<void>
  /** Whether this process has a definition at hand, so that it must stay where it is. */
  usesDefinition(definitionId: string): boolean
  /** No further turn is taken and no task is listened to. What has been committed stays. */
  close(): void
}
