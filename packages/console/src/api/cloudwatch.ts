import { awsJson } from './aws-json.ts'
import { addsUp } from './statistic.ts'

const call = awsJson({ service: 'monitoring', target: 'GraniteServiceVersion20100801', version: '1.0' })

export interface Metric {
  namespace: string
  name: string
  dimensions: { Name: string; Value: string }[]
}

/** One line of a chart: what these metrics come to together at a time. */
export interface Series {
  key: string
  metrics: readonly Metric[]
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile such as `p95`. */
  statistic: string
}

interface Answer {
  MetricDataResults?: { Id: string; Timestamps?: number[]; Values?: number[] }[]
  NextToken?: string
}

/** AWS takes so many queries at a time. */
const MOST_QUERIES = 500

interface Query {
  /** Of its series. */
  key: string
  metric: Metric
  statistic: string
}

/**
 * The points of each series in a span, by the period. Over several metrics counts and sums are added and an average is that of all that was measured;
 * of the rest, which nothing can be worked out of, the largest is shown (of minima the smallest).
 */
export async function readSeries(series: readonly Series[], span: { from: number; until: number; periodSeconds: number }) {
  const queries = series.flatMap(({ key, metrics, statistic }) =>
    metrics.flatMap(metric => askedFor(statistic, metrics.length).map((each): Query => ({ key, metric, statistic: each }))),
  )
  const points = new Map<string, Map<number, number>>()
  for (let at = 0; at < queries.length; at += MOST_QUERIES) await readPage(queries.slice(at, at + MOST_QUERIES), span, points)
  const pointsOf = (key: string, statistic: string) => points.get(`${key} ${statistic}`) ?? new Map<number, number>()
  return new Map(
    series.map(({ key, metrics, statistic }) => {
      const [first, counts] = askedFor(statistic, metrics.length).map(each => pointsOf(key, each))
      const values = [...first!].map(([at, value]) => ({ at, value: counts ? value / counts.get(at)! : value }))
      return [key, values.sort((a, b) => a.at - b.at)] as const
    }),
  )
}

/** An average of several metrics is worked out of their sums and counts. */
const askedFor = (statistic: string, metrics: number): string[] =>
  statistic === 'Average' && metrics > 1 ? ['Sum', 'SampleCount'] : [statistic]

async function readPage(
  page: readonly Query[],
  span: { from: number; until: number; periodSeconds: number },
  points: Map<string, Map<number, number>>,
): Promise<void> {
  let NextToken: string | undefined
  do {
    const answer: Answer = await call('GetMetricData', {
      ...{ StartTime: span.from / 1000, EndTime: span.until / 1000, NextToken },
      MetricDataQueries: page.map(({ metric, statistic }, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: { Namespace: metric.namespace, MetricName: metric.name, Dimensions: metric.dimensions },
          ...{ Period: span.periodSeconds, Stat: statistic },
        },
      })),
    })
    for (const { Id, Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
      const { key, statistic } = page[Number(Id.slice(1))]!
      const name = `${key} ${statistic}`
      const known = points.get(name) ?? new Map<number, number>()
      points.set(name, known)
      for (const [index, seconds] of Timestamps.entries()) {
        const before = known.get(seconds * 1000)
        const value = Values[index] ?? 0
        known.set(seconds * 1000, before === undefined ? value : together(statistic, before, value))
      }
    }
    NextToken = answer.NextToken
  } while (NextToken)
}

function together(statistic: string, one: number, other: number): number {
  if (addsUp(statistic)) return one + other
  return statistic === 'Minimum' ? Math.min(one, other) : Math.max(one, other)
}

/** Every metric that the server has, but those of its own namespace for executions. */
export async function listOtherMetrics(): Promise<Metric[]> {
  const metrics: Metric[] = []
  let NextToken: string | undefined
  do {
    const page: { Metrics?: { Namespace: string; MetricName: string; Dimensions?: Metric['dimensions'] }[]; NextToken?: string } =
      await call('ListMetrics', { NextToken })
    for (const { Namespace, MetricName, Dimensions = [] } of page.Metrics ?? [])
      if (Namespace !== 'AWS/States') metrics.push({ namespace: Namespace, name: MetricName, dimensions: Dimensions })
    NextToken = page.NextToken
  } while (NextToken && metrics.length < 5_000)
  return metrics
}
