import { awsJson } from './aws-json.ts'

const call = awsJson({ service: 'monitoring', target: 'GraniteServiceVersion20100801', version: '1.0' })

export interface Metric {
  namespace: string
  name: string
  dimensions: { Name: string; Value: string }[]
}

/** One line of a chart: the metric of each of these, added up or the largest of them at a time. */
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

/** The points of each series in a span, by the period. Counts are added over its metrics, other statistics show the largest. */
export async function readSeries(series: readonly Series[], span: { from: number; until: number; periodSeconds: number }) {
  const queries = series.flatMap(({ key, metrics, statistic }) => metrics.map(metric => ({ key, metric, statistic })))
  const points = new Map(series.map(({ key }) => [key, new Map<number, number>()]))
  for (let at = 0; at < queries.length; at += MOST_QUERIES) {
    const page = queries.slice(at, at + MOST_QUERIES)
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
        const known = points.get(key)!
        for (const [index, seconds] of Timestamps.entries()) {
          const time = seconds * 1000
          const value = Values[index] ?? 0
          const before = known.get(time)
          known.set(time, before === undefined ? value : statistic === 'Sum' ? before + value : Math.max(before, value))
        }
      }
      NextToken = answer.NextToken
    } while (NextToken)
  }
  return new Map([...points].map(([key, values]) => [key, [...values].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at)]))
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
