import type { cloudwatch, Operation } from '@pasos/wire'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { invalidToken, validationError } from '../errors.ts'
import { isStatistic, statistic } from '../metrics/aggregate.ts'
import { bucketsOf, isPeriod } from '../metrics/buckets.ts'
import type { Place } from '../metrics/metric.ts'
import { metricOf } from './put-metric-data.ts'

const mostQueries = 500
const mostDatapoints = 100_800

type Input = cloudwatch.GetMetricDataInput
interface Result {
  Timestamps: Date[]
  Values: number[]
}

/** Statistics of metrics; expressions over them are refused. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export function getMetricData(deps: CloudWatchDependencies): Operation<Input, cloudwatch.GetMetricDataOutput> {
  return async (input, { accountId, region }) => {
    const { MetricDataQueries: queries = [], MaxDatapoints = mostDatapoints, NextToken } = input
    check(input)
    let [at, offset] = placeOf(NextToken, queries.length)
    let left = Math.min(Math.max(1, MaxDatapoints), mostDatapoints)
    const results: cloudwatch.MetricDataResult[] = []
    for (; at < queries.length && left > 0; at++) {
      const query = queries[at]!
      if (query.ReturnData === false) continue
      const all = await resultOf(deps, { accountId, region }, query, input)
      const end = Math.min(all.Values.length, offset + left)
      const isComplete = end === all.Values.length
      results.push({
        Id: query.Id,
        Label: query.Label ?? query.MetricStat?.Metric?.MetricName,
        Timestamps: all.Timestamps.slice(offset, end),
        Values: all.Values.slice(offset, end),
        StatusCode: isComplete ? 'Complete' : 'PartialData',
      })
      left -= end - offset
      offset = isComplete ? 0 : end
      if (!isComplete) break
    }
    const rest = queries.slice(at).some(({ ReturnData }) => ReturnData !== false)
    return { MetricDataResults: results, Messages: [], ...(rest && { NextToken: Buffer.from(`${at}/${offset}`).toString('base64') }) }
  }
}

function check({ MetricDataQueries: queries = [], StartTime, EndTime }: Input): void {
  if (queries.length === 0) throw validationError('The parameter MetricDataQueries is required.')
  if (queries.length > mostQueries) {
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${mostQueries}.`)
  }
  if (StartTime!.getTime() >= EndTime!.getTime()) throw validationError('The parameter StartTime must be less than the parameter EndTime.')
  const ids = new Set<string>()
  queries.forEach((query, index) => {
    checkQuery(query, `MetricDataQueries.member.${index + 1}`)
    if (ids.has(query.Id!)) throw validationError(`The values for parameter Id in MetricDataQueries are not unique: "${query.Id}".`)
    ids.add(query.Id!)
  })
  if (queries.every(({ ReturnData }) => ReturnData === false)) {
    throw validationError('At least one element in the parameter MetricDataQueries must have ReturnData set to true.')
  }
}

/** One metric with one statistic: all that is understood here, in alarms too. */
export function checkQuery({ Id = '', Expression, MetricStat }: cloudwatch.MetricDataQuery, member: string): void {
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(Id)) {
    throw validationError(`The value ${Id} for parameter ${member}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`)
  }
  if (Expression !== undefined) throw validationError(`Error in expression '${Id}': Invalid syntax`)
  if (!MetricStat) throw validationError(`Exactly one of the parameters Expression or MetricStat is required in ${member}.`)
  const { Stat = '', Period = 0 } = MetricStat
  if (!isStatistic(Stat)) throw validationError(`The value ${Stat} for parameter ${member}.MetricStat.Stat is not supported.`)
  if (!isPeriod(Period)) {
    throw validationError(`Period must be 1, 5, 10, 20, 30 or a multiple of 60 in ${member}.MetricStat.`)
  }
}

async function resultOf(
  { metrics }: CloudWatchDependencies,
  place: Place,
  { MetricStat }: cloudwatch.MetricDataQuery,
  input: Input,
): Promise<Result> {
  const { Metric = {}, Period: periodSeconds = 60, Stat = '', Unit: unit } = MetricStat ?? {}
  const periodMs = periodSeconds * 1000
  const buckets = await bucketsOf(metrics, {
    ...{ place, metric: metricOf(Metric.Namespace ?? '', Metric.MetricName, Metric.Dimensions), periodSeconds, unit, isOneUnit: true },
    from: Math.floor(input.StartTime!.getTime() / periodMs) * periodMs,
    to: input.EndTime!.getTime(),
  })
  const result: Result = { Timestamps: [], Values: [] }
  for (const { at, aggregate } of input.ScanBy === 'TimestampAscending' ? buckets : buckets.reverse()) {
    const value = statistic(aggregate, Stat)
    if (value === undefined) continue
    result.Timestamps.push(new Date(at))
    result.Values.push(value)
  }
  return result
}

function placeOf(token: string | undefined, queries: number): [query: number, offset: number] {
  if (token === undefined) return [0, 0]
  const [, query = '', offset = ''] = /^(\d{1,3})\/(\d{1,9})$/.exec(Buffer.from(token, 'base64').toString()) ?? []
  if (query === '' || Number(query) >= queries) throw invalidToken()
  return [Number(query), Number(offset)]
}
