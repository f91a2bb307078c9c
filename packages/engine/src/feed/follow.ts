import type { Feed, Follow } from '../ports/feed.ts'
import type { Journal } from '../ports/journal.ts'
import type { Runtime } from '../ports/runtime.ts'
import { pendingEntries } from './pending-entries.ts'

const pageSize = 500
/** Turns gather for so long, and share a call and a move of the cursor. */
const gatherMs = 50
const retryMs = 1_000
interface FollowOptions {
  journal: Feed & Pick<Journal, 'barrier'>
  runtime: Pick<Runtime, 'subscribe'>
  onDefect: (error: unknown) => void
  /** A follower that falls so many turns, or so many bytes, behind reads from the store instead, so that memory stays flat. */
  mostPending?: number
  mostPendingBytes?: number
}

/**
 * Followers of the feed. In the ordinary course of things they are told from memory, and the store is read only for what a former
 * process left, or after falling behind; a cursor says up to where everything was handled.
 */
export function followers(options: FollowOptions): { follow: Follow; close(): void } {
  const stops = new Set<() => void>()
  return {
    follow(...follower) {
      const end = startFollower(options, follower)
      const stop = (): void => {
        end()
        stops.delete(stop)
      }
      stops.add(stop)
      return stop
    },
    close() {
      for (const stop of [...stops]) stop()
    },
  }
}

function startFollower(options: FollowOptions, [name, handle, select = entry => entry]: Parameters<Follow>): () => void {
  const { journal, runtime, onDefect, mostPending = 20_000, mostPendingBytes = 32 * 1024 * 1024 } = options
  const pending = pendingEntries({ most: mostPending, mostBytes: mostPendingBytes })
  let isStopped = false
  let mustRead = true
  let isWorking = false
  /** There are turns that were not selected, over which the cursor has to move. */
  let isBehind = false
  let timer: NodeJS.Timeout | undefined

  const committed = (): Promise<void> => new Promise((resolve, reject) => journal.barrier(error => (error ? reject(error) : resolve())))

  const schedule = (delayMs: number): void => {
    if (!isStopped && !isWorking) timer ??= setTimeout(wake, delayMs)
  }

  const hurry = (): void => {
    if (isStopped || isWorking) return
    clearTimeout(timer)
    timer = setTimeout(wake)
  }

  const wake = (): void => {
    timer = undefined
    isWorking = true
    void work().then(delayMs => {
      isWorking = false
      if (mustRead || isBehind || pending.length > 0) schedule(!mustRead && pending.isUrgent ? 0 : delayMs)
    })
  }

  const work = async (): Promise<number> => {
    try {
      return await (mustRead ? readOn() : takePending())
    } catch (error) {
      mustRead = true
      if (!isStopped) onDefect(error)
      return retryMs
    }
  }

  const takePending = async (): Promise<number> => {
    isBehind = false
    const end = await journal.feedEnd()
    // What was committed up to there has been told by now.
    await committed()
    // It fell behind meanwhile, and what is pending comes after what has to be read first.
    if (mustRead) return 0
    const entries = pending.take()
    if (entries.length > 0 && !isStopped) await handle(entries)
    if (!mustRead && !isStopped) journal.moveFeedCursor(name, end)
    return gatherMs
  }

  /** Handles what is on disk after the cursor, and is through when what comes from then on will be told from memory. */
  const readOn = async (): Promise<number> => {
    let place = (await journal.feedCursor(name)) ?? (await journal.feedEnd())
    while (!isStopped) {
      // What has been told so far is on disk, and read below; but for Express executions, which are nowhere else.
      await committed()
      pending.keep(({ execution }) => execution.type === 'EXPRESS')
      journal.moveFeedCursor(name, place)
      if ((await journal.feedEnd()) <= place) {
        mustRead = false
        break
      }
      const { entries, last } = await journal.readFeed(place, pageSize)
      const selected = entries.flatMap(entry => select(entry) ?? [])
      if (selected.length > 0) await handle(selected)
      place = last
    }
    return 0
  }

  const unsubscribe = runtime.subscribe(({ record, events }) => {
    if (pending.isFull) {
      pending.take()
      mustRead = true
    }
    const wasUrgent = pending.isUrgent
    const selected = select({ execution: record, events })
    if (selected) pending.add(selected)
    else isBehind = true
    if (pending.isUrgent && !wasUrgent && !mustRead) hurry()
    else schedule(gatherMs)
  })
  wake()
  return () => {
    isStopped = true
    clearTimeout(timer)
    unsubscribe()
  }
}
