import { describe, expect, it } from 'vitest'
import { lengthOf, periodsFor, SPANS, timesOf, windowOf, withPeriod } from './chart-window.ts'

const of = (search: string) => windowOf(new URLSearchParams(search))
const NOON = Date.parse('2026-03-05T12:00:30Z')

describe('the window of charts', () => {
  it('is the last hour by the minute when the address says nothing, or nonsense', () => {
    for (const search of ['', 'span=year&period=7&stat=Mean', 'from=x&until=y', 'from=2026-03-05T12:00Z&until=2026-03-05T11:00Z'])
      expect(of(search)).toEqual({ span: 'hour', periodSeconds: 60, hasOwnPeriod: false, statistic: undefined })
  })

  it('takes span, period and statistic from the address', () => {
    expect(of('span=day&period=300&stat=p99')).toEqual({ span: 'day', periodSeconds: 300, hasOwnPeriod: true, statistic: 'p99' })
  })

  it('lies between two instants where both are given, the span notwithstanding', () => {
    const window = of('span=week&from=2026-03-05T10:00:00Z&until=2026-03-05T11:30:00Z')
    expect(window).toMatchObject({ span: undefined, periodSeconds: 300 })
    const times = timesOf(window, NOON)
    expect([times.length, new Date(times[0]!).toISOString(), new Date(times.at(-1)!).toISOString()]).toEqual([
      18,
      '2026-03-05T10:00:00.000Z',
      '2026-03-05T11:25:00.000Z',
    ])
  })

  it('has between three points and 750, whatever span and period somebody chooses', () => {
    for (const span of Object.keys(SPANS)) {
      for (const period of ['', '60', '300', '900', '1800', '3600', '10800', '21600', '86400']) {
        const count = timesOf(of(`span=${span}&period=${period}`), NOON).length
        expect(count).toBeGreaterThanOrEqual(3)
        expect(count).toBeLessThanOrEqual(750)
      }
    }
    for (const year of ['0002', '0202', '1970', '2025'])
      expect(timesOf(of(`from=${year}-03-05T10:00:00Z&until=2026-03-05T11:00:00Z`), NOON).length).toBeLessThanOrEqual(750)
    expect(periodsFor(60)).toEqual([])
    expect(timesOf(of('from=2026-03-05T10:00:00Z&until=2026-03-05T10:00:01Z'), NOON)).toHaveLength(1)
  })

  it('ends with the period that is under way', () => {
    const times = timesOf(of(''), NOON)
    expect(times).toHaveLength(60)
    expect(new Date(times.at(-1)!).toISOString()).toBe('2026-03-05T12:00:00.000Z')
  })

  it('keeps to the periods of a dashboard’s widget, as far as its span has room and nobody chose others', () => {
    expect(withPeriod(of(''), 300).periodSeconds).toBe(300)
    expect(withPeriod(of(''), 86_400).periodSeconds).toBe(1_200)
    expect(withPeriod(of('period=60'), 300).periodSeconds).toBe(60)
    expect(withPeriod(of('span=day'), 60).periodSeconds).toBe(1_800)
    expect(lengthOf(of('span=day'))).toBe(86_400)
  })
})
