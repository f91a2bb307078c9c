import type { Operation } from '@pasos/wire'
import type { CloudWatchDependencies } from './dependencies.ts'
import { getMetricData } from './operations/get-metric-data.ts'
import { getMetricStatistics } from './operations/get-metric-statistics.ts'
import { listMetrics } from './operations/list-metrics.ts'
import { putMetricData } from './operations/put-metric-data.ts'

export function cloudWatchOperations(deps: CloudWatchDependencies): Record<string, Operation> {
  return {
    GetMetricData: getMetricData(deps),
    GetMetricStatistics: getMetricStatistics(deps),
    ListMetrics: listMetrics(deps),
    PutMetricData: putMetricData(deps),
  }
}
