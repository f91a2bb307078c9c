import type { HistoryEvent } from '@pasos/asl'
import { expect, test } from 'vitest'
import type { ExecutionNumber } from '../ports/journal.ts'
import { wasToldBefore } from './told-before.ts'

const failure = { error: 'E', cause: 'why' }

/** Two tasks in branches beside each other, of which the first one waits in an activity; each fails in its own way. */
const history = [
  { id: 5, previousEventId: 4, type: 'ActivityScheduled' },
  { id: 6, previousEventId: 4, type: 'ActivityScheduled' },
  { id: 7, previousEventId: 6, type: 'ActivityFailed', activityFailedEventDetails: { ...failure, cause: 'another' } },
  { id: 8, previousEventId: 5, type: 'ActivityStarted' },
  { id: 9, previousEventId: 8, type: 'ActivityFailed', activityFailedEventDetails: failure },
  { id: 10, previousEventId: 9, type: 'ActivityFailed', activityFailedEventDetails: { ...failure, error: 'F' } },
] as HistoryEvent[]

function told(error: string, cause: string, task: number, pageSize: number): Promise<boolean> {
  const page = async (_number: ExecutionNumber, { after = 0 }: { after?: number }) => {
    const left = history.filter(({ id }) => id > after)
    return { events: left.slice(0, pageSize), more: left.length > pageSize }
  }
  return wasToldBefore(
    { history: page as never },
    { number: 1 as ExecutionNumber, task: task as never },
    { type: 'TaskFailed', error, cause },
  )
}

test.each([100, 2, 1])('a task has ended by what followed it from event to event, in pages of %d', async pageSize => {
  expect(await told('E', 'why', 5, pageSize)).toBe(true)
  expect(await told('E', 'another', 6, pageSize)).toBe(true)
  // The other branch's, another cause, and what came after the end.
  expect(await told('E', 'another', 5, pageSize)).toBe(false)
  expect(await told('E', '', 5, pageSize)).toBe(false)
  expect(await told('F', 'why', 5, pageSize)).toBe(false)
  expect(await told('E', 'why', 10, pageSize)).toBe(false)
})
