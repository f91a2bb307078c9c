import { createHash } from 'node:crypto'

/** Whose metric it is. */
export interface Place {
  accountId: string
  region: string
}

export interface Dimension {
  name: string
  value: string
}

/** What tells one metric from another; the order of dimensions does not matter. */
export interface Metric {
  namespace: string
  name: string
  dimensions: readonly Dimension[]
}

/** A metric as it is kept: when it had its latest datum, in epoch milliseconds. */
export interface MetricRecord extends Metric {
  lastAt: number
}

export const metricSpace = 'cloudwatch.metric'

/** Keys of the metrics of a place, or of one namespace there, begin with it. Hexadecimal, so that no name is part of another's key. */
export function metricPrefix({ accountId, region }: Place, namespace?: string): string {
  const part = namespace === undefined ? '' : `${Buffer.from(namespace).toString('hex')}/`
  return `${accountId}/${region}/${part}`
}

export function metricKey(place: Place, metric: Metric): string {
  const dimensions = sortedDimensions(metric).map(({ name, value }) => [name, value])
  const digest = createHash('sha256')
    .update(JSON.stringify([metric.name, dimensions]))
    .digest('hex')
    .slice(0, 32)
  return `${metricPrefix(place, metric.namespace)}${digest}`
}

export function sortedDimensions({ dimensions }: Metric): Dimension[] {
  return [...dimensions].sort((a, b) => (a.name < b.name ? -1 : 1))
}
