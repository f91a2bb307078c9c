import type { Catalog, Clock, DataStore } from '@pasos/engine'
import type { MetricStore } from './metrics/metric-store.ts'

export interface CloudWatchDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  metrics: MetricStore
}
