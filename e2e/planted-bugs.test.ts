import { expect, it } from 'vitest'
import { plantedMode } from '../proof/planted/planted-mode.ts'
import { show, tell } from './show-figures.ts'

it('all planted bugs are found', { timeout: 300_000 }, async () => {
  const result = show(await plantedMode(tell))
  expect(result['found']).toBe(result['planted'])
  expect(result['found']).toBeGreaterThanOrEqual(10)
})
