import type { Journal, JournalIndex } from '../ports/journal.ts'
import type { ExecutionIndex } from '../ports/runtime.ts'
import type { ExpressRuns } from './express.ts'
import type { RunningCounts } from './running-counts.ts'

/** The index over a journal, with the Express executions that are in memory. Cursors are execution numbers. */
export function executionIndex(
  journal: Journal & JournalIndex,
  express: Pick<ExpressRuns, 'describe'>,
  running: RunningCounts,
): ExecutionIndex {
  return {
    describe: async executionArn => express.describe(executionArn) ?? (await journal.find(executionArn))?.record,

    async list({ stateMachineArn, status, isRedriven, cursor, limit }) {
      const { executions, before } = await journal.list({
        by: qualifierOf(stateMachineArn),
        ...{ arn: stateMachineArn, limit },
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
