import { expect, test } from 'vitest'
import { dueHeap } from './due-heap.ts'

interface Thing {
  name: string
  isGone?: boolean
}

const heapOfThings = () => dueHeap<Thing>(({ isGone = false }) => isGone)

test('what is due comes earliest first, what is due together as it came', () => {
  const heap = heapOfThings()
  for (const [at, name] of [
    [3, 'c'],
    [1, 'a'],
    [3, 'd'],
    [2, 'b'],
    [9, 'late'],
  ] as const)
    heap.push(at, { name })
  const names: (string | undefined)[] = []
  for (let thing = heap.pop(5); thing; thing = heap.pop(5)) names.push(thing.name)
  expect(names).toEqual(['a', 'b', 'c', 'd'])
  expect(heap.next).toBe(9)
})

test('what is stale is neither given out nor waited for', () => {
  const heap = heapOfThings()
  const gone = { name: 'gone', isGone: false }
  heap.push(1, gone)
  heap.push(2, { name: 'there' })
  gone.isGone = true
  heap.forget()
  expect(heap.next).toBe(2)
  expect(heap.pop(5)?.name).toBe('there')
  expect(heap.pop(5)).toBeUndefined()
})

test('what most of is stale is given up long before it is due, and the order stays', () => {
  const asked = new Set<Thing>()
  const heap = dueHeap<Thing>(thing => {
    asked.add(thing)
    return thing.isGone ?? false
  })
  for (let at = 0; at < 5_000; at++) {
    const thing: Thing = { name: String(at) }
    heap.push(1_000_000 - at, thing)
    if (at % 100 === 0) continue
    thing.isGone = true
    heap.forget()
  }
  asked.clear()
  const names: string[] = []
  for (let thing = heap.pop(2_000_000); thing; thing = heap.pop(2_000_000)) names.push(thing.name)
  expect(names).toEqual(Array.from({ length: 50 }, (_, index) => String(4_900 - 100 * index)))
  expect(asked.size, 'that were still there').toBeLessThan(2_500)
})
