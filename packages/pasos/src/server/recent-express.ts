import type { HistoryEvent } from '@pasos/asl'
import { type ExecutionRecord, FleetingMap, type Runtime } from '@pasos/engine'

export interface ExpressRun {
  record: ExecutionRecord
  events: readonly HistoryEvent[]
}

/** Express executions as far as they are remembered: those that run, and the last that ended. */
export interface RecentExpress {
  find(executionArn: string): ExpressRun | undefined
  /** Newest first. */
  of(stateMachineArn: string): ExecutionRecord[]
}

const REMEMBERED = 500
/** An Express execution with more events than this is remembered by its record alone. */
const MOST_EVENTS = 5_000

/**
 * AWS has no list and no history of Express executions in its API, and the server need not keep them on disk; the console shows the last of
 * them all the same, from memory.
 */
export function recentExpress(runtime: Pick<Runtime, 'subscribe'>): RecentExpress {
  const runs = new FleetingMap<{ record: ExecutionRecord; events: HistoryEvent[] }>()
  runtime.subscribe(({ record, events }) => {
    if (record.type !== 'EXPRESS') return
    const known = runs.get(record.executionArn)
    if (known) {
      known.record = record
      if (known.events.length < MOST_EVENTS) known.events.push(...events)
      return
    }
    if (runs.size >= REMEMBERED) runs.deleteOldest()
    runs.set(record.executionArn, { record, events: [...events] })
  })
  return {
    find: executionArn => runs.get(executionArn),
    of: stateMachineArn => {
      const found = [...runs.values()].filter(run => run.record.stateMachineArn === stateMachineArn).map(run => run.record)
      return found.reverse()
    },
  }
}
