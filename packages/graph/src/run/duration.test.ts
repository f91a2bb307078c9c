import { describe, expect, it } from 'vitest'
import { formatDuration, formatLasting } from './duration.ts'

describe('formatDuration', () => {
  it('uses the unit a person would use', () => {
    expect([0, 340, 12_449, 185_000, 7_800_000, 356_400_000, 7_200_000, 86_400_000].map(ms => formatDuration(ms, 'en'))).toEqual([
      '0 ms',
      '340 ms',
      '12.4 s',
      '3 min 05 s',
      '2 h 10 min',
      '4 d 3 h',
      '2 h',
      '1 d',
    ])
  })

  it('says of nothing that it took no time', () => {
    expect([-5, 0, 0.4, 0.6, 2_000].map(ms => formatLasting(ms, 'es'))).toEqual(['< 1 ms', '< 1 ms', '< 1 ms', '1 ms', '2,0 s'])
  })

  it('writes the decimal mark of the language', () => {
    expect(formatDuration(12_449, 'es')).toBe('12,4 s')
  })

  it('never rounds up into sixty seconds and never goes below zero', () => {
    expect(formatDuration(59_999, 'en')).toBe('59.9 s')
    expect(formatDuration(-5, 'en')).toBe('0 ms')
  })
})
