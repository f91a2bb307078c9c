import type { StepEvent } from '@pasos/asl'
import type { DeathMarks } from '../ports/death-marks.ts'
import type { Due, ExecutionNumber } from '../ports/journal.ts'
import { markOf } from './event-key.ts'
import type { Run } from './run.ts'

const poisonDeaths = 3

/** Which executions the process died of, counted per event. */
export interface Suspicion {
  /** Counts what the former process was at when it died, and reads what was counted before. */
  load(): Promise<void>
  /** True for an event that killed the process too often. */
  isPoison(run: Run, event: StepEvent): boolean
  /** Whether the process died before while it worked on this execution. */
  isSuspect(run: Run): boolean
}

export function suspicion(
  journal: Pick<Due, 'recordDeath' | 'deaths'>,
  marks: Pick<DeathMarks, 'found'>,
  committed: () => Promise<void>,
): Suspicion {
  const deaths = new Map<string, number>()
  const suspects = new Set<ExecutionNumber>()
  return {
    async load() {
      for (const { number, event } of marks.found) journal.recordDeath(number, event)
      await committed()
      for (const { number, event, count } of await journal.deaths()) {
        deaths.set(`${number}/${event}`, count)
        suspects.add(number)
      }
    },
    isPoison(run, event) {
      if (deaths.size === 0) return false
      const { number, key } = markOf(run, event)
      return (deaths.get(`${number}/${key}`) ?? 0) >= poisonDeaths
    },
    isSuspect: run => suspects.size > 0 && (suspects.has(run.number) || suspects.has(run.record.mapRun?.number ?? 0)),
  }
}
