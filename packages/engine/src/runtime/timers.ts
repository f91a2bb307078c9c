import type { TimerId } from '@pasos/asl'
import type { Clock } from '../ports/clock.ts'
import type { Due, ExecutionNumber } from '../ports/journal.ts'
import { nearTimers } from './near-timers.ts'

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
const retryMs = 1_000

/** While `isBusy`, due timers are held back until `resume` is called. */
export function timers(options: TimersOptions): Timers & { resume(): void } {
  const { clock, journal, fire, isBusy, onDefect, windowMs = nearFutureMs } = options
  const near = nearTimers()
  let horizon = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  let wakeAt = Number.POSITIVE_INFINITY
  let running = false
  let held = false

  const wake = (at: number): void => {
    cancel?.()
    wakeAt = at
    cancel = clock.at(at, () => {
      cancel = undefined
      wakeAt = Number.POSITIVE_INFINITY
      advance()
    })
  }

  const schedule = (): void => {
    if (!running) return
    const next = Math.min(near.next() ?? Number.POSITIVE_INFINITY, horizon - windowMs / 2)
    if (!cancel || next < wakeAt) wake(next)
  }

  /** Reads on to a new horizon, which counts from now on for what turns set. */
  const look = async (next: number): Promise<void> => {
    const from = horizon
    horizon = next
    near.beginReading()
    try {
      near.endReading(await journal.timersBetween(from, next))
    } catch (error) {
      near.endReading([])
      horizon = from
      throw error
    }
  }

  const advance = (): void => {
    if (!running) return
    const now = clock.now()
    if (now >= horizon - windowMs / 2 && !near.isReading)
      look(now + windowMs).then(advance, error => {
        onDefect(error)
        if (running) wake(clock.now() + retryMs)
      })
    else fireDue(now)
  }

  const fireDue = (now: number): void => {
    held = false
    for (let at = near.next(); at !== undefined && at <= now; at = near.next()) {
      if (isBusy()) {
        held = true
        return
      }
      const due = near.take(now)
      if (due) fire(due.number, due.timer)
    }
    schedule()
  }

  return {
    set(number, timer, at) {
      if (at < horizon) {
        near.put(number, timer, at)
        schedule()
      } else near.drop(number, timer)
    },
    clear: near.drop,
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

interface TimersOptions {
  clock: Clock
  journal: Pick<Due, 'timersBetween'>
  fire: (number: ExecutionNumber, timer: TimerId) => void
  isBusy: () => boolean
  onDefect: (error: unknown) => void
  /** How far the memory looks ahead, in milliseconds. */
  windowMs?: number
}
