import type { Step } from '@pasos/graph/run'
import { describe, expect, it } from 'vitest'
import { timelineRows } from './timeline.ts'

const root = { id: 0 }
const step = (facts: Partial<Step> & { id: number }): Step => ({
  name: `S${facts.id}`,
  type: 'Task',
  lane: root,
  status: 'succeeded',
  startedAt: 0,
  attempts: [],
  eventIds: [],
  ...facts,
})

describe('timelineRows', () => {
  it('splits a retried task into queue, work and back-off', () => {
    const retried = step({
      id: 2,
      endedAt: 100,
      attempts: [
        { eventId: 3, scheduledAt: 0, startedAt: 10, endedAt: 30, error: 'E' },
        { eventId: 6, scheduledAt: 80, startedAt: 85, endedAt: 100 },
      ],
    })
    expect(timelineRows([retried], 200)[0]!.segments).toEqual([
      { kind: 'queued', from: 0, until: 10 },
      { kind: 'failedWork', from: 10, until: 30 },
      { kind: 'backOff', from: 30, until: 80 },
      { kind: 'queued', from: 80, until: 85 },
      { kind: 'work', from: 85, until: 100 },
    ])
  })

  it('shows the wait for the next try while it lasts', () => {
    const waiting = step({ id: 2, status: 'running', attempts: [{ eventId: 3, scheduledAt: 0, startedAt: 0, endedAt: 30, error: 'E' }] })
    expect(timelineRows([waiting], 90)[0]!.segments.at(-1)).toEqual({ kind: 'backOff', from: 30, until: 90 })
  })

  it('puts iterations below their Map in order of their index', () => {
    const map = step({ id: 2, type: 'Map' })
    const second = step({ id: 5, lane: { id: 1, owner: map, iteration: 1 } })
    const first = step({ id: 6, lane: { id: 2, owner: map, iteration: 0 } })
    const after = step({ id: 9 })
    expect(timelineRows([map, second, first, after], 0).map(row => [row.step.id, row.depth])).toEqual([
      [2, 0],
      [6, 1],
      [5, 1],
      [9, 0],
    ])
  })
})
