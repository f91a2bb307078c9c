import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sequenceList } from './sequence-list.ts'

test('whatever is put in and taken out, it holds the same as a sorted list', () => {
  const step = fc.record({ sequence: fc.nat(3_000), isDelete: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const list = sequenceList<{ sequence: number }>()
      const plain = new Map<number, { sequence: number }>()
      for (const { sequence, isDelete } of steps) {
        if (isDelete) {
          list.delete(sequence)
          plain.delete(sequence)
        } else if (!plain.has(sequence) && list.get(sequence) === undefined) {
          const item = { sequence }
          // A number comes once only.
          if (steps.filter(other => other.sequence === sequence && !other.isDelete).length > 1) continue
          list.add(item)
          plain.set(sequence, item)
        }
      }
      const sorted = [...plain.values()].sort((a, b) => a.sequence - b.sequence)
      expect([...list.values()]).toEqual(sorted)
      expect(list.first(3)).toEqual(sorted.slice(0, 3))
      expect(list.size).toBe(sorted.length)
      for (const { sequence } of steps) expect(list.get(sequence)).toBe(plain.get(sequence))
    }),
  )
})

test('thousands that come and go leave what has stayed, in order', () => {
  const list = sequenceList<{ sequence: number }>()
  for (let sequence = 0; sequence < 20_000; sequence++) {
    list.add({ sequence })
    if (sequence >= 10 && sequence % 1_000 !== 0) list.delete(sequence - 10 === 5_000 ? sequence : sequence - 10)
  }
  const kept = [...list.values()].map(({ sequence }) => sequence)
  expect(kept).toEqual([...kept].sort((a, b) => a - b))
  expect(kept).toContain(5_000)
  expect(list.size).toBe(kept.length)
  expect(list.first(1)[0]?.sequence).toBe(kept[0])
  for (const sequence of kept) expect(list.get(sequence)).toEqual({ sequence })
  expect(list.get(123)).toBeUndefined()
})
