import { expect, test } from 'vitest'
import { firstAtLeast } from './first-at-least.ts'

test('the first that is not less is found, be it there or not, before all and behind all', () => {
  const numbers = Float64Array.of(2, 4, 6, 8)
  expect([1, 2, 3, 4, 8, 9].map(wanted => firstAtLeast(numbers, wanted))).toEqual([0, 0, 1, 1, 3, 4])
  expect(['', 'b', 'c'].map(wanted => firstAtLeast(['a', 'b', 'ba'], wanted))).toEqual([0, 1, 3])
  expect(firstAtLeast([], 1)).toBe(0)
})
