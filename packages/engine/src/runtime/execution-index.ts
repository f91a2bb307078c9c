import type { MapRuns } from '../map-runs/map-runs.ts'
import type { IndexFilter, Journal, JournalIndex } from '../ports/journal.ts'
import type { MapRunJournal } from '../ports/map-runs.ts'
import type { ExecutionIndex } from '../ports/runtime.ts'
import type { ExpressRuns } from './express.ts'
import type { RunningCounts } from './running-counts.ts'

/** The index over a journal, with the Express executions that are in memory. Cursors are execution numbers. */
export function executionIndex(
  journal: Journal & JournalIndex & Pick<MapRunJournal, 'findMapRun'>,
  express: Pick<ExpressRuns, 'describe'>,
  running: RunningCounts,
  mapRuns: Pick<MapRuns, 'describe' | 'of'>,
): ExecutionIndex {
  const childrenOf = async (arn: string): Promise<IndexFilter['by'] | undefined> => {
    const mapRun = await journal.findMapRun(arn)
    return mapRun && { mapRun: mapRun.number }
  }

  return {
    describe: async executionArn => express.describe(executionArn) ?? (await journal.find(executionArn))?.record,

    async list({ stateMachineArn: arn, status, isRedriven, cursor, limit }) {
      const by = isMapRun(arn) ? await childrenOf(arn) : qualifierOf(arn)
      if (by === undefined) return { records: [] }
      const { executions, before } = await journal.list({
        ...{ by, arn, limit },
        ...(status === undefined ? {} : { status }),
        ...(isRedriven === undefined ? {} : { isRedriven }),
        ...(cursor === undefined ? {} : { before: Number(cursor) }),
      })
      return before === undefined ? { records: executions } : { records: executions, cursor: String(before) }
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
