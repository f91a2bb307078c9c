import type { cloudwatch, Operation } from '@pasos/wire'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { invalidToken, validationError } from '../errors.ts'
import { type PlannedQuery, plannedQueries, QueryProblem, queryResults } from '../math/query-results.ts'
import type { Series } from '../math/series.ts'
import { isStatistic } from '../metrics/aggregate.ts'
import { isPeriod } from '../metrics/buckets.ts'

const mostQueries = 500
const mostDatapoints = 100_800

type Input = cloudwatch.GetMetricDataInput

/** Statistics of metrics, and metric math over them. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export function getMetricData({ metrics }: CloudWatchDependencies): Operation<Input, cloudwatch.GetMetricDataOutput> {
  return async (input, place) => {
    const { MetricDataQueries: queries = [], MaxDatapoints = mostDatapoints, NextToken } = input
    const planned = check(input)
    let next = placeOf(NextToken, queries.length)
    let left = Math.min(Math.max(1, MaxDatapoints), mostDatapoints)
    const span = { from: input.StartTime!.getTime(), to: input.EndTime!.getTime() }
    const results: cloudwatch.MetricDataResult[] = []
    await refusing(async () => {
      const resultsOf = queryResults({ metrics, place, queries, planned, span })
      while (next.query < queries.length && left > 0) {
        const query = queries[next.query]!
        const all = query.ReturnData === false ? [] : await resultsOf(query.Id!)
        const series = all[next.series]
        if (!series) {
          next = { query: next.query + 1, series: 0, offset: 0 }
          continue
        }
        const part = partOf(series, input.ScanBy === 'TimestampAscending', next.offset, left)
        results.push({ Id: query.Id, Label: labelOf(query, series), ...part.result })
        left -= part.result.Values.length
        if (!part.isLast) next = { ...next, offset: next.offset + part.result.Values.length }
        else if (next.series + 1 < all.length) next = { ...next, series: next.series + 1, offset: 0 }
        else next = { query: next.query + 1, series: 0, offset: 0 }
      }
    })
    const rest = queries.slice(next.query).some(({ ReturnData }) => ReturnData !== false)
    const token = `${next.query}/${next.series}/${next.offset}`
    return { MetricDataResults: results, Messages: [], ...(rest && { NextToken: Buffer.from(token).toString('base64') }) }
  }
}

/** The queries, none before those that it names. @throws ApiError ValidationError */
function check({ MetricDataQueries: queries = [], StartTime, EndTime }: Input): PlannedQuery[] {
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
  const planned = refusing(() => plannedQueries(queries))
  if (queries.every(({ ReturnData }) => ReturnData === false)) {
    throw validationError('At least one element in the parameter MetricDataQueries must have ReturnData set to true.')
  }
  return planned
}

/** One query by itself. */
export function checkQuery({ Id = '', Expression, MetricStat, Period: ofExpression }: cloudwatch.MetricDataQuery, member: string): void {
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(Id)) {
    throw validationError(`The value ${Id} for parameter ${member}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`)
  }
  if ((Expression === undefined) === (MetricStat === undefined)) {
    throw validationError(`Exactly one of the parameters Expression or MetricStat is required in ${member}.`)
  }
  if (ofExpression !== undefined && !isPeriod(ofExpression)) {
    throw validationError(`Period must be 1, 5, 10, 20, 30 or a multiple of 60 in ${member}.`)
  }
  if (!MetricStat) return
  const { Stat = '', Period = 0 } = MetricStat
  if (!isStatistic(Stat)) throw validationError(`The value ${Stat} for parameter ${member}.MetricStat.Stat is not supported.`)
  if (!isPeriod(Period)) {
    throw validationError(`Period must be 1, 5, 10, 20, 30 or a multiple of 60 in ${member}.MetricStat.`)
  }
}

/** @throws ApiError for what is wrong with an expression */
export function refusing<T>(act: () => T): T {
  const refused = (error: unknown): unknown => (error instanceof QueryProblem ? validationError(error.message) : error)
  try {
    const result = act()
    if (!(result instanceof Promise)) return result
    return result.catch((error: unknown) => {
      throw refused(error)
    }) as T
  } catch (error) {
    throw refused(error)
  }
}

/** AWS: each series of an array is told by its metric, behind the label of the expression; an expression without one by its id. */
function labelOf({ Id, Label, Expression }: cloudwatch.MetricDataQuery, series: Series): string | undefined {
  return Expression === undefined ? series.label : [Label ?? Id, series.label].filter(Boolean).join(' ')
}

function partOf({ times, values }: Series, isAscending: boolean, offset: number, most: number) {
  const end = Math.min(values.length, offset + most)
  const [from, before] = isAscending ? [offset, end] : [values.length - end, values.length - offset]
  const ordered = <T>(all: readonly T[]): T[] => (isAscending ? all.slice(from, before) : all.slice(from, before).reverse())
  const isLast = end === values.length
  const StatusCode: cloudwatch.StatusCode = isLast ? 'Complete' : 'PartialData'
  return { isLast, result: { Timestamps: ordered(times).map(at => new Date(at)), Values: ordered(values), StatusCode } }
}

/** How far the pages before this one have come. */
interface Reached {
  query: number
  series: number
  offset: number
}

function placeOf(token: string | undefined, queries: number): Reached {
  if (token === undefined) return { query: 0, series: 0, offset: 0 }
  const [, query = '', series, offset] = /^(\d{1,3})\/(\d{1,6})\/(\d{1,9})$/.exec(Buffer.from(token, 'base64').toString()) ?? []
  if (query === '' || Number(query) >= queries) throw invalidToken()
  return { query: Number(query), series: Number(series), offset: Number(offset) }
}
