import { describe, expect, it } from 'vitest'
import { parseOnce, parseSchedule } from './parse-schedule.ts'
import { ScheduleError } from './schedule-error.ts'

const at = (text: string) => Date.parse(text)
const next = (schedule: string, after: string, zone?: string) => {
  const found = parseSchedule(schedule, { from: at('2026-01-01T00:00:30Z'), zone })(at(after))
  return found === undefined ? undefined : new Date(found).toISOString()
}

it.each([
  ['rate(5 minutes)', '2026-01-01T00:00:30Z', '2026-01-01T00:05:30.000Z'],
  ['rate(1 hour)', '2026-01-01T05:00:29Z', '2026-01-01T05:00:30.000Z'],
  ['rate(1 day)', '2025-06-01T00:00:00Z', '2026-01-01T00:00:30.000Z'],
  ['cron(0 12 * * ? *)', '2026-01-31T12:00:00Z', '2026-02-01T12:00:00.000Z'],
  ['cron(0/15 * * * ? *)', '2026-01-31T12:00:00Z', '2026-01-31T12:15:00.000Z'],
  ['cron(15 10 ? * MON-FRI *)', '2026-01-31T00:00:00Z', '2026-02-02T10:15:00.000Z'],
  ['cron(0 8 1 * ? *)', '2026-01-31T00:00:00Z', '2026-02-01T08:00:00.000Z'],
  ['cron(0 0 L * ? *)', '2026-02-01T00:00:00Z', '2026-02-28T00:00:00.000Z'],
  ['cron(0 0 15W * ? *)', '2026-02-01T00:00:00Z', '2026-02-16T00:00:00.000Z'],
  ['cron(0 0 ? * 2#1 *)', '2026-02-01T00:00:00Z', '2026-02-02T00:00:00.000Z'],
  ['cron(0 0 ? * 6L *)', '2026-02-01T00:00:00Z', '2026-02-27T00:00:00.000Z'],
  ['cron(0 0 29 2 ? *)', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['cron(0 10,22 ? JAN,MAR * 2027)', '2026-05-01T00:00:00Z', '2027-01-01T10:00:00.000Z'],
  ['cron(0 0 1 1 ? 2020)', '2026-01-01T00:00:00Z', undefined],
])('%s after %s is due at %s', (schedule, after, expected) => {
  expect(next(schedule, after)).toBe(expected)
})

it.each([
  'rate(1 minutes)',
  'rate(0 minutes)',
  'rate(5 seconds)',
  'cron(* * * * *)',
  'cron(0 0 * * * *)',
  'cron(60 0 * * ? *)',
  'cron(0 0 ? * 8 *)',
  'at(2026)',
])('%s is refused', schedule => {
  expect(() => parseSchedule(schedule, { from: 0 })).toThrow(ScheduleError)
})

it('a rate of the Scheduler may be written with either unit, as its guide says, but not of nothing', () => {
  const due = (text: string) => parseSchedule(text, { from: 0, agreesInNumber: false })(0)
  expect([due('rate(1 hours)'), due('rate(1 hour)'), due('rate(5 minute)'), due('rate(2 days)')]).toEqual([
    ...[3_600_000, 3_600_000, 300_000, 172_800_000],
  ])
  expect(() => due('rate(0 hours)')).toThrow(ScheduleError)
  expect(() => parseSchedule('rate(5 minute)', { from: 0 })).toThrow(ScheduleError)
})

describe('in a time zone', () => {
  it.each([
    ['cron(0 9 * * ? *)', 'Europe/Paris', '2026-03-28T12:00:00Z', '2026-03-29T07:00:00.000Z'],
    ['cron(0 9 * * ? *)', 'Europe/Paris', '2026-10-24T12:00:00Z', '2026-10-25T08:00:00.000Z'],
    // 02:30 is left out on 29 March, and comes twice on 25 October.
    ['cron(30 2 * * ? *)', 'Europe/Paris', '2026-03-28T12:00:00Z', '2026-03-30T00:30:00.000Z'],
    ['cron(30 2 * * ? *)', 'Europe/Paris', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['cron(30 2 * * ? *)', 'Europe/Paris', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00.000Z'],
    ['cron(0/15 * * * ? *)', 'America/New_York', '2026-11-01T05:45:00Z', '2026-11-01T07:00:00.000Z'],
    ['cron(0 0 ? * MON *)', 'Asia/Kathmandu', '2026-01-31T00:00:00Z', '2026-02-01T18:15:00.000Z'],
    ['cron(0 23 31 12 ? 2026)', 'Pacific/Auckland', '2026-01-31T00:00:00Z', '2026-12-31T10:00:00.000Z'],
  ])('%s of %s after %s is due at %s', (schedule, zone, after, expected) => {
    expect(next(schedule, after, zone)).toBe(expected)
  })

  it('there is none of a zone that nobody knows', () => {
    expect(() => parseSchedule('cron(0 9 * * ? *)', { from: 0, zone: 'Europe/Nowhere' })).toThrow(ScheduleError)
  })
})

describe('a moment', () => {
  it.each([
    ['at(2026-07-01T12:00:00)', undefined, '2026-07-01T12:00:00.000Z'],
    ['at(2026-07-01T12:00:00)', 'America/New_York', '2026-07-01T16:00:00.000Z'],
    ['at(2026-03-29T02:30:00)', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
  ])('%s of %s is %s', (text, zone, expected) => {
    expect(new Date(parseOnce(text, zone)!).toISOString()).toBe(expected)
  })

  it.each(['at(2026-02-30T12:00:00)', 'at(2026-07-01)', 'at(2026-07-01T12:00:00Z)', 'at()'])('%s is none', text => {
    expect(() => parseOnce(text)).toThrow(ScheduleError)
  })
})
