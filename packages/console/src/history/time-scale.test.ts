import { describe, expect, it } from 'vitest'
import { ticks, timeScale } from './time-scale.ts'
import type { Segment, TimelineRow } from './timeline.ts'

const row = (...segments: Segment[]) => ({ step: { type: 'Task' }, depth: 0, segments }) as unknown as TimelineRow
const work = (from: number, until: number): Segment => ({ kind: 'work', from, until })

describe('timeScale', () => {
  it('is even when nothing is folded', () => {
    const { place, folds } = timeScale([row(work(0, 10), work(90, 100))], 0, 100, false)
    expect([place(0), place(50), place(100)]).toEqual([0, 50, 100])
    expect(folds).toEqual([])
  })

  it('gives the width of a long idle stretch to what worked around it', () => {
    const waiting: Segment = { kind: 'waiting', from: 10, until: 990 }
    const { place, folds } = timeScale([row(work(0, 10)), row(waiting), row(work(990, 1000))], 0, 1000, true)
    expect(place(10)).toBeGreaterThan(45)
    expect(place(990) - place(10)).toBeLessThan(5)
    expect(place(1000)).toBeCloseTo(100)
    expect(folds).toMatchObject([{ durationMs: 980 }])
  })

  it('folds nothing where nothing worked', () => {
    const { place, folds } = timeScale([row({ kind: 'waiting', from: 0, until: 100 })], 0, 100, true)
    expect([place(50), folds]).toEqual([50, []])
  })

  it('leaves short pauses as they are', () => {
    expect(timeScale([row(work(0, 50), work(52, 100))], 0, 100, true).folds).toEqual([])
  })

  it('folds nothing while some other step works', () => {
    expect(timeScale([row(work(0, 10), work(90, 100)), row(work(5, 95))], 0, 100, true).folds).toEqual([])
  })

  it('marks round instants, never more than five', () => {
    expect(ticks(4_100)).toEqual([1_000, 2_000, 3_000])
    expect(ticks(90)).toEqual([20, 40, 60, 80])
    for (const total of [1, 89, 650, 4_000, 65_000, 7_300_000, 40 * 86_400_000]) expect(ticks(total).length).toBeLessThanOrEqual(5)
  })
})
