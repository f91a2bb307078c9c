import type { MapRuns } from '../map-runs/map-runs.ts'
import { isPendingRedrive } from '../map-runs/restore-map-run.ts'
import type { KeptMapRun } from '../ports/map-runs.ts'
import type { ExecutionIndex, ExecutionSummary } from '../ports/runtime.ts'
import type { StoredExecutions } from '../ports/store.ts'
import type { ExpressRuns } from './express.ts'
import type { RunningCounts } from './running-counts.ts'

/** The index over a journal, with the Express executions that are in memory. Cursors are execution numbers. */
export function executionIndex(
  journal: StoredExecutions,
  express: Pick<ExpressRuns, 'describe'>,
  running: Pick<RunningCounts, 'of'>,
  mapRuns: Pick<MapRuns, 'describe' | 'of'>,
): ExecutionIndex {
  /** AWS: what the Map Run's redrive has still to come to waits for it. */
  const shown = async <R extends ExecutionSummary>(record: R, mapRun?: KeptMapRun): Promise<R> => {
    if (record.mapRun === undefined || record.status === 'RUNNING' || record.status === 'SUCCEEDED') return record
    const state = (mapRun ?? (await journal.mapRun(record.mapRun.number)))?.state
    return state !== undefined && isPendingRedrive(record, state) ? { ...record, status: 'PENDING_REDRIVE' } : record
  }

  return {
    async describe(executionArn) {
      const record = express.describe(executionArn) ?? (await journal.find(executionArn))?.record
      return record && shown(record)
    },

    async list({ stateMachineArn: arn, status, isRedriven, cursor, limit }) {
      const mapRun = isMapRun(arn) ? await journal.findMapRun(arn) : undefined
      const by = isMapRun(arn) ? mapRun && { mapRun: mapRun.number } : qualifierOf(arn)
      if (by === undefined) return { records: [], places: [] }
      const redriveDate = mapRun?.state.status === 'RUNNING' ? mapRun.state.redriveDate : undefined
      const { executions, places, before } = await journal.list({
        ...{ by, arn, limit },
        ...(status === undefined ? {} : { status }),
        ...(redriveDate === undefined ? {} : { redriveDate }),
        ...(isRedriven === undefined ? {} : { isRedriven }),
        ...(cursor === undefined ? {} : { before: Number(cursor) }),
      })
      const records = mapRun === undefined ? executions : await Promise.all(executions.map(record => shown(record, mapRun)))
      return { records, places, ...(before === undefined ? {} : { cursor: String(before) }) }
    },

    async search({ text, stateMachineArns: machines, status, cursor, limit }) {
      const { executions: records, before } = await journal.search({
        ...{ text: text.toLowerCase(), machines, limit },
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { before: Number(cursor) }),
      })
      return before === undefined ? { records } : { records, cursor: String(before) }
    },

    async history(executionArn, page) {
      const found = await journal.find(executionArn)
      return found === undefined ? { events: [], more: false } : journal.history(found.number, page)
    },

    mapRun: arn => mapRuns.describe(arn),

    async mapRuns(executionArn) {
      const found = await journal.find(executionArn)
      return found === undefined ? [] : mapRuns.of(found.number)
    },

    definition: id => journal.definition(id),
    countRunning: running.of,
    counts: async machine => Object.fromEntries((await journal.counts(machine)).map(({ status, count }) => [status, count])),
  }
}

/** A version's ARN ends in a number, an alias's in its name; a state machine's has neither. */
function qualifierOf(arn: string): 'machine' | 'version' | 'alias' {
  const qualifier = arn.split(':')[7]
  if (qualifier === undefined) return 'machine'
  return /^\d+$/.test(qualifier) ? 'version' : 'alias'
}

function isMapRun(arn: string): boolean {
  return arn.split(':')[5] === 'mapRun'
}
