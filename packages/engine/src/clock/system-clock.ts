import { randomUUID } from 'node:crypto'
import type { Clock, Ids, Pace } from '../ports/clock.ts'

// The wall clock may be set forwards while we sleep: look again at least this often, so that nothing is a second late.
const longestSleepMs = 500

/** The machine's wall clock. */
export const systemClock: Clock = {
  now: Date.now,
  at(at, wake) {
    let timeout: NodeJS.Timeout
    const sleep = (): void => {
      const left = at - Date.now()
      // Node's timers may fire a millisecond early.
      if (left <= 0) wake()
      else timeout = setTimeout(sleep, Math.min(left, longestSleepMs))
    }
    timeout = setTimeout(sleep, Math.max(0, Math.min(at - Date.now(), longestSleepMs)))
    return () => clearTimeout(timeout)
  },
}

/** The machine's randomness. */
export const systemIds: Ids = { uuid: randomUUID, random: Math.random }

/** The event loop's own order. */
export const systemPace: Pace = { later: work => void setImmediate(work), elapsedMs: () => performance.now() }
