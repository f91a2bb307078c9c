import type { cloudwatch, Operation } from '@pasos/wire'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { invalidCombination, invalidValue, missingParameter } from '../errors.ts'
import { isPercentile, statistic } from '../metrics/aggregate.ts'
import { bucketsOf, isPeriod, roundedStart } from '../metrics/buckets.ts'
import { metricOf } from './put-metric-data.ts'

const mostDatapoints = 1_440

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export function getMetricStatistics({
  metrics,
  clock,
}: CloudWatchDependencies): Operation<cloudwatch.GetMetricStatisticsInput, cloudwatch.GetMetricStatisticsOutput> {
  return async (input, { accountId, region }) => {
    const { Namespace = '', MetricName, Dimensions, Period = 0, Statistics = [], ExtendedStatistics = [], Unit } = input
    if (Statistics.length === 0 && ExtendedStatistics.length === 0) {
      throw missingParameter('The request must contain either the parameter Statistics or the parameter ExtendedStatistics.')
    }
    const unknown = ExtendedStatistics.find(name => !isPercentile(name))
    if (unknown !== undefined) throw invalidValue(`The value ${unknown} for parameter ExtendedStatistics is not supported.`)
    if (!isPeriod(Period)) throw invalidValue('The parameter Period must be a multiple of 60, or one of 1, 5, 10, 20 or 30.')
    const [start, to] = [input.StartTime!.getTime(), input.EndTime!.getTime()]
    if (start >= to) throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.')
    const asked = Math.ceil((to - start) / (Period * 1000))
    if (asked > mostDatapoints) {
      throw invalidCombination(
        `You have requested up to ${asked.toLocaleString('en-US')} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
      )
    }
    const buckets = await bucketsOf(metrics, {
      ...{ place: { accountId, region }, metric: metricOf(Namespace, MetricName, Dimensions) },
      ...{ from: roundedStart(start, clock.now(), Period), to, periodSeconds: Period, unit: Unit },
    })
    const pointOf = ({ at, unit, aggregate }: (typeof buckets)[number]): cloudwatch.Datapoint => ({
      Timestamp: new Date(at),
      ...Object.fromEntries(Statistics.map(name => [name, statistic(aggregate, name)])),
      Unit: unit as cloudwatch.StandardUnit,
      ...(ExtendedStatistics.length > 0 && {
        ExtendedStatistics: Object.fromEntries(
          ExtendedStatistics.flatMap(name => {
            const value = statistic(aggregate, name)
            return value === undefined ? [] : [[name, value]]
          }),
        ),
      }),
    })
    return { Label: MetricName, Datapoints: buckets.map(pointOf) }
  }
}
