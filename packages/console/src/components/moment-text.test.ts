import { afterEach, expect, it, vi } from 'vitest'
import { momentIn, momentText } from './moment-text.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

it('says an instant in the zone that is chosen, and reads it there', () => {
  vi.stubEnv('TZ', 'America/Bogota')
  expect(momentText('2026-03-05T02:30:00Z', true)).toBe('2026-03-05T02:30')
  expect(momentText('2026-03-05T02:30:00Z', false)).toBe('2026-03-04T21:30')
  expect(momentIn('2026-03-05T02:30', true)).toBe('2026-03-05T02:30:00.000Z')
  expect(momentIn('2026-03-04T21:30', false)).toBe('2026-03-05T02:30:00.000Z')
})

it('is empty for what is no instant, and says none where nothing stands', () => {
  expect([momentText('', false), momentText('yesterday', true), momentIn('', true), momentIn('', false)]).toEqual(['', '', '', ''])
})

it('is empty for an instant that is none in the zone that is chosen', () => {
  vi.stubEnv('TZ', 'Asia/Tokyo')
  expect(momentText('+275760-09-13T00:00:00.000Z', false)).toBe('')
  expect(momentText('2026-03-05T02:30:00Z', false)).toBe('2026-03-05T11:30')
})

it('takes no moment that stands there while a year is being typed', () => {
  for (const year of ['0002', '0020', '0202', '1969', '12026', '275760'])
    expect(momentIn(`${year}-03-05T10:00`, true), year).toBeUndefined()
  expect([momentIn('2026-13-05T10:00', true), momentIn('2026', false)?.slice(0, 4)]).toEqual([undefined, '2026'])
  expect([momentIn('1970-01-01T00:00', true), momentIn('9999-12-31T23:59', true)]).toEqual([
    '1970-01-01T00:00:00.000Z',
    '9999-12-31T23:59:00.000Z',
  ])
})
