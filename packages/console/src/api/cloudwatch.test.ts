import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Metric, readSeries } from './cloudwatch.ts'

const metric = (name: string): Metric => ({ namespace: 'Shop', name, dimensions: [{ Name: 'Store', Value: name }] })
const SPAN = { from: 60_000, until: 240_000, periodSeconds: 60 }

interface Asked {
  StartTime: number
  EndTime: number
  NextToken?: string
  MetricDataQueries: { Id: string; MetricStat: { Metric: { MetricName: string }; Period: number; Stat: string } }[]
}
type Values = Record<string, Record<number, number>>
let asked: Asked[]
/** Values by metric and statistic, by the minute. Each answer holds one minute, the latest first, and the last has no token. */
let values: Values
beforeEach(() => {
  asked = []
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    const question = JSON.parse(body) as Asked
    asked.push(question)
    const minute = question.NextToken === undefined ? 3 : Number(question.NextToken)
    const results = question.MetricDataQueries.map(({ Id, MetricStat }) => {
      const value = values[`${MetricStat.Metric.MetricName} ${MetricStat.Stat}`]?.[minute]
      return { Id, ...(value === undefined ? {} : { Timestamps: [minute * 60], Values: [value] }) }
    })
    return Response.json({ MetricDataResults: results, ...(minute > 1 ? { NextToken: String(minute - 1) } : {}) })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const read = async (statistic: string, metrics = [metric('a'), metric('b')]) => {
  const points = await readSeries([{ key: 'line', metrics, statistic }], SPAN)
  return points.get('line')!.map(({ at, value }) => [at / 60_000, value])
}

it('puts together what comes in several answers, in the order of time, for the span and the period that were asked for', async () => {
  values = { 'a Maximum': { 1: 5, 2: 7, 3: 6 } }
  expect(await read('Maximum', [metric('a')])).toEqual([
    [1, 5],
    [2, 7],
    [3, 6],
  ])
  expect(asked.map(({ StartTime, EndTime, NextToken }) => [StartTime, EndTime, NextToken])).toEqual([
    [60, 240, undefined],
    [60, 240, '2'],
    [60, 240, '1'],
  ])
  expect(asked[0]!.MetricDataQueries[0]!.MetricStat).toEqual({
    Metric: { Namespace: 'Shop', MetricName: 'a', Dimensions: [{ Name: 'Store', Value: 'a' }] },
    ...{ Period: 60, Stat: 'Maximum' },
  })
})

it('adds up counts and sums of several metrics, and of the rest takes the largest, of minima the smallest', async () => {
  const each = (one: number, other: number) => [{ 1: one, 2: one }, { 2: other }] as const
  for (const statistic of ['Sum', 'SampleCount', 'Maximum', 'p95', 'Minimum']) {
    const [a, b] = each(3, 8)
    values = { [`a ${statistic}`]: a, [`b ${statistic}`]: b }
    const together = { Sum: 11, SampleCount: 11, Maximum: 8, p95: 8, Minimum: 3 }[statistic]
    expect(await read(statistic), statistic).toEqual([
      [1, 3],
      [2, together],
    ])
  }
})

it('works the average of several metrics out of all that was measured, and asks for that of one', async () => {
  values = { 'a Sum': { 1: 10 }, 'a SampleCount': { 1: 1 }, 'b Sum': { 1: 30 }, 'b SampleCount': { 1: 9 }, 'a Average': { 2: 4 } }
  expect(await read('Average')).toEqual([[1, 4]])
  expect(await read('Average', [metric('a')])).toEqual([[2, 4]])
})

it('keeps lines apart that show the same metric, and asks for no more metrics at a time than AWS takes', async () => {
  values = { 'a Sum': { 1: 1 }, 'a Maximum': { 1: 2 } }
  const points = await readSeries(
    [
      { key: 'one', metrics: [metric('a')], statistic: 'Sum' },
      { key: 'other', metrics: [metric('a')], statistic: 'Maximum' },
      { key: 'none', metrics: [], statistic: 'Sum' },
    ],
    SPAN,
  )
  expect([...points].map(([key, of]) => [key, of.map(({ value }) => value)])).toEqual([
    ['one', [1]],
    ['other', [2]],
    ['none', []],
  ])
  asked = []
  const many = Array.from({ length: 501 }, () => metric('a'))
  expect(await read('Sum', many)).toEqual([[1, 501]])
  expect(Math.max(...asked.map(each => each.MetricDataQueries.length))).toBe(500)
})
