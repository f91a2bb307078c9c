import { eachOf, onArnIn, onEverything } from '../declaration/access.ts'
import type { MeasuredMinute } from '../declaration/meter.ts'
import { milestonesOf } from '../declaration/milestones.ts'
import type { Access, Service, ServiceHost } from '../declaration/service.ts'
import { tellingOfAll } from '../declaration/told.ts'
import { type AlarmRecord, alarmArn, alarmKind } from './alarms/alarm-record.ts'
import { dashboardArn } from './dashboards/dashboard-record.ts'
import type { CloudWatchDependencies } from './dependencies.ts'

/** What is too old is looked for so often. */
const SWEEP_MS = 3_600_000
const EVALUATE_MS = 15_000
/** AWS: where an alarm has periods of less than a minute. */
const EVALUATE_SHORT_MS = 10_000

/** 1,000 data with values, dimensions and the names around them; AWS takes 1 MB compressed. */
const MOST_BYTES = 8 * 1024 * 1024

/** What other services use of CloudWatch. */
export interface CloudWatchFace extends CloudWatchDependencies {
  count: ReturnType<typeof import('./metrics/execution-metrics.ts').executionMetrics>
  /** Adds what services have measured of themselves. */
  measured(minutes: readonly MeasuredMinute[]): Promise<void>
  /** Looks at every alarm. */
  evaluate(): Promise<void>
}

const onAlarms: Access = {
  resources: ({ AlarmName, AlarmNames }, context) => {
    const names = [AlarmName, ...(Array.isArray(AlarmNames) ? AlarmNames : [])].filter(name => typeof name === 'string')
    return names.length === 0 ? ['*'] : names.map(name => alarmArn(context, name))
  },
}

const onDashboards: Access = {
  resources: ({ DashboardName, DashboardNames }, context) => {
    const names = [DashboardName, ...(Array.isArray(DashboardNames) ? DashboardNames : [])].filter(name => typeof name === 'string')
    return names.length === 0 ? ['*'] : names.map(name => dashboardArn(context, name))
  },
}

/** Amazon CloudWatch, API version 2010-08-01: metrics by the minute, alarms on them, dashboards. */
export const cloudWatchService: Service<CloudWatchFace> = {
  scope: 'monitoring',
  tells: (action, resource, context) =>
    /:(DescribeAlarms|DescribeAlarmHistory)$/.test(action)
      ? tellingOfAll('cloudwatch', () => 'alarm:*')(action, resource, context)
      : { action, resource: resource === '*' ? undefined : resource },
  iamPrefix: 'cloudwatch',
  operations: {
    PutMetricData: { keys: input => ({ 'cloudwatch:namespace': String(input['Namespace']) }), bodyBytes: MOST_BYTES },
    ...eachOf(['DescribeAlarmsForMetric', 'GetMetricData', 'GetMetricStatistics', 'ListMetrics'], onEverything),
    ...eachOf(['DeleteAlarms', 'DescribeAlarmHistory', 'DescribeAlarms', 'DisableAlarmActions', 'EnableAlarmActions'], onAlarms),
    ...eachOf(['PutCompositeAlarm', 'PutMetricAlarm', 'SetAlarmState'], onAlarms),
    ...eachOf(['DeleteDashboards', 'GetDashboard', 'PutDashboard'], onDashboards),
    ListDashboards: onEverything,
    ...eachOf(['ListTagsForResource', 'TagResource', 'UntagResource'], onArnIn('ResourceARN')),
  },
  start(host) {
    const evaluate = async (): Promise<void> => {
      if (host.catalog.list<AlarmRecord>(alarmKind).length > 0) await (await faceOf(host)).evaluate()
    }
    const take = host.meter.collect()
    const keepMeasured = async (): Promise<void> => {
      const minutes = take()
      if (minutes.length > 0) await (await faceOf(host)).measured(minutes)
    }
    let cancel = (): void => undefined
    let isStopped = false
    const next = (): void => {
      if (isStopped) return
      const isShort = host.catalog.list<AlarmRecord>(alarmKind).some(hasShortPeriod)
      cancel = host.clock.at(host.clock.now() + (isShort ? EVALUATE_SHORT_MS : EVALUATE_MS), () => {
        keepMeasured()
          .catch(error => host.logger.error('what services measured could not be kept', { error }))
          .then(evaluate)
          .catch(error => host.logger.error('alarms could not be evaluated', { error }))
          .finally(next)
      })
    }
    next()
    const sweep = async (): Promise<void> => {
      const [{ metricSpace }, { sweepHistory }] = await Promise.all([import('./metrics/metric.ts'), import('./alarms/alarm-history.ts')])
      await sweepHistory(host.data, host.clock.now())
      if ((await host.data.scan(metricSpace, { limit: 1 })).length > 0) await (await faceOf(host)).metrics.sweep(host.clock.now())
    }
    const timer = setInterval(() => {
      sweep().catch(error => host.logger.error('CloudWatch could not be swept', { error }))
    }, SWEEP_MS)
    timer.unref()
    const unfollow = host.follow('execution-metrics', async entries => (await faceOf(host)).count(entries), milestonesOf)
    return () => {
      isStopped = true
      cancel()
      clearInterval(timer)
      unfollow()
    }
  },
  async open(host) {
    const [
      { cloudWatchOperations },
      { metricStore },
      { executionMetrics },
      { stateChanger },
      { evaluateAlarm },
      { addMeasured },
      { compositeSettler },
    ] = await Promise.all([
      import('./cloudwatch-operations.ts'),
      import('./metrics/metric-store.ts'),
      import('./metrics/execution-metrics.ts'),
      import('./alarms/change-state.ts'),
      import('./alarms/evaluate-alarm.ts'),
      import('./metrics/service-metrics.ts'),
      import('./alarms/composite-alarms.ts'),
    ])
    const { catalog, data, clock } = host
    const metrics = metricStore(data)
    const deps: CloudWatchDependencies = { catalog, data, clock, metrics }
    const states = stateChanger(host)
    await states.resume()
    const settle = compositeSettler(catalog, states, clock)
    const evaluate = async (): Promise<void> => {
      for (const alarm of catalog.list<AlarmRecord>(alarmKind)) {
        if (alarm.composite) continue
        const verdict = await evaluateAlarm(metrics, alarm, clock.now())
        if (verdict && verdict.state !== alarm.state) await states.change(alarm, verdict)
      }
      await settle()
    }
    return {
      operations: cloudWatchOperations({ ...deps, states, settle }),
      face: { ...deps, count: executionMetrics(data, metrics), measured: minutes => addMeasured(metrics, minutes), evaluate },
      close: () => states.close(),
    }
  },
}

function hasShortPeriod({ settings: { Period = 60, Metrics = [] } }: AlarmRecord): boolean {
  return Period < 60 || Metrics.some(({ MetricStat }) => (MetricStat?.Period ?? 60) < 60)
}

async function faceOf(host: ServiceHost): Promise<CloudWatchFace> {
  const face = await host.neighbour(cloudWatchService)
  if (!face) throw new Error('CloudWatch follows executions, but is not served')
  return face
}
