import { eachOf, onEverything } from '../declaration/access.ts'
import type { Service, ServiceHost } from '../declaration/service.ts'
import type { CloudWatchDependencies } from './dependencies.ts'

/** What is too old is looked for so often. */
const SWEEP_MS = 3_600_000

/** 1,000 data with values, dimensions and the names around them; AWS takes 1 MB compressed. */
const MOST_BYTES = 8 * 1024 * 1024

/** What other services use of CloudWatch. */
export interface CloudWatchFace extends CloudWatchDependencies {
  count: ReturnType<typeof import('./metrics/execution-metrics.ts').executionMetrics>
}

/** Amazon CloudWatch, API version 2010-08-01: metrics by the minute. */
export const cloudWatchService: Service<CloudWatchFace> = {
  scope: 'monitoring',
  iamPrefix: 'cloudwatch',
  operations: {
    PutMetricData: { keys: input => ({ 'cloudwatch:namespace': String(input['Namespace']) }), bodyBytes: MOST_BYTES },
    ...eachOf(['GetMetricData', 'GetMetricStatistics', 'ListMetrics'], onEverything),
  },
  start(host) {
    const sweep = async (): Promise<void> => {
      const { metricSpace } = await import('./metrics/metric.ts')
      if ((await host.data.scan(metricSpace, { limit: 1 })).length > 0) await (await faceOf(host)).metrics.sweep(host.clock.now())
    }
    const timer = setInterval(() => {
      sweep().catch(error => host.logger.error('CloudWatch could not be swept', { error }))
    }, SWEEP_MS)
    timer.unref()
    const unfollow = host.follow('execution-metrics', async entries => (await faceOf(host)).count(entries))
    return () => {
      clearInterval(timer)
      unfollow()
    }
  },
  async open({ catalog, data, clock }) {
    const [{ cloudWatchOperations }, { metricStore }, { executionMetrics }] = await Promise.all([
      import('./cloudwatch-operations.ts'),
      import('./metrics/metric-store.ts'),
      import('./metrics/execution-metrics.ts'),
    ])
    const metrics = metricStore(data)
    const deps: CloudWatchDependencies = { catalog, data, clock, metrics }
    return { operations: cloudWatchOperations(deps), face: { ...deps, count: executionMetrics(data, metrics) } }
  },
}

async function faceOf(host: ServiceHost): Promise<CloudWatchFace> {
  const face = await host.neighbour(cloudWatchService)
  if (!face) throw new Error('CloudWatch follows executions, but is not served')
  return face
}
