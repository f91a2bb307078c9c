import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberMap } from './number-map.ts'

const key = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.integer({ min: 1, max: 40 }).map(number => number * 2 ** 27 + 1),
  fc.integer(),
)
const change = fc.oneof(fc.record({ key, n: fc.nat() }), fc.record({ key }))

test('it holds what a Map would hold, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 400 }), changes => {
      const [mine, known] = [numberMap<{ n: number }>(), new Map<number, { n: number }>()]
      for (const change of changes) {
        if ('n' in change) {
          const value = { n: change.n }
          mine.set(change.key, value)
          known.set(change.key, value)
        } else {
          mine.delete(change.key)
          known.delete(change.key)
        }
        expect(mine.get(change.key)).toBe(known.get(change.key))
      }
      expect(mine.size).toBe(known.size)
      for (const [key, value] of known) expect(mine.get(key)).toBe(value)
      expect(new Set(mine.values())).toEqual(new Set(known.values()))
    }),
  )
})

test('many that come and go leave it as small as it was, and each is found meanwhile', () => {
  const map = numberMap<{ key: number }>()
  let missed = 0
  for (let key = 1; key <= 200_000; key++) {
    map.set(key, { key })
    if (key <= 1_000) continue
    if (map.get(key - 1_000)?.key !== key - 1_000) missed++
    map.delete(key - 1_000)
  }
  expect(missed).toBe(0)
  expect(map.size).toBe(1_000)
  expect(map.get(199_001)).toEqual({ key: 199_001 })
  expect(map.get(199_000)).toBeUndefined()
})
