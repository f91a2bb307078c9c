import { memoryJournal } from '@pasos/engine'
import { expect, it } from 'vitest'
import { serials } from './serials.ts'

it('serials grow when the clock stands still or goes back', async () => {
  const next = serials(memoryJournal().data)
  const given = [await next(5_000), await next(5_000), await next(4_000), await next(9_000)]
  expect(given).toEqual([5_000_000, 5_000_001, 5_000_002, 9_000_000])
})

it('serials grow over a restart behind which the clock stands earlier', async () => {
  const { data } = memoryJournal()
  const before = serials(data)
  const last = [await before(1_000_000), await before(1_000_001), await before(9_000_000)].at(-1)!
  const after = serials(data)
  const first = await after(1_000_000)
  expect(first).toBeGreaterThan(last)
  expect(await after(1_000_000)).toBe(first + 1)
})

it('what is asked for at once is given once', async () => {
  const next = serials(memoryJournal().data)
  const given = await Promise.all(Array.from({ length: 50 }, () => next(7)))
  expect(new Set(given).size).toBe(50)
})
