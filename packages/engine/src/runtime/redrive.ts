import type { Clock } from '../ports/clock.ts'
import type { Journal } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import type { Residency } from './residency.ts'
import type { RunCache } from './run-cache.ts'
import type { RunningCounts } from './running-counts.ts'
import type { Send } from './send.ts'

/** Takes an execution up again from where it failed; answers its record as it is on disk afterwards. */
export function redriver(options: {
  journal: Pick<Journal, 'find' | 'load'>
  clock: Clock
  cache: RunCache
  residency: Residency
  running: RunningCounts
  send: Send
  committed: () => Promise<void>
}): (executionArn: string) => Promise<ExecutionRecord | undefined> {
  const { journal, clock, cache, residency, running, send, committed } = options
  return async executionArn => {
    const present = cache.byArn(executionArn)
    if (present) {
      // Being redriven already, or ended by a turn that is on its way to disk.
      await committed()
      if (present.record.status === 'RUNNING') return present.record
    }
    const found = await journal.find(executionArn)
    if (!found || found.record.status === 'RUNNING' || found.record.status === 'SUCCEEDED') return found?.record
    const loaded = await journal.load(found.number)
    if (!loaded) return undefined
    const run = await residency.restore({ ...loaded, record: redriven(loaded.record, clock.now()) })
    running.started(run.record.stateMachineArn)
    run.hasEnded = true
    if ((await send(run, { type: 'ExecutionRedriven' })) === 'taken') return run.record
    // There is nothing to take up again; it stays as it ended.
    cache.remove(run)
    running.ended(run.record.stateMachineArn)
    return found.record
  }
}

function redriven(record: ExecutionRecord, now: number): ExecutionRecord {
  const { output: _output, error: _error, cause: _cause, stopDate: _stopDate, ...kept } = record
  return { ...kept, status: 'RUNNING', redriveCount: kept.redriveCount + 1, redriveDate: now }
}
