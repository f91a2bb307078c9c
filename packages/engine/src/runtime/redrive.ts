import type { Clock } from '../ports/clock.ts'
import type { Journal, LoadedExecution } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import type { Residency } from './residency.ts'
import type { Run } from './run.ts'
import type { RunCache } from './run-cache.ts'
import type { RunningCounts } from './running-counts.ts'
import type { Send } from './send.ts'

/** Takes up an execution that has ended, as it was read; undefined when there is nothing to take up, and it stays as it ended. */
export type TakeUp = (loaded: LoadedExecution, now: number) => Promise<Run | undefined>

export function takerUp(options: { cache: RunCache; residency: Pick<Residency, 'restore'>; running: RunningCounts; send: Send }): TakeUp {
  const { cache, residency, running, send } = options
  return async (loaded, now) => {
    const run = await residency.restore({ ...loaded, record: redriven(loaded.record, now) })
    const isCounted = run.record.mapRun === undefined
    if (isCounted) running.started(run.record.stateMachineArn)
    run.hasEnded = true
    if ((await send(run, { type: 'ExecutionRedriven' })) === 'taken') return run
    cache.remove(run)
    if (isCounted) running.ended(run.record.stateMachineArn)
    return undefined
  }
}

/** Takes an execution up again from where it failed, unless it was since `redriveCount`; answers its record as it is on disk afterwards. */
export function redriver(options: {
  journal: Pick<Journal, 'find' | 'load'>
  clock: Clock
  cache: RunCache
  takeUp: TakeUp
  committed: () => Promise<void>
}): (executionArn: string, redriveCount?: number) => Promise<ExecutionRecord | undefined> {
  const { journal, clock, cache, takeUp, committed } = options
  return async (executionArn, redriveCount) => {
    const present = cache.byArn(executionArn)
    if (present) {
      // Being redriven already, or ended by a turn that is on its way to disk.
      await committed()
      if (present.record.status === 'RUNNING') return present.record
    }
    const found = await journal.find(executionArn)
    if (!found || found.record.status === 'RUNNING' || found.record.status === 'SUCCEEDED') return found?.record
    if (redriveCount !== undefined && found.record.redriveCount > redriveCount) return found.record
    const loaded = await journal.load(found.number)
    if (!loaded) return undefined
    const run = await takeUp(loaded, clock.now())
    return run?.record ?? found.record
  }
}

function redriven(record: ExecutionRecord, now: number): ExecutionRecord {
  const { output: _output, error: _error, cause: _cause, stopDate: _stopDate, ...kept } = record
  return { ...kept, status: 'RUNNING', redriveCount: kept.redriveCount + 1, redriveDate: now }
}
