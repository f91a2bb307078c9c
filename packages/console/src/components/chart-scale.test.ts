import { expect, it } from 'vitest'
import { roundUp, ticks } from './chart-scale.ts'

it('an axis ends at a round number, however small or large its values', () => {
  expect([0, 1, 1.2, 3, 7, 23, 999, 1_001, 0.3, 0.03, 4.9e9, Number.NaN].map(roundUp)).toEqual([
    1, 1, 2, 5, 10, 25, 1_000, 2_000, 0.5, 0.05, 5e9, 1,
  ])
})

it('an axis has few ticks, evenly apart', () => {
  expect(ticks(60, 5)).toEqual([0, 12, 24, 36, 48])
  expect(ticks(3, 5)).toEqual([0, 1, 2])
  expect(ticks(0, 5)).toEqual([])
  expect(ticks(11, 5)).toEqual([0, 3, 6, 9])
})
