import type { HistoryEvent } from '@pasos/asl'
import { describe, expect, it } from 'vitest'
import { filterEvents } from './filter-events.ts'

const events: HistoryEvent[] = [
  { id: 1, previousEventId: 0, timestamp: 0, type: 'ExecutionStarted' },
  {
    id: 2,
    previousEventId: 0,
    timestamp: 0,
    type: 'TaskStateEntered',
    stateEnteredEventDetails: { name: 'Charge', input: '{"card":"visa"}' },
  },
  { id: 3, previousEventId: 2, timestamp: 0, type: 'TaskFailed', taskFailedEventDetails: { error: 'Declined' } },
]
const ids = (filter: Parameters<typeof filterEvents>[1]) => filterEvents(events, filter).map(event => event.id)
const all = { text: '', isFailedOnly: false, isNewestFirst: false }

describe('filterEvents', () => {
  it('finds words in names, types and data, whatever their case', () => {
    expect(ids({ ...all, text: 'VISA charge' })).toEqual([2])
    expect(ids({ ...all, text: 'task' })).toEqual([2, 3])
  })

  it('keeps only what failed', () => {
    expect(ids({ ...all, isFailedOnly: true })).toEqual([3])
  })

  it('turns the order round without touching the list it was given', () => {
    expect(ids({ ...all, isNewestFirst: true })).toEqual([3, 2, 1])
    expect(events[0]!.id).toBe(1)
  })
})
