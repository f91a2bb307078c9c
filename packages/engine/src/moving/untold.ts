import type { ExecutionNumber, HistoryChunk } from '../ports/journal.ts'

/** A part of a history that some follower of the feed has still to be told of. */
export interface UntoldTurn {
  number: ExecutionNumber
  chunk: HistoryChunk
  nextFrameId: number
}

/** A feed as a store has it, of which a store that is served by several nodes has many. */
export interface FollowedFeed {
  lane: number
  /** The place of the last commit. */
  end: number
  /** Up to where each follower was told. */
  cursors: ReadonlyMap<string, number>
}

/** A stretch of a feed, from after a place up to another one. */
export interface FeedStretch {
  lane: number
  after: number
  upto: number
}

/** From here on the follower of this name is to be told; or a turn that somebody is to be told of. */
export type Untold = { follower: string } | UntoldTurn

/** Up to where all followers of a feed were told. */
export function toldTo({ end, cursors }: Pick<FollowedFeed, 'end' | 'cursors'>): number {
  return Math.min(end, ...cursors.values())
}

/**
 * What is untold of all feeds as one, in an order in which a place says of each follower where it goes on: first what only the one is to be told
 * that is furthest behind, what all are last. In each feed the order of commits is kept. Of several feeds a follower may be told some of it twice,
 * where another one is further behind in this feed, and less in that.
 */
export async function* untold(
  feeds: readonly FollowedFeed[],
  read: (stretch: FeedStretch) => AsyncIterable<UntoldTurn>,
): AsyncGenerator<Untold> {
  const names = new Set(feeds.flatMap(({ cursors }) => [...cursors.keys()]))
  const parts = feeds.flatMap(stretchesOf).sort((one, other) => one.followers.length - other.followers.length)
  for (const { followers, ...stretch } of parts) {
    for (const follower of followers) if (names.delete(follower)) yield { follower }
    yield* read(stretch)
  }
  for (const follower of names) yield { follower }
}

/** The followers of a stretch are those that are to be told of it, and of all that comes after it. */
function stretchesOf({ lane, end, cursors }: FollowedFeed): (FeedStretch & { followers: string[] })[] {
  const places = [...new Set(cursors.values())].filter(place => place < end).sort((one, other) => one - other)
  return places.map((after, index) => ({
    ...{ lane, after, upto: places[index + 1] ?? end },
    followers: [...cursors].flatMap(([name, place]) => (place <= after ? [name] : [])),
  }))
}
