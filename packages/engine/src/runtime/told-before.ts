import type { HistoryEvent, TaskId } from '@pasos/asl'
import type { ExecutionNumber, JournalIndex } from '../ports/journal.ts'
import type { Runtime } from '../ports/runtime.ts'

/** Events may be large, and the end is seldom far. */
const pageSize = 200

/**
 * Whether a task has ended by just what its token's holder tells: then that was heard before, and its answer has got lost. A task is named after the
 * event that scheduled it, and what becomes of it follows event by event from there.
 */
export async function wasToldBefore(
  journal: Pick<JournalIndex, 'history'>,
  { number, task }: { number: ExecutionNumber; task: TaskId },
  told: Parameters<Runtime['deliverByToken']>[1],
): Promise<boolean> {
  if (told.type === 'TaskHeartbeat') return false
  let last = task
  for (let after = task; ; ) {
    const { events, more } = await journal.history(number, { reverse: false, after, limit: pageSize })
    for (const event of events) {
      if (event.previousEventId !== last) continue
      if (!goesOn.has(event.type)) return isEndBy(event, told)
      last = event.id
    }
    const newest = events.at(-1)
    if (!more || newest === undefined) return false
    after = newest.id
  }
}

const goesOn: ReadonlySet<HistoryEvent['type']> = new Set(['TaskStarted', 'TaskSubmitted', 'ActivityStarted'])

function isEndBy(event: HistoryEvent, told: Exclude<Parameters<Runtime['deliverByToken']>[1], { type: 'TaskHeartbeat' }>): boolean {
  if (told.type === 'TaskSucceeded') return (event.taskSucceededEventDetails ?? event.activitySucceededEventDetails)?.output === told.output
  const { error = '', cause = '' } = event.taskFailedEventDetails ?? event.activityFailedEventDetails ?? {}
  return (event.type === 'TaskFailed' || event.type === 'ActivityFailed') && error === told.error && cause === told.cause
}
