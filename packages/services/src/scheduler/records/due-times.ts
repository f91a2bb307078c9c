import { createHash } from 'node:crypto'
import { parseOnce, parseSchedule } from '../../schedule-expression/parse-schedule.ts'
import type { ScheduleRecord } from './schedule-record.ts'

type Timed = Pick<ScheduleRecord, 'arn' | 'expression' | 'zone' | 'startAt' | 'endAt' | 'setAt' | 'activeSince' | 'window'>

/** One invocation, epoch milliseconds: when it is due, and when within the flexible window it is made. */
export interface Due {
  at: number
  invokeAt: number
}

/**
 * What follows `fired` (epoch milliseconds; nothing when it never fired); nothing when the schedule is over.
 * A rate without a start begins at once. User Guide, "Schedule types".
 * @throws ScheduleError
 */
export function dueTimes(schedule: Timed): (fired: number | undefined) => Due | undefined {
  const { expression, zone, startAt = 0, endAt = Number.POSITIVE_INFINITY, setAt, activeSince } = schedule
  const once = parseOnce(expression, zone)
  const next =
    once === undefined
      ? parseSchedule(expression, { from: startAt || setAt, zone, agreesInNumber: false })
      : (after: number) => (once > after ? once : undefined)
  // A start and an end are for schedules that recur.
  const [first, last] = once === undefined ? [startAt, endAt] : [0, Number.POSITIVE_INFINITY]
  return fired => {
    const at = next(Math.max(fired ?? 0, activeSince - 1, first - 1))
    return at === undefined || at > last ? undefined : { at, invokeAt: at + delayWithin(schedule, at) }
  }
}

/** Any moment of the window, the same one whoever asks. */
function delayWithin({ arn, window }: Timed, at: number): number {
  if (window.mode !== 'FLEXIBLE') return 0
  const share = createHash('sha256').update(`${arn} ${at}`).digest().readUInt32BE(0) / 2 ** 32
  return Math.floor(share * window.minutes * 60_000)
}
