import { ScheduleError } from './schedule-error.ts'

const dayMs = 86_400_000

/** What clocks on the walls of a time zone show, as milliseconds that would be it in UTC. */
export interface WallClock {
  wallOf(epochMs: number): number
  /** The first moment at which the clocks show this; nothing for times that a change of the clock leaves out. */
  epochOf(wallMs: number): number | undefined
}

const known = new Map<string, WallClock>()

/** @throws ScheduleError for a zone that there is not */
export function wallClock(zone: string): WallClock {
  if (zone === 'UTC') return { wallOf: epoch => epoch, epochOf: wall => wall }
  let clock = known.get(zone)
  if (!clock) {
    clock = clockOf(zone)
    known.set(zone, clock)
  }
  return clock
}

function clockOf(zone: string): WallClock {
  const format = formatOf(zone)
  const wallOf = (epoch: number): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(epoch)) part[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second) + (epoch % 1000)
  }
  return {
    wallOf,
    epochOf(wall) {
      // A day before and a day after are on the two sides of any change of the clock; the larger distance to UTC is the earlier moment.
      const distances = [wallOf(wall - dayMs) - (wall - dayMs), wallOf(wall + dayMs) - (wall + dayMs)].sort((one, other) => other - one)
      return distances.map(distance => wall - distance).find(epoch => wallOf(epoch) === wall)
    },
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const [date, time] = [
    { year: 'numeric', month: 'numeric', day: 'numeric' },
    { hour: 'numeric', minute: 'numeric', second: 'numeric' },
  ] as const
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...date, ...time })
  } catch {
    throw new ScheduleError()
  }
}
