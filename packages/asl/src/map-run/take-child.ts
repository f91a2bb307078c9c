import type { Json, JsonObject } from '../json.ts'
import { Datum } from '../machine/datum.ts'
import { joined, memberOf, type SpelledNumber, sliceOf } from '../spelled-numbers.ts'
import type { BatchRule, Feed, NewChild, Position, Range } from './map-run.ts'

/** The next child that the items at hand make; `child` is undefined when more items must be read first, or none are left. */
export interface Taken {
  feed: Feed
  child: NewChild | undefined
}

/**
 * Takes the next child's items. With a rule for batches a child gets as many as fit; a batch is closed before it would exceed either
 * limit, and one item that alone is too large still makes a batch. Items that have a child already are passed over, and no batch
 * reaches into them: so the children made after a restart fill the gaps that the former process left.
 */
export function takeChild(before: Feed, batch: BatchRule | undefined): Taken {
  const feed = passTaken(before)
  const left = feed.items.length - feed.at
  if (left === 0) return { feed, child: undefined }
  const first = feed.item + feed.at
  const most = Math.min(left, (feed.taken[0]?.from ?? Number.POSITIVE_INFINITY) - first)
  if (batch === undefined) return take(feed, 1, memberOf(feed.items, feed.at, feed.items[feed.at] ?? null))
  const count = batchLength(feed, most, batch)
  // What comes with the next page may still fit.
  if (count === left && !feed.isLast && count !== batch.maxItems) return { feed, child: undefined }
  return take(feed, count, batchInput(batch, sliceOf(feed.items, feed.at, feed.at + count)))
}

/** A feed that reads on from a position; `taken`: items behind it that have children already, in ascending order. */
export function feedFrom(position: Position | undefined, taken: readonly Range[]): Feed {
  if (position === undefined) return { pageItem: 0, item: 0, items: [], at: 0, isLast: false, taken }
  const { cursor, pageItem, item } = position
  const passed = item > pageItem ? [{ from: pageItem, to: item }] : []
  // What is to be read next is the page that the position lies in.
  const next = cursor === undefined ? {} : { cursor, next: cursor }
  return { pageItem, item: pageItem, items: [], at: 0, isLast: false, taken: [...passed, ...taken], ...next }
}

/** Adds a page, or a part of one, to the items that are left. */
export function addPage(feed: Feed, page: { items: readonly Json[]; next?: string; isLast: boolean; isPart?: boolean }): Feed {
  const { cursor, pageItem, next: read, taken } = feed
  const left = sliceOf(feed.items, feed.at)
  const item = feed.item + feed.at
  const next = page.isPart ? read : page.next
  const common = { isLast: page.isLast, taken, at: 0, item, ...(next === undefined ? {} : { next }), ...(page.isPart && { isPart: true }) }
  if (left.length > 0 || feed.isPart)
    return { ...common, items: joined(left, page.items), pageItem, ...(cursor === undefined ? {} : { cursor }) }
  return { ...common, items: page.items, pageItem: item, ...(read === undefined ? {} : { cursor: read }) }
}

function take(feed: Feed, count: number, input: Json | SpelledNumber): Taken {
  const position = positionOf(feed)
  const child = { first: position.item, count, input: Datum.of(input), position }
  return { feed: { ...feed, at: feed.at + count }, child }
}

/** From where the source can be read again to find the feed's next item: the first behind which there may be items without a child. */
export function positionOf({ cursor, pageItem, item, at, taken }: Feed): Position {
  let next = item + at
  for (const { from, to } of taken) {
    if (from > next) break
    next = Math.max(next, to)
  }
  return { pageItem, item: next, ...(cursor === undefined ? {} : { cursor }) }
}

function passTaken(feed: Feed): Feed {
  let { at, taken } = feed
  for (let range = taken[0]; range !== undefined && range.from <= feed.item + at; range = taken[0]) {
    const to = range.to - feed.item
    if (to > feed.items.length) {
      at = feed.items.length
      break
    }
    at = Math.max(at, to)
    taken = taken.slice(1)
  }
  return at === feed.at && taken === feed.taken ? feed : { ...feed, at, taken }
}

function batchLength(feed: Feed, most: number, { maxItems = Number.POSITIVE_INFINITY, maxBytes, input }: BatchRule): number {
  // Behind a path 0 may stand, which bounds nothing.
  const end = Math.min(most, maxItems > 0 ? maxItems : most)
  if (maxBytes === undefined) return end
  let size = new Datum(batchInput(input === undefined ? {} : { input }, [])).byteLength
  let count = 0
  while (count < end) {
    size += new Datum(feed.items[feed.at + count] ?? null).byteLength + (count === 0 ? 0 : 1)
    if (count > 0 && size > maxBytes) break
    count++
  }
  return count
}

/** AWS: `BatchInput` stands before `Items`, and is missing where the batcher has none. */
function batchInput({ input }: BatchRule, items: Json[]): JsonObject {
  return input === undefined ? { Items: items } : { BatchInput: input, Items: items }
}
