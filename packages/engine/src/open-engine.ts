import { defaultLimits, type Limits, type StepEnvironment } from '@pasos/asl'
import { durableCatalog } from './catalog/durable-catalog.ts'
import { systemClock, systemIds } from './clock/system-clock.ts'
import { followers } from './feed/follow.ts'
import { languageInterpreter } from './interpreter.ts'
import type { Catalog } from './ports/catalog.ts'
import type { Clock, Ids } from './ports/clock.ts'
import type { ContentStore } from './ports/content-store.ts'
import type { DataStore } from './ports/data-store.ts'
import type { Follow } from './ports/feed.ts'
import type { Interpreter } from './ports/interpreter.ts'
import type { Verdict } from './ports/journal.ts'
import type { LogStore } from './ports/log-store.ts'
import type { LongExpressions } from './ports/long-expressions.ts'
import type { ItemSource, ResultSink } from './ports/map-runs.ts'
import type { ExecutionIndex, Runtime } from './ports/runtime.ts'
import type { OpenStore, Store } from './ports/store.ts'
import type { TaskRunner } from './ports/tasks.ts'
import { embeddedRuntime } from './runtime/embedded-runtime.ts'
import { formerNumbers } from './runtime/former-numbers.ts'
import type { EmbeddedRuntime } from './runtime/runtime-options.ts'
import { type Activities, activities, type RefuseActivityTask } from './tasks/activities.ts'

export interface EngineOptions {
  store: OpenStore
  /** The Amazon States Language unless a test brings another. */
  interpreter?: Interpreter
  /** Connectors, tried in order; made once the runtime is there, as some need it. */
  connectors:
    | readonly TaskRunner[]
    | ((engine: Pick<Engine, 'runtime' | 'index' | 'catalog' | 'data' | 'contents' | 'logs' | 'follow'>) => readonly TaskRunner[])
  accountId: string
  region: string
  /** The journal can no longer be written: nothing more is acknowledged, and the process should exit and start again. */
  onFatal: (error: Error) => void
  clock?: Clock
  ids?: Ids
  limits?: Partial<Limits>
  /** What runs tasks in place of the runners given to it, activities among them. */
  runTasks?: ((runners: readonly TaskRunner[]) => TaskRunner) | undefined
  /** Where ItemReaders read, and where ResultWriters write; tried in order. */
  itemSources?: readonly ItemSource[]
  resultSinks?: readonly ResultSink[]
  keepExpress?: boolean
  /** Where expressions are computed that take long; without it all others wait for them. The caller's to close. */
  longExpressions?: LongExpressions
  /** Why a task can't even be scheduled, e.g. because its activity does not exist. */
  refuseTask?: StepEnvironment['refuseTask']
  /** Why a task of an activity can't be offered to workers. */
  refuseActivityTask?: RefuseActivityTask
  onDefect?: (error: unknown) => void
}

export interface Engine {
  logs: LogStore
  /** Tells of every turn, also of those that a former process committed and told nobody. */
  follow: Follow
  runtime: Runtime
  index: ExecutionIndex
  catalog: Catalog
  /** What is durable beside executions and configuration. */
  data: DataStore
  /** The contents of objects. */
  contents: ContentStore
  activities: Activities
  /**
   * Deletes executions that ended before this time (epoch ms), in slices, then the definitions that nothing refers to any more;
   * resolves when it is through.
   */
  expire(before: number): Promise<void>
  /** Writes a consistent copy into a new folder, which can be opened as it is. */
  backup(folder: string): Promise<void>
  verify(): Promise<Verdict>
  close(): Promise<void>
}

// So few that nobody waits for their deletion.
const expireSlice = 50

/** Opens the engine on a store and takes up what a former process left there. Rejects when the store can't be had. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  let runtime: EmbeddedRuntime | undefined
  const store = await options.store(error => {
    runtime?.close()
    options.onFatal(error)
  })
  try {
    return await engineOn(store, options, opened => {
      runtime = opened
    })
  } catch (error) {
    runtime?.close()
    await store.close()
    throw error
  }
}

async function engineOn(store: Store, options: EngineOptions, onRuntime: (runtime: EmbeddedRuntime) => void): Promise<Engine> {
  const { journal, upkeep, data, contents, logs } = store
  const catalog = durableCatalog(journal, await journal.documents())
  const clock = options.clock ?? systemClock
  const runners: TaskRunner[] = []
  const runtime = embeddedRuntime({
    ...{ journal, runners, clock, marks: store.marks, data: store.data, accountId: options.accountId, region: options.region },
    formerNumbers: await formerNumbers(data, journal),
    interpreter: options.interpreter ?? languageInterpreter,
    ids: options.ids ?? systemIds,
    limits: { ...defaultLimits, ...options.limits },
    ...(options.itemSources === undefined ? {} : { itemSources: options.itemSources }),
    ...(options.resultSinks === undefined ? {} : { resultSinks: options.resultSinks }),
    ...(options.longExpressions === undefined ? {} : { longExpressions: options.longExpressions }),
    ...(options.keepExpress === undefined ? {} : { keepExpress: options.keepExpress }),
    ...(options.refuseTask === undefined ? {} : { refuseTask: options.refuseTask }),
    ...(options.onDefect === undefined ? {} : { onDefect: options.onDefect }),
  })
  onRuntime(runtime)
  const { index } = runtime
  const { follow, close: stopFollowing } = followers({ journal, runtime, onDefect: options.onDefect ?? (() => undefined) })
  const queues = activities({ runtime, clock, refuse: options.refuseActivityTask })
  const { connectors } = options
  const made = typeof connectors === 'function' ? connectors({ runtime, index, catalog, data, contents, logs, follow }) : connectors
  const all = [queues.runner, ...made]
  runners.push(...(options.runTasks ? [options.runTasks(all)] : all))
  await runtime.recover()

  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    stopFollowing()
    runtime.close()
    queues.close()
    await store.close()
  }
  return {
    ...{ runtime, index, catalog, data, contents, logs, follow, activities: queues, backup: upkeep.backup, verify: upkeep.verify },
    async expire(before) {
      let after: number | undefined = 0
      while (after !== undefined && !closing) after = await upkeep.expire(before, after, expireSlice)
      if (!closing) await upkeep.collectDefinitions(runtime.usesDefinition)
    },
    close: () => (closing ??= close()),
  }
}
