import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionSummary } from './runtime.ts'

/** What one turn of an execution has written, or a part of a long one. */
export interface FeedEntry {
  /** The execution; when the entry was read later, its status may be newer than the turn: the events tell what the turn did. */
  execution: ExecutionSummary
  events: readonly HistoryEvent[]
}

/** Turns of Standard executions in the order of their commits, for whoever must miss none, and places in it that survive a crash. */
export interface Feed {
  /** What was committed after a place, a page of it, and the place where to go on. Large turns make short pages. */
  readFeed(after: number, limit: number): Promise<{ entries: FeedEntry[]; last: number }>
  /** The place of the last commit. */
  feedEnd(): Promise<number>
  /** Where somebody has got to; undefined when they never said. */
  feedCursor(name: string): Promise<number | undefined>
  /** Becomes durable in order with all that is written; nobody waits for it. */
  moveFeedCursor(name: string, place: number): void
}

/**
 * Tells `handle` of every turn from now on, and first of those that a former process committed and did not handle: at least once each,
 * in the order of commits. A call is repeated when it rejects. Express executions are told too, but only by the process that ran them.
 * Answers how to stop.
 *
 * Turns gather for a while before they are told, and whoever needs few of them, or little of each, says so by `select`: what it leaves out
 * is not kept in memory meanwhile. It is asked as soon as a turn is known, perhaps more than once, and must change nothing.
 */
export type Follow = (
  name: string,
  handle: (entries: readonly FeedEntry[]) => Promise<void>,
  select?: (entry: FeedEntry) => FeedEntry | undefined,
) => () => void
