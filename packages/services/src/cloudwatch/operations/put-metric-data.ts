import type { cloudwatch, Operation } from '@pasos/wire'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { invalidCombination, invalidValue, missingParameter } from '../errors.ts'
import { type Aggregate, aggregateOf } from '../metrics/aggregate.ts'
import type { Metric } from '../metrics/metric.ts'
import type { Measured } from '../metrics/metric-store.ts'

const mostData = 1_000
const mostValues = 150
const dayMs = 86_400_000

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export function putMetricData({ metrics, clock }: CloudWatchDependencies): Operation<cloudwatch.PutMetricDataInput, object> {
  return async ({ Namespace: namespace = '', MetricData = [], EntityMetricData = [] }, { accountId, region }) => {
    if (namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid.')
    const data = [...MetricData, ...EntityMetricData.flatMap(({ MetricData: more = [] }) => more)]
    if (data.length === 0) throw missingParameter('The parameter MetricData is required.')
    if (data.length > mostData) throw invalidValue(`The collection MetricData must not have a size greater than ${mostData}.`)
    const now = clock.now()
    await metrics.add(
      data.map((datum, index): Measured => {
        const member = `MetricData.member.${index + 1}`
        return {
          place: { accountId, region },
          metric: metricOf(namespace, datum.MetricName, datum.Dimensions),
          at: timeOf(datum, member, now),
          unit: datum.Unit ?? 'None',
          aggregate: aggregateIn(datum, member),
          isHighResolution: resolutionOf(datum, member) === 1,
        }
      }),
    )
    return {}
  }
}

export function metricOf(namespace: string, name = '', dimensions: cloudwatch.Dimension[] = []): Metric {
  return { namespace, name, dimensions: dimensions.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })) }
}

/** By the second, or by the minute. */
function resolutionOf({ StorageResolution: seconds = 60 }: cloudwatch.MetricDatum, member: string): number {
  if (seconds !== 1 && seconds !== 60) throw invalidValue(`The value ${seconds} for parameter ${member}.StorageResolution is invalid.`)
  return seconds
}

/** Two weeks back and two hours ahead are taken. */
function timeOf({ Timestamp }: cloudwatch.MetricDatum, member: string, now: number): number {
  const at = Timestamp?.getTime() ?? now
  if (at < now - 14 * dayMs) throw invalidValue(`The parameter ${member}.Timestamp must specify a time no more than two weeks in the past.`)
  if (at > now + dayMs / 12)
    throw invalidValue(`The parameter ${member}.Timestamp must specify a time no more than two hours in the future.`)
  return at
}

function aggregateIn(datum: cloudwatch.MetricDatum, member: string): Aggregate {
  const { Value, Values = [], Counts, StatisticValues: set } = datum
  const given = [Value !== undefined && 'Value', Values.length > 0 && 'Values', set && 'StatisticValues'].filter(name => name)
  if (given.length === 0)
    throw missingParameter(
      `At least one of the parameters ${member}.Value, ${member}.Values or ${member}.StatisticValues must be specified.`,
    )
  if (given.length > 1) {
    throw invalidCombination(
      `The parameters ${member}.${given[0]} and ${member}.${given[1]} are mutually exclusive and you have specified both.`,
    )
  }
  if (Value !== undefined) return aggregateOf([[checked(Value, `${member}.Value`), 1]])
  if (set) {
    const { SampleCount: count = 0, Sum: sum = 0, Minimum: min = 0, Maximum: max = 0 } = set
    for (const [name, value] of Object.entries(set)) checked(Number(value), `${member}.StatisticValues.${name}`)
    if (count <= 0) throw invalidValue(`The value ${count} for parameter ${member}.StatisticValues.SampleCount is invalid.`)
    if (min > max)
      throw invalidCombination(`The parameter ${member}.StatisticValues.Maximum must be greater than ${member}.StatisticValues.Minimum.`)
    return { count, sum, min, max }
  }
  if (Values.length > mostValues) throw invalidValue(`The collection ${member}.Values must not have a size greater than ${mostValues}.`)
  if (Counts !== undefined && Counts.length !== Values.length) {
    throw invalidValue(`The parameters ${member}.Values and ${member}.Counts must be of the same size.`)
  }
  const pairs = Values.map((value, at): [number, number] => [
    checked(value, `${member}.Values`),
    checked(Counts?.[at] ?? 1, `${member}.Counts`),
  ])
  if (pairs.some(([, count]) => count <= 0)) throw invalidValue(`The parameter ${member}.Counts must be greater than 0.`)
  return aggregateOf(pairs)
}

function checked(value: number, member: string): number {
  if (!Number.isFinite(value)) throw invalidValue(`The value ${value} for parameter ${member} is invalid.`)
  return value
}
