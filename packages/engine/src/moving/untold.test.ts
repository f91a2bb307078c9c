import { expect, test } from 'vitest'
import { type FeedStretch, type FollowedFeed, toldTo, untold } from './untold.ts'

const feed = (lane: number, end: number, cursors: Record<string, number>): FollowedFeed => ({
  ...{ lane, end },
  cursors: new Map(Object.entries(cursors)),
})

/** Followers by name, turns as their lanes and places. */
async function inOrder(feeds: FollowedFeed[]): Promise<string[]> {
  const read = async function* ({ lane, after, upto }: FeedStretch) {
    for (let place = after + 1; place <= upto; place++)
      yield { number: lane, chunk: { firstId: place, lastId: place, text: '', sum: 0 }, nextFrameId: 1 }
  }
  const found: string[] = []
  for await (const step of untold(feeds, read)) found.push('follower' in step ? step.follower : `${step.number}:${step.chunk.firstId}`)
  return found
}

test('of one feed each follower goes on where it was', async () => {
  expect(await inOrder([feed(0, 5, { a: 4, b: 2, c: 5, d: 4 })])).toEqual(['b', '0:3', '0:4', 'a', 'd', '0:5', 'c'])
  expect(await inOrder([feed(0, 5, {})])).toEqual([])
  expect(await inOrder([feed(0, 0, { a: 0 })])).toEqual(['a'])
})

test('of several feeds each follower is told all that it was not told, and what one alone is behind in comes before the others', async () => {
  const feeds = [feed(0, 9, { logs: 8, old: 8 }), feed(1, 3, { logs: 3, old: 0 }), feed(2, 2, { logs: 1, old: 1 }), feed(3, 7, {})]
  expect(await inOrder(feeds)).toEqual(['old', '1:1', '1:2', '1:3', 'logs', '0:9', '2:2'])
})

test('a follower that is further behind than another one here, and less there, is told something twice and misses nothing', async () => {
  const feeds = [feed(0, 2, { a: 1, b: 2 }), feed(1, 2, { a: 2, b: 1 })]
  expect(await inOrder(feeds)).toEqual(['a', '0:2', 'b', '1:2'])
})

test('told to all is what the slowest was told, and no more than there is', () => {
  expect([feed(0, 5, { a: 4, b: 2 }), feed(0, 5, { a: 9 }), feed(0, 5, {})].map(toldTo)).toEqual([2, 5, 5])
})
