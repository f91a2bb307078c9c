import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { defaultLimits, type Limits, type StepEnvironment } from '@pasos/asl'
import { durableCatalog } from './catalog/durable-catalog.ts'
import { systemClock, systemIds } from './clock/system-clock.ts'
import { languageInterpreter } from './interpreter.ts'
import type { Catalog } from './ports/catalog.ts'
import type { Clock, Ids } from './ports/clock.ts'
import type { Interpreter } from './ports/interpreter.ts'
import type { ExecutionIndex, Runtime } from './ports/runtime.ts'
import type { TaskRunner } from './ports/tasks.ts'
import { openDeathMarks } from './runtime/death-marks.ts'
import { embeddedRuntime } from './runtime/embedded-runtime.ts'
import type { EmbeddedRuntime } from './runtime/runtime-options.ts'
import { markFolder, takeDataFolder } from './sqlite/data-folder.ts'
import { openSqliteJournal } from './sqlite/sqlite-journal.ts'
import { type Verdict, verify } from './sqlite/verify.ts'
import { type Activities, activities } from './tasks/activities.ts'

export interface EmbeddedOptions {
  /** The data folder; made when it is new. Nothing else may live in it before. */
  folder: string
  /** The Amazon States Language unless a test brings another. */
  interpreter?: Interpreter
  /** Connectors, tried in order; made once the runtime is there, as some need it. */
  connectors: readonly TaskRunner[] | ((engine: { runtime: Runtime; index: ExecutionIndex; catalog: Catalog }) => readonly TaskRunner[])
  accountId: string
  region: string
  /** The journal can no longer be written: nothing more is acknowledged, and the process should exit and start again. */
  onFatal: (error: Error) => void
  clock?: Clock
  ids?: Ids
  limits?: Partial<Limits>
  keepExpress?: boolean
  /** Why a task can't even be scheduled, e.g. because its activity does not exist. */
  refuseTask?: StepEnvironment['refuseTask']
  onDefect?: (error: unknown) => void
  /** How many of the newest executions are found through memory; proofs make it small. */
  arnTailSize?: number
}

export interface EmbeddedEngine {
  runtime: Runtime
  index: ExecutionIndex
  catalog: Catalog
  activities: Activities
  /**
   * Deletes executions that ended before this time (epoch ms), in slices, then the definitions that nothing refers to any more;
   * resolves when it is through.
   */
  expire(before: number): Promise<void>
  /** Writes a consistent copy into a new folder, which can be opened as it is. */
  backup(folder: string): Promise<void>
  verify(): Verdict
  close(): Promise<void>
}

// So few that nobody waits for their deletion.
const expireSlice = 50

/**
 * Opens the engine on a folder and takes up what a former process left there. Throws when the folder is in use, is not ours or is
 * newer than this program.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const folder = takeDataFolder(options.folder)
  try {
    return await openIn(folder, options)
  } catch (error) {
    folder.release()
    throw error
  }
}

async function openIn(folder: ReturnType<typeof takeDataFolder>, options: EmbeddedOptions): Promise<EmbeddedEngine> {
  let runtime: EmbeddedRuntime | undefined
  const onFatal = (error: Error): void => {
    runtime?.close()
    options.onFatal(error)
  }
  const journal = await openSqliteJournal(folder.journalFile, onFatal, options.arnTailSize)
  const catalog = durableCatalog(journal)
  const clock = options.clock ?? systemClock
  const runners: TaskRunner[] = []
  runtime = embeddedRuntime({
    journal,
    runners,
    clock,
    interpreter: options.interpreter ?? languageInterpreter,
    ids: options.ids ?? systemIds,
    limits: { ...defaultLimits, ...options.limits },
    accountId: options.accountId,
    region: options.region,
    marks: openDeathMarks(folder.marksFile),
    ...(options.keepExpress === undefined ? {} : { keepExpress: options.keepExpress }),
    ...(options.refuseTask === undefined ? {} : { refuseTask: options.refuseTask }),
    ...(options.onDefect === undefined ? {} : { onDefect: options.onDefect }),
  })
  const { index } = runtime
  const queues = activities({ runtime, clock })
  const { connectors } = options
  runners.push(queues.runner, ...(typeof connectors === 'function' ? connectors({ runtime, index, catalog }) : connectors))
  await runtime.recover()

  const close = async (): Promise<void> => {
    runtime.close()
    queues.close()
    await journal.close()
    folder.release()
  }
  let closing: Promise<void> | undefined

  return {
    runtime,
    index,
    catalog,
    activities: queues,
    async expire(before) {
      let after: number | undefined = 0
      while (after !== undefined && !closing) after = await journal.expire(before, after, expireSlice)
      if (!closing) await journal.collectDefinitions(runtime.usesDefinition)
    },
    async backup(target) {
      mkdirSync(target, { recursive: false })
      await journal.backup(join(target, 'journal.db'))
      markFolder(target)
    },
    verify: () => verify(folder.journalFile),
    close: () => (closing ??= close()),
  }
}
