import { expect, test } from 'vitest'
import { FleetingQueue } from './fleeting-queue.ts'

function all<Item>(queue: FleetingQueue<Item>): Item[] {
  const items: Item[] = []
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item)
  return items
}

test('who came first is taken first', () => {
  const queue = new FleetingQueue<number>()
  expect([queue.isEmpty, queue.shift()]).toEqual([true, undefined])
  for (const item of [1, 2, 3]) queue.push(item)
  expect(queue.isEmpty).toBe(false)
  expect(queue.shift()).toBe(1)
  queue.push(4)
  expect(queue.size).toBe(3)
  expect(all(queue)).toEqual([2, 3, 4])
  expect(queue.size).toBe(0)
  expect(queue.isEmpty).toBe(true)
})

test.each([
  ['the first', 0, [2, 3]],
  ['one in the middle', 1, [1, 3]],
  ['the last', 2, [1, 2]],
])('%s may leave before its turn, and once only', (_, at, left) => {
  const queue = new FleetingQueue<number>()
  const leave = [1, 2, 3].map(item => queue.push(item))
  leave[at]!()
  leave[at]!()
  expect(queue.size).toBe(2)
  queue.push(4)
  expect(all(queue)).toEqual([...left, 4])
})

test('to leave after having been taken does nothing', () => {
  const queue = new FleetingQueue<number>()
  const leave = queue.push(1)
  queue.shift()
  queue.push(2)
  leave()
  expect(all(queue)).toEqual([2])
})
