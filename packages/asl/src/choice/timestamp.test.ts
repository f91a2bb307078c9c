import { expect, test } from 'vitest'
import { formatTimestamp, parseTimestamp } from './timestamp.ts'

test('reads a date-time with Z, with an offset and with fractions', () => {
  expect(parseTimestamp('2016-03-14T01:59:00Z')).toBe(Date.UTC(2016, 2, 14, 1, 59))
  expect(parseTimestamp('2016-03-14T01:59:00+02:00')).toBe(Date.UTC(2016, 2, 13, 23, 59))
  expect(parseTimestamp('2016-03-14T20:00:00+18:00')).toBe(Date.UTC(2016, 2, 14, 2))
  expect(parseTimestamp('2016-03-14T01:59:00.25Z')).toBe(Date.UTC(2016, 2, 14, 1, 59) + 250)
})

test.each([
  '2016-13-05T21:29:29Z',
  '2016-02-30T21:29:29Z',
  '2016-12-05T25:29:29Z',
  '05-12-2016T21:29:29Z',
  '2016-12-05 21:29:29Z',
  '2016-12-05T21:29:29',
  '2016-12-05T21:29:29+18:01',
])('refuses %s', text => {
  expect(parseTimestamp(text)).toBeUndefined()
})

test('writes an instant without a fraction where there is none, as Java does', () => {
  expect(formatTimestamp(Date.UTC(2024, 0, 1))).toBe('2024-01-01T00:00:00Z')
  expect(formatTimestamp(Date.UTC(2024, 0, 1) + 120)).toBe('2024-01-01T00:00:00.120Z')
})
