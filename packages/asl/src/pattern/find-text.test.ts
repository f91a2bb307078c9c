import fc from 'fast-check'
import { expect, it } from 'vitest'
import { textFinder } from './find-text.ts'

it('finds what indexOf finds, also where it searches by itself', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 })
  // So long that the product of the lengths leaves the engine's own search.
  const padding = 'ab'.repeat(4_000)
  fc.assert(
    fc.property(letters, letters, fc.nat(20), (before, after, from) => {
      const token = `${after}${padding}${before}`
      const text = `${before}${padding}${after}${padding}${before}`
      expect(textFinder(token)(text, from)).toBe(text.indexOf(token, from))
    }),
    { numRuns: 50 },
  )
})

it('takes no time for each place of both', () => {
  const token = `${'a'.repeat(50_000)}b${'a'.repeat(50_000)}`
  // Of this thread alone: the clock would count what else the machine does.
  const start = process.threadCpuUsage()
  expect(textFinder(token)('a'.repeat(300_000), 0)).toBe(-1)
  // 5 ms; `indexOf` takes 3,000.
  expect(process.threadCpuUsage(start).user / 1_000).toBeLessThan(1_000)
})
