import { expect, test } from 'vitest'
import { simulate } from './simulate-cluster.ts'

test('a cluster under the same seed tells the same story', async () => {
  const [first, second] = [await simulate(3), await simulate(3)]
  expect(second.evidence).toEqual(first.evidence)
  expect(second.steps).toBe(first.steps)
})

test('clusters under a few seeds break no promise, whatever becomes of their nodes, ways and database', async () => {
  let faults = 0
  for (let seed = 1; seed <= 16; seed++) {
    const { violations, crashes } = await simulate(seed)
    expect({ seed, violations }).toEqual({ seed, violations: [] })
    faults += crashes
  }
  expect(faults).toBeGreaterThan(20)
})
