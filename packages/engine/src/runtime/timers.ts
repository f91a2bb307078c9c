import type { TimerId } from '@pasos/asl'
import type { Clock } from '../ports/clock.ts'
import type { Due, ExecutionNumber } from '../ports/journal.ts'
import { timeHeap } from './time-heap.ts'

/**
 * Timers. The truth is the journal's table; in memory are only those of the near future, so that a million executions waiting for
 * next year cost nothing. A timer whose turn is on disk is `set` here if it is due before the horizon; otherwise it is read when the
 * horizon moves past it.
 */
export interface Timers {
  set(number: ExecutionNumber, timer: TimerId, at: number): void
  clear(number: ExecutionNumber, timer: TimerId): void
  start(): void
  stop(): void
}

/** Timers due later are not in memory. */
export const nearFutureMs = 60_000
// Timers that are cleared stay in the heap until due; when they are most of it, it is swept.
const sweepAt = 10_000

/** While `isBusy`, due timers are held back until `resume` is called. */
export function timers(options: {
  clock: Clock
  journal: Pick<Due, 'timersBetween'>
  fire: (number: ExecutionNumber, timer: TimerId) => void
  isBusy: () => boolean
  /** How far the memory looks ahead, in milliseconds. */
  windowMs?: number
}): Timers & { resume(): void } {
  const { clock, journal, fire, isBusy, windowMs = nearFutureMs } = options
  const near = new Map<string, number>()
  const heap = timeHeap<{ key: string; number: ExecutionNumber; timer: TimerId }>()
  let horizon = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  let wakeAt = Number.POSITIVE_INFINITY
  let running = false
  let held = false

  const add = (number: ExecutionNumber, timer: TimerId, at: number): void => {
    const key = `${number}/${timer}`
    if (near.get(key) === at) return
    near.set(key, at)
    heap.push(at, { key, number, timer })
    if (heap.size > sweepAt && heap.size > 4 * near.size) heap.keep((entry, time) => near.get(entry.key) === time)
  }

  const schedule = (): void => {
    if (!running) return
    const next = Math.min(heap.next() ?? Number.POSITIVE_INFINITY, horizon - windowMs / 2)
    if (cancel && next >= wakeAt) return
    cancel?.()
    wakeAt = next
    cancel = clock.at(next, () => {
      cancel = undefined
      wakeAt = Number.POSITIVE_INFINITY
      advance()
    })
  }

  const advance = (): void => {
    if (!running) return
    const now = clock.now()
    if (now >= horizon - windowMs / 2) {
      const next = now + windowMs
      for (const { number, timer, at } of journal.timersBetween(horizon, next)) add(number, timer, at)
      horizon = next
    }
    held = false
    for (;;) {
      const at = heap.next()
      if (at === undefined || at > now) break
      if (isBusy()) {
        held = true
        return
      }
      const entry = heap.popDue(now)!
      if (near.get(entry.key) !== at) continue
      near.delete(entry.key)
      fire(entry.number, entry.timer)
    }
    schedule()
  }

  return {
    set(number, timer, at) {
      if (at < horizon) {
        add(number, timer, at)
        schedule()
      } else near.delete(`${number}/${timer}`)
    },
    clear(number, timer) {
      near.delete(`${number}/${timer}`)
    },
    start() {
      running = true
      advance()
    },
    stop() {
      running = false
      cancel?.()
      cancel = undefined
    },
    resume() {
      if (held) advance()
    },
  }
}
