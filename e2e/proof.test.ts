import { describe, it } from 'vitest'
import { simulationMode } from '../proof/simulation/simulation-mode.ts'
import { clockMode } from '../proof/torture/clock-mode.ts'
import { crashPointsMode } from '../proof/torture/crash-points-mode.ts'
import { faultsMode } from '../proof/torture/faults-mode.ts'
import { powerMode } from '../proof/torture/power-mode.ts'
import { expectProved, tell } from './show-figures.ts'

const minutes = 60_000

/** Each looks at one thing of its own and at no clock but its own. */
describe('the journal', () => {
  it('death at any write or sync is recovered from', { timeout: 5 * minutes }, async () => {
    expectProved(await crashPointsMode({ points: 12, tell }))
  })

  it('a disk that refuses, or is full, never makes a false answer', { timeout: 5 * minutes }, async () => {
    expectProved(await faultsMode({ points: 8, tell }))
  })

  it('every acknowledged effect is in every image that a power failure may leave', { timeout: 5 * minutes }, async () => {
    expectProved(await powerMode({ images: 200, seed: 1, tell }))
  })

  it('timers obey a clock that is set forwards and back', { timeout: 2 * minutes }, async () => {
    expectProved(await clockMode({ tell }))
  })

  // Of the bugs that are planted none needed more than seven seeds; `npm run torture -- --mode simulate` does as many as are asked for.
  it('a thousand seeds of simulation break no promise', { timeout: 5 * minutes }, async () => {
    expectProved(await simulationMode({ first: 10_000, seeds: 1_000 }), { broken: [] })
  })
})
