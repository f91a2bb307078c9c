import type { HistoryEvent } from '@pasos/asl'
import { emptyRun, foldHistory } from '@pasos/graph/run'
import { expect, test } from 'vitest'
import { beginning, rerunnable, rerunOf } from './rerun-origin.ts'

const event = (id: number, previousEventId: number, type: HistoryEvent['type'], more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  ...{ id, previousEventId, type, timestamp: id },
  ...more,
})
const entered = (id: number, previous: number, type: HistoryEvent['type'], name: string) =>
  event(id, previous, type, { stateEnteredEventDetails: { name, input: '{}' } })

test('a rerun within a branch begins with the outermost state, and only states of the machine are offered', () => {
  const run = foldHistory(emptyRun(), [
    event(1, 0, 'ExecutionStarted'),
    entered(2, 1, 'ParallelStateEntered', 'Both'),
    event(3, 2, 'ParallelStateStarted'),
    entered(4, 3, 'ParallelStateEntered', 'Deeper'),
    event(5, 4, 'ParallelStateStarted'),
    entered(6, 5, 'PassStateEntered', 'Deepest'),
  ])
  expect(beginning(run.steps[2]!).name).toBe('Both')
  expect(beginning(run.steps[0]!).name).toBe('Both')
  expect(rerunnable(run).map(step => step.name)).toEqual(['Both'])
})

test('the first event says which execution is run again, if one is', () => {
  const rerun = { executionArn: 'arn', stateName: 'Sum', eventId: 9 }
  expect(rerunOf(event(1, 0, 'ExecutionStarted', { executionStartedEventDetails: { input: '{}', rerun } }))).toEqual(rerun)
  expect(rerunOf(event(1, 0, 'ExecutionStarted', { executionStartedEventDetails: { input: '{}' } }))).toBeUndefined()
})
