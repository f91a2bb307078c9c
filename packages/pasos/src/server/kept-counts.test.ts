import { expect, it } from 'vitest'
import { keptCounts } from './kept-counts.ts'

/** An index that takes so long to count, on a clock of its own. */
function world(tookMs: number) {
  let time = 0
  let counted = 0
  const index = {
    counts: async () => {
      time += tookMs
      return { SUCCEEDED: ++counted }
    },
  }
  return { countsOf: keptCounts(index, () => time), pass: (ms: number) => (time += ms) }
}

it('counts a large index again only when twenty times as long has gone by as it took', async () => {
  const { countsOf, pass } = world(100)
  expect(await countsOf(undefined)).toEqual({ SUCCEEDED: 1 })
  pass(1_999)
  expect(await countsOf(undefined)).toEqual({ SUCCEEDED: 1 })
  expect(await countsOf('machine')).toEqual({ SUCCEEDED: 2 })
  pass(1)
  expect(await countsOf(undefined)).toEqual({ SUCCEEDED: 3 })
})

it('counts a small one for every list', async () => {
  const { countsOf } = world(20)
  await countsOf('machine')
  expect(await countsOf('machine')).toEqual({ SUCCEEDED: 2 })
})

it('counts again after counting has failed', async () => {
  let isBroken = true
  const countsOf = keptCounts({ counts: async () => (isBroken ? Promise.reject(new Error('no disk')) : { FAILED: 1 }) })
  await expect(countsOf(undefined)).rejects.toThrow('no disk')
  isBroken = false
  expect(await countsOf(undefined)).toEqual({ FAILED: 1 })
})
