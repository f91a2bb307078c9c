import { expect, test } from 'vitest'
import { emptyTally } from './advance.ts'
import type { MapRunSettings } from './map-run.ts'
import { isOverTolerance } from './tolerance.ts'

const judge = (tolerance: Omit<MapRunSettings, 'maxConcurrency'>, failed: number, timedOut = 0, total?: number): boolean =>
  isOverTolerance({
    settings: { maxConcurrency: 1, ...tolerance },
    items: { ...emptyTally(), failed, timedOut, aborted: 50 },
    ...(total === undefined ? {} : { total }),
  })

test('without a tolerance the first failure is too much, and a time-out is a failure', () => {
  expect([judge({}, 0), judge({}, 1), judge({}, 0, 1)]).toEqual([false, true, true])
})

test('a count of failures is tolerated, one more is not', () => {
  const tolerance = { toleratedCount: 3 }
  expect([judge(tolerance, 3), judge(tolerance, 4), judge(tolerance, 2, 2), judge(tolerance, 1, 2)]).toEqual([false, true, true, false])
})

test('a share of all items is tolerated, a larger one is not, and none is judged before all items are known', () => {
  const tolerance = { toleratedPercentage: 12.5 }
  expect([judge(tolerance, 1, 0, 8), judge(tolerance, 1, 1, 8), judge(tolerance, 8)]).toEqual([false, true, false])
})

test('of two tolerances the one that is passed first decides', () => {
  expect(judge({ toleratedCount: 10, toleratedPercentage: 1 }, 2, 0, 100)).toBe(true)
  expect(judge({ toleratedCount: 1, toleratedPercentage: 50 }, 2, 0, 100)).toBe(true)
  expect(judge({ toleratedCount: 2, toleratedPercentage: 2 }, 2, 0, 100)).toBe(false)
})
