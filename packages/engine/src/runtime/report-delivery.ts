import type { DataStore } from '../ports/data-store.ts'
import type { ExecutionNumber } from '../ports/journal.ts'
import type { TaskEffects, TaskReport } from '../ports/tasks.ts'
import type { Delivery } from './run.ts'

/**
 * Brings a connector's report to its execution, with what it leaves to be written. Turns of Express executions are not written, so there
 * it is committed before the report is delivered: at least once, as Express promises.
 */
export function reportDelivery(options: {
  resend: (number: ExecutionNumber, delivery: Delivery) => void
  isExpress: (number: ExecutionNumber) => boolean
  data: Pick<DataStore, 'commit'> | undefined
}): (number: ExecutionNumber, report: TaskReport, effects?: TaskEffects) => void {
  const { resend, isExpress, data } = options
  return (number, event, effects) => {
    if (effects === undefined) {
      resend(number, { event })
      return
    }
    if (!isExpress(number)) {
      const done = (outcome: string): void => effects.settle(outcome === 'taken')
      resend(number, { event, data: effects.writes, done, failed: () => effects.settle(false) })
      return
    }
    if (data === undefined) throw new Error('there is no data store for what this task leaves to be written')
    data.commit(effects.writes).then(
      () => {
        effects.settle(true)
        resend(number, { event })
      },
      // The store can be written no more: the process is about to end.
      () => effects.settle(false),
    )
  }
}
