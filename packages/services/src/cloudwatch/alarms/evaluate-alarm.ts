import type { cloudwatch } from '@pasos/wire'
import { QueryProblem, queryResults } from '../math/query-results.ts'
import { statistic } from '../metrics/aggregate.ts'
import { bucketsOf } from '../metrics/buckets.ts'
import type { Place } from '../metrics/metric.ts'
import type { MetricStore } from '../metrics/metric-store.ts'
import { metricOf } from '../operations/put-metric-data.ts'
import type { AlarmRecord } from './alarm-record.ts'

export interface Verdict {
  state: cloudwatch.StateValue
  reason: string
}

const comparisons: Record<string, [words: string, breaches: (value: number, threshold: number) => boolean]> = {
  GreaterThanOrEqualToThreshold: ['greater than or equal to', (value, threshold) => value >= threshold],
  GreaterThanThreshold: ['greater than', (value, threshold) => value > threshold],
  LessThanThreshold: ['less than', (value, threshold) => value < threshold],
  LessThanOrEqualToThreshold: ['less than or equal to', (value, threshold) => value <= threshold],
}

export const isComparison = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(comparisons, name)

/** Of an alarm on several metrics the longest of theirs. Seconds. */
export function alarmPeriod({ Period, Metrics = [] }: Pick<AlarmRecord['settings'], 'Period' | 'Metrics'>): number {
  if (Period !== undefined || Metrics.length === 0) return Period ?? 60
  return Math.max(...Metrics.map(({ Period: ofExpression, MetricStat }) => MetricStat?.Period ?? ofExpression ?? 60))
}

async function valuesOf(metrics: MetricStore, alarm: AlarmRecord, to: number): Promise<readonly number[]> {
  const { settings } = alarm
  if (settings.Metrics) {
    return mathValues(metrics, alarm, to).catch((error: unknown) => {
      // What was an array with a first series yesterday may have none today.
      if (error instanceof QueryProblem) return []
      throw error
    })
  }
  const periodSeconds = alarmPeriod(settings)
  const buckets = await bucketsOf(metrics, {
    ...{ place: alarm, metric: metricOf(settings.Namespace ?? '', settings.MetricName, settings.Dimensions), periodSeconds },
    ...{ from: to - (settings.EvaluationPeriods ?? 1) * periodSeconds * 1000, to, unit: settings.Unit, isOneUnit: true },
  })
  return buckets.flatMap(({ aggregate }) => statistic(aggregate, settings.Statistic ?? settings.ExtendedStatistic ?? '') ?? [])
}

/**
 * The values of an alarm on metric math, of its last periods; none of an alarm on one metric.
 *
 * @throws QueryProblem, also where they are no single time series
 */
export async function mathValues(
  metrics: MetricStore,
  { settings, accountId, region }: Pick<AlarmRecord, 'settings'> & Place,
  to: number,
): Promise<readonly number[]> {
  const { Metrics: queries = [], EvaluationPeriods = 1 } = settings
  const watched = queries.find(({ ReturnData }) => ReturnData !== false)?.Id
  if (watched === undefined) return []
  const periodMs = alarmPeriod(settings) * 1000
  const from = to - EvaluationPeriods * periodMs
  // One period more, for what is told from the value before; periods begin where those of the alarm do.
  const span = { from: from - periodMs, to, origin: from }
  const [series, ...more] = await queryResults({ metrics, place: { accountId, region }, queries, span })(watched)
  if (!series || more.length > 0) throw new QueryProblem(watched, 'The result of an alarm must be a single time series')
  return series.values.filter((_, index) => series.times[index]! >= from)
}

/**
 * The state that the last whole minutes ask for, or the last periods where these are shorter; nothing where it is to stay.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export async function evaluateAlarm(metrics: MetricStore, alarm: AlarmRecord, now: number): Promise<Verdict | undefined> {
  const { settings } = alarm
  const { EvaluationPeriods: periods = 1, Threshold = 0, TreatMissingData = 'missing' } = settings
  const needed = settings.DatapointsToAlarm ?? periods
  const wholeMs = Math.min(60, alarmPeriod(settings)) * 1000
  const to = Math.floor(now / wholeMs) * wholeMs
  const values = await valuesOf(metrics, alarm, to)
  const [words = '', breaches = () => false] = comparisons[settings.ComparisonOperator ?? ''] ?? []
  const breaching = values.filter(value => breaches(value, Threshold)).length
  const missing = periods - values.length
  const told = (isAlarm: boolean): Verdict => ({
    state: isAlarm ? 'ALARM' : 'OK',
    reason: `Threshold Crossed: ${values.length} out of the last ${periods} datapoints [${values.join(', ')}] ${isAlarm ? 'was' : 'was not'} ${words} the threshold (${Threshold}).`,
  })
  switch (TreatMissingData) {
    case 'breaching':
      return told(breaching + missing >= needed)
    case 'notBreaching':
      return told(breaching >= needed)
    case 'ignore':
      if (breaching >= needed) return told(true)
      return breaching + missing < needed ? told(false) : undefined
    default:
      if (values.length === 0) {
        return {
          state: 'INSUFFICIENT_DATA',
          reason: `Insufficient Data: ${periods} datapoint${periods === 1 ? ' was' : 's were'} unknown.`,
        }
      }
      // Where no datum is well, those that are missing do not keep the alarm from ringing.
      return told(breaching === values.length ? breaching + missing >= needed : breaching >= needed)
  }
}
