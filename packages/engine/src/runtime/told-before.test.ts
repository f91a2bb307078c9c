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

/** A branch with the task 2, and another with 500 events before its end. */
function historyWith(...ends: Partial<HistoryEvent>[]) {
  const others = Array.from({ length: 500 }, (_, at) => ({ id: at + 4, previousEventId: at + 3, type: 'PassStateEntered' }))
  const started = { id: 504, previousEventId: 2, type: 'ActivityStarted' }
  const decoy = { id: 505, previousEventId: 503, type: 'TaskSucceeded', taskSucceededEventDetails: { output: 'decoy' } }
  const all = [...others, started, decoy, ...ends.map((end, at) => ({ id: 506 + at, previousEventId: 504, ...end }))] as HistoryEvent[]
  return {
    async history(_number: number, { after = 0, limit }: { after?: number; limit: number }) {
      expect(limit).toBeLessThanOrEqual(200)
      const left = all.filter(({ id }) => id > after)
      return { events: left.slice(0, limit), more: left.length > limit }
    },
  }
}

const task = { number: 1, task: 2 }
const failed = { type: 'TaskFailed', error: 'E', cause: 'c' } as const

test('an end is found far behind its task, among what other branches do', async () => {
  const journal = historyWith({ type: 'ActivitySucceeded', activitySucceededEventDetails: { output: '1' } } as Partial<HistoryEvent>)
  expect(await wasToldBefore(journal, task, { type: 'TaskSucceeded', output: '1' })).toBe(true)
  expect(await wasToldBefore(journal, task, { type: 'TaskSucceeded', output: 'decoy' })).toBe(false)
  expect(await wasToldBefore(journal, task, failed)).toBe(false)
})

test('a task that timed out, or has no end as its execution was stopped, was told nothing', async () => {
  const timedOut = historyWith({ type: 'ActivityTimedOut' })
  expect(await wasToldBefore(timedOut, task, { type: 'TaskFailed', error: '', cause: '' })).toBe(false)
  expect(await wasToldBefore(historyWith(), task, failed)).toBe(false)
})
