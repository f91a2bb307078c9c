import { expect, it } from 'vitest'
import { roundUp, ticks } from './chart-scale.ts'

it('an axis ends at a round number, however small or large its values', () => {
  expect([0, 1, 1.2, 3, 7, 23, 999, 1_001, 0.3, 0.03, 4.9e9, Number.NaN].map(roundUp)).toEqual([
    1, 1, 2, 5, 10, 25, 1_000, 2_000, 0.5, 0.05, 5e9, 1,
  ])
})

it('a value that is round but for the arithmetic keeps its number, and one that is truly above it does not', () => {
  // 0.1 + 0.2 is a little more than 0.3, and 3 × 0.1 too: neither is more than what it says.
  expect([0.1 + 0.1 + 0.3, 0.1 * 2 + 1e-17, 2.5 + 1e-12, 5 * 1.0000000001].map(roundUp)).toEqual([0.5, 0.2, 2.5, 5])
  expect([2.501, 5.0001, 1 + 1e-6].map(roundUp)).toEqual([5, 10, 2])
  expect([1e-9, 3e300, -5].map(roundUp)).toEqual([1e-9, 5e300, 1])
})

it('an axis has few ticks, evenly apart', () => {
  expect(ticks(60, 5)).toEqual([0, 12, 24, 36, 48])
  expect(ticks(3, 5)).toEqual([0, 1, 2])
  expect(ticks(0, 5)).toEqual([])
  expect(ticks(11, 5)).toEqual([0, 3, 6, 9])
})
