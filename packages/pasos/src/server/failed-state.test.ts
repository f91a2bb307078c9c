import type { HistoryEvent } from '@pasos/asl'
import { expect, it } from 'vitest'
import { failedState } from './failed-state.ts'

const entered = (id: number, name: string): HistoryEvent => ({
  ...{ id, previousEventId: 0, type: 'PassStateEntered', timestamp: 0, stateEnteredEventDetails: { name } },
})
const of = (...events: HistoryEvent[]) => failedState({ history: async () => ({ events: events.reverse(), more: false }) }, 'arn')

it('names the state that the failure follows', async () => {
  expect(await of(entered(2, 'Before'), { ...entered(3, 'Which'), previousEventId: 2 }, event(4, 3, 'ExecutionFailed'))).toBe('Which')
})

it('names the state whose expression failed, though that event follows nothing', async () => {
  const failed = { ...event(3, 0, 'EvaluationFailed'), evaluationFailedEventDetails: { state: 'Quote', location: 'Output' } }
  expect(await of(entered(2, 'Quote'), failed, event(4, 3, 'ExecutionFailed'))).toBe('Quote')
})

it('names the state entered last where the end follows nothing', async () => {
  expect(await of(entered(2, 'First'), entered(3, 'Rest'), event(4, 0, 'ExecutionTimedOut'))).toBe('Rest')
})

function event(id: number, previousEventId: number, type: HistoryEvent['type']): HistoryEvent {
  return { id, previousEventId, type, timestamp: 0 }
}
