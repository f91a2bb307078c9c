import { cron, type Schedule } from './cron.ts'
import { ScheduleError } from './schedule-error.ts'
import { wallClock } from './wall-clock.ts'

const unitsMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

export interface ScheduleSettings {
  /** Epoch milliseconds that `rate` counts from. */
  from: number
  /** An IANA time zone; without it UTC. */
  zone?: string | undefined
  /** Whether the unit of `rate` has to be plural where its value is, and only there: of EventBridge's rules, not of its Scheduler. */
  agreesInNumber?: boolean
}

/**
 * `rate(5 minutes)`, due at `from` and every five minutes after, and `cron(0 12 * * ? *)`. A day is always 24 hours.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @throws ScheduleError
 */
export function parseSchedule(text: string, { from, zone = 'UTC', agreesInNumber = true }: ScheduleSettings): Schedule {
  wallClock(zone)
  const [, amount = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? []
  if (unit !== '') {
    const value = Number(amount)
    if (value < 1 || (agreesInNumber && (value === 1) !== !text.endsWith('s)'))) throw new ScheduleError()
    const every = value * unitsMs[unit]!
    return after => from + Math.max(0, Math.floor((after - from) / every) + 1) * every
  }
  const fields = /^cron\((.+)\)$/.exec(text)?.[1]?.trim().split(/\s+/)
  if (fields?.length !== 6) throw new ScheduleError()
  return cron(fields, zone)
}

/**
 * `at(2026-11-26T12:00:00)`: the moment, epoch milliseconds; nothing for another kind of expression. A time that a change of the clock
 * leaves out is taken an hour later, as it would never come.
 * @throws ScheduleError
 */
export function parseOnce(text: string, zone = 'UTC'): number | undefined {
  const written = /^at\((.*)\)$/.exec(text)?.[1]
  if (written === undefined) return undefined
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(written) ? Date.parse(`${written}Z`) : Number.NaN
  // 30 February is no date, though it is read as the second of March.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== written) throw new ScheduleError()
  const clock = wallClock(zone)
  return clock.epochOf(wall) ?? clock.epochOf(wall + 3_600_000)
}
