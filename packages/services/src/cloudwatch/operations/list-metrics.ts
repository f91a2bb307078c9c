import type { cloudwatch, Operation } from '@pasos/wire'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { invalidValue } from '../errors.ts'
import { type MetricRecord, metricPrefix } from '../metrics/metric.ts'
import { metricsIn } from '../metrics/metric-store.ts'

const pageSize = 500
/** AWS lists no metric that had no data for two weeks. */
const listedMs = 14 * 86_400_000
const recentMs = 3 * 3_600_000

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export function listMetrics({ data, clock }: CloudWatchDependencies): Operation<cloudwatch.ListMetricsInput, cloudwatch.ListMetricsOutput> {
  return async (input, place) => {
    const prefix = metricPrefix(place, input.Namespace)
    const after = input.NextToken === undefined ? '' : Buffer.from(input.NextToken, 'base64').toString()
    if (after !== '' && !after.startsWith(prefix)) throw invalidValue('Invalid NextToken')
    const since = clock.now() - (input.RecentlyActive === undefined ? listedMs : recentMs)
    const found: (MetricRecord & { key: string })[] = []
    for await (const metric of metricsIn(data, prefix, after)) {
      if (metric.lastAt < since || !isAsked(metric, input)) continue
      if (found.length === pageSize) {
        const NextToken = Buffer.from(found.at(-1)!.key).toString('base64')
        return { Metrics: found.map(shown), NextToken }
      }
      found.push(metric)
    }
    return { Metrics: found.map(shown) }
  }
}

function isAsked(metric: MetricRecord, { MetricName, Dimensions = [] }: cloudwatch.ListMetricsInput): boolean {
  if (MetricName !== undefined && metric.name !== MetricName) return false
  return Dimensions.every(({ Name, Value }) =>
    metric.dimensions.some(({ name, value }) => name === Name && (Value === undefined || value === Value)),
  )
}

function shown({ namespace, name, dimensions }: MetricRecord): cloudwatch.Metric {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: dimensions.map(dimension => ({ Name: dimension.name, Value: dimension.value })),
  }
}
