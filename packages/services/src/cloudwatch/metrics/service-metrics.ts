import type { MeasuredMinute } from '../../declaration/meter.ts'
import { aggregateOf } from './aggregate.ts'
import type { MetricStore } from './metric-store.ts'

/** Adds what services have measured of themselves to the metrics; on disk when it resolves. */
export function addMeasured(metrics: Pick<MetricStore, 'add'>, minutes: readonly MeasuredMinute[]): Promise<void> {
  return metrics.add(
    minutes.map(({ namespace, name, dimensions, accountId, region, unit, at, values }) => ({
      place: { accountId, region },
      metric: { namespace, name, dimensions: dimensions.map(([key, value]) => ({ name: key, value })) },
      ...{ at, unit, aggregate: aggregateOf([...values]) },
    })),
  )
}
