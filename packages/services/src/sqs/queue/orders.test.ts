import { expect, test } from 'vitest'
import type { Entry } from './entry.ts'
import { fifoOrder } from './fifo-order.ts'
import { standardOrder } from './standard-order.ts'

const orders = [
  ['standard', standardOrder],
  ['FIFO', fifoOrder],
] as const

test.each(orders)('of a message whose time is set anew again and again, a %s queue does not keep all the times', (_, order) => {
  let asked = 0
  const entry: Entry = {
    ...{ sequence: 1, sentAt: 0, visibleAt: 0, receives: 1, group: 'g', isApart: false, hasChanged: false, recent: undefined },
    get isGone() {
      asked++
      return false
    },
  }
  const queue = order()
  queue.add(entry, 0)
  expect(queue.take(1, 0)).toEqual([entry])
  for (let at = 1; at <= 5_000; at++) {
    entry.visibleAt = 1_000_000 - at
    queue.moved(entry, at > 1)
  }
  entry.visibleAt = 2_000_000
  queue.moved(entry, true)
  asked = 0
  expect(queue.next()).toBe(2_000_000)
  expect(asked, 'times that were still there').toBeLessThan(2_500)
  expect([queue.take(1, 1_999_999), queue.take(1, 2_000_000)]).toEqual([[], [entry]])
})

test.each(orders)('a message whose time is set twice to the same is taken once, in a %s queue', (_, order) => {
  const entry: Entry = {
    ...{ sequence: 1, sentAt: 0, visibleAt: 0, receives: 1 },
    isApart: false,
    hasChanged: false,
    isGone: false,
    recent: undefined,
  }
  const queue = order()
  queue.add(entry, 0)
  expect(queue.take(10, 0)).toEqual([entry])
  for (const [at, visibleAt] of [30, 60, 30].entries()) {
    entry.visibleAt = visibleAt
    queue.moved(entry, at > 0)
  }
  expect(queue.take(10, 30)).toEqual([entry])
  entry.visibleAt = 90
  queue.moved(entry, false)
  expect([queue.take(10, 30), queue.take(10, 60)]).toEqual([[], []])
})
