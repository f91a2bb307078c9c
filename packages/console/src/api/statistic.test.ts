import { expect, it } from 'vitest'
import { STATISTICS } from '../pages/metrics/chart-window.ts'
import { kindOf } from './statistic.ts'

it('draws bars of what adds up, and lines of everything else', () => {
  const bars = [...STATISTICS, 'p99.9', 'tm90', 'IQM'].filter(each => kindOf(each) === 'bars')
  expect(bars).toEqual(['Sum', 'SampleCount'])
})
