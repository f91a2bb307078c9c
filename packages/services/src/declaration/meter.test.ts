import { expect, it } from 'vitest'
import { createMeter, type Measurement } from './meter.ts'

const measurement = (value: number, name = 'M'): Measurement => ({
  ...{ namespace: 'N', name, accountId: '1', region: 'r', unit: 'Count', value, dimensions: [['D', 'd']] },
})

it('gathers values by the minute once somebody takes them, and nothing before', () => {
  let now = 0
  const meter = createMeter(() => now)
  meter.count(measurement(1))
  const take = meter.collect()
  expect(take()).toEqual([])
  meter.count(measurement(2))
  meter.count(measurement(2))
  now = 60_000
  meter.count(measurement(3))
  expect(take().map(({ at, values }) => [at, [...values]])).toEqual([
    [0, [[2, 2]]],
    [60_000, [[3, 1]]],
  ])
  expect(take()).toEqual([])
})

it('counts a series as single values, in the minute and for the taking in which each came', () => {
  let now = 0
  const meter = createMeter(() => now)
  const { value: _, ...metric } = measurement(0)
  const count = meter.series(metric)
  count(1)
  const take = meter.collect()
  count(2)
  count(2)
  meter.count(measurement(2))
  now = 59_999
  count(3)
  now = 60_000
  count(4)
  // The clock was set back.
  now = 59_000
  count(5)
  const figures = () => take().map(({ at, values }) => [at, [...values]])
  expect(figures()).toEqual([
    [
      0,
      [
        [2, 3],
        [3, 1],
        [5, 1],
      ],
    ],
    [60_000, [[4, 1]]],
  ])
  count(6)
  expect(figures()).toEqual([[59_000, [[6, 1]]]])
})

it('a series is as bounded as single values are', () => {
  const meter = createMeter(() => 0)
  const take = meter.collect()
  for (let at = 0; at < 5_000; at++) meter.count(measurement(1, `M${at}`))
  const { value: _, ...metric } = measurement(0, 'beyond')
  const count = meter.series(metric)
  count(1)
  expect(take().filter(({ name }) => name === 'beyond')).toEqual([])
  count(1)
  expect(take()).toHaveLength(1)
})

it('asks what is looked at once a minute', () => {
  let now = 0
  const meter = createMeter(() => now)
  meter.gauge(() => [measurement(now)])
  const take = meter.collect()
  expect(take()).toHaveLength(1)
  now = 30_000
  expect(take()).toEqual([])
  now = 60_000
  expect(take().map(({ values }) => [...values])).toEqual([[[60_000, 1]]])
})

it('takes no more room than its bounds, however many metrics and values there are', () => {
  const meter = createMeter(() => 0)
  const take = meter.collect()
  for (let value = 0; value < 100_000; value++) meter.count(measurement(value))
  for (let at = 0; at < 20_000; at++) meter.count(measurement(1, `M${at}`))
  const taken = take()
  expect(taken).toHaveLength(5_000)
  const [first] = taken
  expect(first!.values.size).toBeLessThan(1_000)
  expect([...first!.values.values()].reduce((sum, times) => sum + times, 0)).toBe(100_000)
})
