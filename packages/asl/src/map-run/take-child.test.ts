import { expect, test } from 'vitest'
import type { BatchRule, Feed } from './map-run.ts'
import { addPage, feedFrom, takeChild } from './take-child.ts'

const taken = (feed: Feed, batch?: BatchRule): [number, number] | undefined => {
  const { child } = takeChild(feed, batch)
  return child && [child.first, child.count]
}

const page = (from: number, to: number, isLast = false) => ({
  items: Array.from({ length: to - from }, (_, index) => from + index),
  next: String(to),
  isLast,
})

test('a batch ends before items that have a child already, and the next one begins behind them', () => {
  const feed = addPage(feedFrom(undefined, [{ from: 2, to: 5 }]), page(0, 8, true))
  expect(taken(feed, { maxItems: 4 })).toEqual([0, 2])
  expect(taken(takeChild(feed, { maxItems: 4 }).feed, { maxItems: 4 })).toEqual([5, 3])
})

test('a batch waits for the next page unless it is full or the page is the last', () => {
  const feed = addPage(feedFrom(undefined, []), page(0, 3))
  expect(taken(feed, { maxItems: 4 })).toBeUndefined()
  expect(taken(feed, { maxItems: 3 })).toEqual([0, 3])
  expect(taken(feed, {})).toBeUndefined()
  expect(taken(addPage(feed, page(3, 5, true)), { maxItems: 4 })).toEqual([0, 4])
  expect(taken(addPage(feed, page(3, 3, true)), { maxItems: 4 })).toEqual([0, 3])
})

test('a batch never exceeds its bytes, but for an item that alone is larger', () => {
  const feed = addPage(feedFrom(undefined, []), { items: ['aaaa', 'b', 'c', 'd'], isLast: true })
  const size = (items: unknown[]) => JSON.stringify({ BatchInput: 1, Items: items }).length
  expect(taken(feed, { maxBytes: size(['aaaa', 'b']), input: 1 })).toEqual([0, 2])
  expect(taken(feed, { maxBytes: size(['aaaa', 'b']) - 1, input: 1 })).toEqual([0, 1])
  expect(taken(feed, { maxBytes: 5, input: 1 })).toEqual([0, 1])
  expect(takeChild(feed, { maxBytes: size(['aaaa', 'b']), input: 1 }).child).toMatchObject({
    input: { value: { BatchInput: 1, Items: ['aaaa', 'b'] } },
  })
})

test('0 items a batch, as a path may give them, bound nothing', () => {
  expect(taken(addPage(feedFrom(undefined, []), page(0, 3, true)), { maxItems: 0 })).toEqual([0, 3])
})
