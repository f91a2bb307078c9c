import type { cloudwatch } from '@pasos/wire'
import { statistic } from '../metrics/aggregate.ts'
import { bucketsOf } from '../metrics/buckets.ts'
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

/**
 * The state that the last whole minutes ask for; nothing where it is to stay.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export async function evaluateAlarm(metrics: MetricStore, alarm: AlarmRecord, now: number): Promise<Verdict | undefined> {
  const { settings } = alarm
  const { Period = 60, EvaluationPeriods: periods = 1, Threshold = 0, TreatMissingData = 'missing' } = settings
  const needed = settings.DatapointsToAlarm ?? periods
  const to = Math.floor(now / 60_000) * 60_000
  const buckets = await bucketsOf(metrics, {
    ...{ place: alarm, metric: metricOf(settings.Namespace ?? '', settings.MetricName, settings.Dimensions), periodSeconds: Period },
    ...{ from: to - periods * Period * 1000, to, unit: settings.Unit, isOneUnit: true },
  })
  const values = buckets.flatMap(({ at, aggregate }) => {
    const value = statistic(aggregate, settings.Statistic ?? settings.ExtendedStatistic ?? '')
    return value === undefined ? [] : [{ at, value }]
  })
  const [words = '', breaches = () => false] = comparisons[settings.ComparisonOperator ?? ''] ?? []
  const breaching = values.filter(({ value }) => breaches(value, Threshold)).length
  const missing = periods - values.length
  const told = (isAlarm: boolean): Verdict => ({
    state: isAlarm ? 'ALARM' : 'OK',
    reason: `Threshold Crossed: ${values.length} out of the last ${periods} datapoints [${values.map(({ value }) => value).join(', ')}] ${isAlarm ? 'was' : 'was not'} ${words} the threshold (${Threshold}).`,
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
