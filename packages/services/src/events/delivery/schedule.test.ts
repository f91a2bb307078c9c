import { expect, it } from 'vitest'
import { parseSchedule } from './schedule.ts'

const at = (text: string) => Date.parse(text)
const next = (schedule: string, after: string) => {
  const found = parseSchedule(schedule, at('2026-01-01T00:00:30Z'))(at(after))
  return found === undefined ? undefined : new Date(found).toISOString()
}

it.each([
  ['rate(5 minutes)', '2026-01-01T00:00:30Z', '2026-01-01T00:05:30.000Z'],
  ['rate(1 hour)', '2026-01-01T05:00:29Z', '2026-01-01T05:00:30.000Z'],
  ['rate(1 day)', '2025-06-01T00:00:00Z', '2026-01-02T00:00:30.000Z'],
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
  expect(() => parseSchedule(schedule, 0)).toThrow('Parameter ScheduleExpression is not valid.')
})
