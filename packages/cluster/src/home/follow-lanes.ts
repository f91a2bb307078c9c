import { type ExecutionRecord, type Feed, type Follow, followers, type Journal, type Runtime } from '@pasos/engine'
import type { SharedReads } from '../ports.ts'
import type { LaneNews } from './lane-news.ts'
import { feedOfNothing } from './told-express.ts'

export interface FollowLanesOptions {
  /** What follows the home's own executions. */
  home: Follow
  /** The home's: cursors in the feeds of all lanes are kept with what it writes. */
  journal: Pick<Feed, 'feedCursor' | 'moveFeedCursor'> & Pick<Journal, 'barrier'>
  shared: Pick<SharedReads, 'readFeed'>
  news: LaneNews
  /** Express executions that other nodes have run. */
  express: Pick<Runtime, 'subscribe'>
  lanes: readonly number[]
  onDefect(error: unknown): void
}

/** Follows the feeds of all lanes, each with a cursor of its own: no turn is missed, whoever has committed it. */
export function followLanes({ home, journal, shared, news, express, lanes, onDefect }: FollowLanesOptions): {
  follow: Follow
  close(): void
} {
  const others = lanes.map(lane => {
    const cursor = (name: string): string => `${name}@${lane}`
    return followers({
      journal: {
        barrier: journal.barrier,
        readFeed: (after, limit) => shared.readFeed(lane, after, limit),
        // Up to there everything has been told; what is on disk beyond it will be.
        feedEnd: async () => news.placeOf(lane),
        feedCursor: name => journal.feedCursor(cursor(name)),
        moveFeedCursor: (name, place) => journal.moveFeedCursor(cursor(name), place),
      },
      runtime: {
        subscribe: listener =>
          news.onEntries(lane, entries => {
            for (const { execution, events } of entries) listener({ record: execution as ExecutionRecord, events })
          }),
      },
      onDefect,
    })
  })
  others.push(followers({ journal: { barrier: journal.barrier, ...feedOfNothing }, runtime: express, onDefect }))
  return {
    follow(name, handle, select) {
      const stops = [home(name, handle, select), ...others.map(({ follow }) => follow(name, handle, select))]
      return () => {
        for (const stop of stops) stop()
      }
    },
    close() {
      for (const { close } of others) close()
    },
  }
}
