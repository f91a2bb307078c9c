import { ScheduleError } from './schedule-error.ts'
import { wallClock } from './wall-clock.ts'

/** When something is due next after `after`, both epoch milliseconds; nothing when it never is again. */
export type Schedule = (after: number) => number | undefined

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** A change of the clock is never larger. */
const largestShiftMs = 3 * 3_600_000

/**
 * AWS's cron of six fields in a time zone. A time that a change of the clock leaves out is left out, and one that comes twice counts once.
 * @throws ScheduleError
 */
export function cron(fields: readonly string[], zone: string): Schedule {
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields
  if ((day === '?') === (weekday === '?')) throw new ScheduleError()
  const minutes = numbers(minute, 0, 59)
  const hours = numbers(hour, 0, 23)
  const inMonth = new Set(numbers(named(month, months, 1), 1, 12))
  const inYear = new Set(numbers(year, 1970, 2199))
  const isDay = day === '?' ? weekdayTest(weekday) : dayTest(day)
  const clock = wallClock(zone)
  return after => {
    // The next minute, then day by day; schedules that never come end after five leap years.
    const start = Math.floor(after / 60_000) * 60_000 + 60_000
    const startWall = clock.wallOf(start)
    const first = new Date(startWall)
    for (let days = 0; days < 366 * 21; days++) {
      const date = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate() + days))
      if (!inYear.has(date.getUTCFullYear()) || !inMonth.has(date.getUTCMonth() + 1) || !isDay(date)) continue
      for (const h of hours) {
        for (const m of minutes) {
          const wall = date.getTime() + h * 3_600_000 + m * 60_000
          // Asking the zone costs; most times of the first day are past.
          if (wall < startWall - largestShiftMs) continue
          const at = clock.epochOf(wall)
          if (at !== undefined && at >= start) return at
        }
      }
    }
    return undefined
  }
}

function named(field: string, names: readonly string[], first: number): string {
  return field.replace(/[A-Za-z]{3}/g, name => {
    const index = names.indexOf(name.toUpperCase())
    return index < 0 ? name : String(index + first)
  })
}

/** `*`, `5`, `1-5`, `0/15`, `1-10/2`, and lists of these. */
function numbers(field: string, min: number, max: number): number[] {
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const [, all, low, high, step] = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? []
    if (all === undefined && low === undefined) throw new ScheduleError()
    const from = all === undefined ? Number(low) : min
    const to = high !== undefined ? Number(high) : all !== undefined || step !== undefined ? max : from
    if (from < min || to > max || from > to || step === '0') throw new ScheduleError()
    for (let value = from; value <= to; value += Number(step ?? 1)) found.add(value)
  }
  return [...found].sort((one, other) => one - other)
}

function lastDayOf(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
}

/** Days of the month; `L` is the last one, `15W` the weekday nearest to the 15th. */
function dayTest(field: string): (date: Date) => boolean {
  if (field === 'L') return date => date.getUTCDate() === lastDayOf(date)
  const nearest = /^(\d{1,2})W$/.exec(field)?.[1]
  if (nearest !== undefined) return date => date.getUTCDate() === nearestWeekday(date, Number(nearest))
  const days = new Set(numbers(field, 1, 31))
  return date => days.has(date.getUTCDate())
}

function nearestWeekday(date: Date, day: number): number {
  const last = lastDayOf(date)
  const wanted = Math.min(day, last)
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), wanted)).getUTCDay()
  if (weekday === 6) return wanted === 1 ? 3 : wanted - 1
  if (weekday === 0) return wanted === last ? wanted - 2 : wanted + 1
  return wanted
}

/** Weekdays, 1 is Sunday; `2#1` the first Monday, `6L` the last Friday, `L` Saturday. */
function weekdayTest(field: string): (date: Date) => boolean {
  const plain = named(field, weekdays, 1)
  const [, ordinalDay, ordinal] = /^([1-7])#([1-5])$/.exec(plain) ?? []
  if (ordinalDay !== undefined) {
    return date => date.getUTCDay() + 1 === Number(ordinalDay) && Math.ceil(date.getUTCDate() / 7) === Number(ordinal)
  }
  const [, lastDay] = /^([1-7])L$/.exec(plain) ?? []
  if (lastDay !== undefined) return date => date.getUTCDay() + 1 === Number(lastDay) && date.getUTCDate() > lastDayOf(date) - 7
  const days = new Set(numbers(plain === 'L' ? '7' : plain, 1, 7))
  return date => days.has(date.getUTCDay() + 1)
}
