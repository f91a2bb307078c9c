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
    describe: executionArn => express.describe(executionArn) ?? journal.find(executionArn)?.record,

    list({ stateMachineArn, status, cursor, limit }) {
      const before = cursor === undefined ? undefined : Number(cursor)
      const found = journal.list({
        by: qualifierOf(stateMachineArn),
        arn: stateMachineArn,
        limit: limit + 1,
        ...(status === undefined ? {} : { status }),
        ...(before === undefined ? {} : { before }),
      })
      const page = found.slice(0, limit)
      const records = page.map(entry => entry.record)
      return found.length > limit ? { records, cursor: String(page.at(-1)!.number) } : { records }
    },

    history(executionArn, page) {
      const number = journal.find(executionArn)?.number
      if (number === undefined) return { events: [], more: false }
      const found = journal.history(number, { ...page, limit: page.limit + 1 })
      return { events: found.slice(0, page.limit), more: found.length > page.limit }
    },

    definition: id => journal.definition(id),
    countRunning: running.of,
  }
}

/** A version's ARN ends in a number, an alias's in its name; a state machine's has neither. */
function qualifierOf(arn: string): 'machine' | 'version' | 'alias' {
  const qualifier = arn.split(':')[7]
  if (qualifier === undefined) return 'machine'
  return /^\d+$/.test(qualifier) ? 'version' : 'alias'
}
