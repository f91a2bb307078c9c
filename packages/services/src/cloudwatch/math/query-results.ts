import type { cloudwatch } from '@pasos/wire'
import { statistic } from '../metrics/aggregate.ts'
import { bucketsOf } from '../metrics/buckets.ts'
import type { Place } from '../metrics/metric.ts'
import type { MetricStore } from '../metrics/metric-store.ts'
import { metricOf } from '../operations/put-metric-data.ts'
import { evaluateExpression } from './evaluate-expression.ts'
import { isSeries, type Value } from './functions.ts'
import { MathProblem } from './math-problem.ts'
import { type Expression, namedIn, parseExpression } from './parse-expression.ts'
import { firstPeriod, type Series, type Span } from './series.ts'

type Query = cloudwatch.MetricDataQuery

/** What the expressions of one request may look at; half a second of work. */
const mostValues = 5_000_000
/** Periods of one time series. AWS: data points of one call. */
const mostPeriods = 100_800

/** A problem with the query of that id. */
export class QueryProblem extends Error {
  constructor(id: string, problem: string) {
    super(`Error in expression '${id}': ${problem}`)
  }
}

/** Queries that name each other, by their ids, none before those that it names. @throws QueryProblem */
export function plannedQueries(queries: readonly Query[]): PlannedQuery[] {
  const planned = new Map(queries.map(query => [query.Id ?? '', plannedQuery(query)]))
  const allMetrics = queries.filter(({ MetricStat }) => MetricStat).map(({ Id = '' }) => Id)
  const ordered: PlannedQuery[] = []
  const state = new Map<string, 'begun' | 'done'>()
  const visit = (id: string, from: string): void => {
    const plan = planned.get(id)
    if (!plan) throw new QueryProblem(from, `There is no query with the Id ${id}`)
    if (state.get(id) === 'done') return
    if (state.get(id) === 'begun') throw new QueryProblem(id, 'The expression refers to itself')
    state.set(id, 'begun')
    if (plan.takesAll) for (const metric of allMetrics) plan.names.add(metric)
    for (const name of plan.names) visit(name, id)
    state.set(id, 'done')
    ordered.push(plan)
  }
  for (const id of planned.keys()) visit(id, id)
  return ordered
}

export interface PlannedQuery {
  id: string
  query: Query
  /** Of a query that is no metric. */
  expression?: Expression
  /** The queries that it needs. */
  names: Set<string>
  takesAll: boolean
}

function plannedQuery(query: Query): PlannedQuery {
  const { Id: id = '', Expression } = query
  if (Expression === undefined) return { id, query, names: new Set(), takesAll: false }
  if (/^\s*SELECT\s/i.test(Expression)) throw new QueryProblem(id, 'Metrics Insights queries are not served here')
  const expression = withId(id, () => parseExpression(Expression))
  const { ids, allMetrics } = namedIn(expression)
  return { id, query, expression, names: ids, takesAll: allMetrics }
}

export interface QueriesAsked {
  metrics: MetricStore
  place: Place
  queries: readonly Query[]
  /** Those queries in their order, where that is known already. */
  planned?: readonly PlannedQuery[]
  span: Span
}

/**
 * The results of queries, each when it is asked for: one time series of a metric, and of an expression as many as it makes.
 * @throws QueryProblem
 */
export function queryResults({ metrics, place, queries, planned, span }: QueriesAsked): (id: string) => Promise<readonly Series[]> {
  const ordered = planned ?? plannedQueries(queries)
  const byId = new Map(ordered.map(plan => [plan.id, plan]))
  const known = new Map<string, Value>()
  const inOrder = queries.filter(({ MetricStat }) => MetricStat).map(({ Id = '' }) => Id)
  const periods = queries.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Period ?? 60] : []))
  // Of all of them: an expression may have a value for every period of any.
  const named = [...periods, ...queries.flatMap(({ Period }) => Period ?? [])]
  const shortest = named.length === 0 ? 60 : Math.min(...named)
  let left = mostValues
  const pay = (values: number): void => {
    left -= values
    if (left < 0) throw new MathProblem('The expressions of this request look at too many values')
  }

  async function compute({ id, query, expression }: PlannedQuery): Promise<void> {
    if (known.has(id)) return
    if (!expression) {
      known.set(id, await metricSeries(metrics, place, query, span))
      return
    }
    const periodMs = (query.Period ?? (periods.length === 0 ? 60 : Math.min(...periods))) * 1000
    if ((span.to - span.from) / (shortest * 1000) > mostPeriods) throw new QueryProblem(id, `There are more than ${mostPeriods} periods`)
    const own = { ...{ span, periodMs, pay }, resultOf: (other: string) => known.get(other)! }
    const all = inOrder.flatMap(metric => (known.get(metric) as Series | undefined) ?? [])
    const value = withId(id, () => evaluateExpression(expression, { ...own, metrics: all }))
    known.set(id, value)
  }

  return async id => {
    const needed = new Set<string>([id])
    // A set that grows is gone over to its end.
    for (const name of needed) for (const more of byId.get(name)?.names ?? []) needed.add(more)
    for (const plan of ordered) if (needed.has(plan.id)) await compute(plan)
    const value = known.get(id)
    // Named by the query itself, where it is not one of an array.
    if (isSeries(value)) return [byId.get(id)?.expression ? { ...value, label: '' } : value]
    if (Array.isArray(value)) return value as readonly Series[]
    throw new QueryProblem(id, 'The result is no time series')
  }
}

async function metricSeries(metrics: MetricStore, place: Place, { Id: id = '', Label, MetricStat }: Query, span: Span): Promise<Series> {
  const { Metric = {}, Period: periodSeconds = 60, Stat = '', Unit: unit } = MetricStat ?? {}
  const periodMs = periodSeconds * 1000
  const buckets = await bucketsOf(metrics, {
    ...{ place, metric: metricOf(Metric.Namespace ?? '', Metric.MetricName, Metric.Dimensions), periodSeconds, unit, isOneUnit: true },
    ...{ from: firstPeriod(span, periodMs), to: span.to },
  })
  const found = buckets.flatMap(({ at, aggregate }) => {
    const value = statistic(aggregate, Stat)
    return value === undefined ? [] : [{ at, value }]
  })
  const label = Label ?? Metric.MetricName ?? ''
  return { id, label, periodMs, times: found.map(({ at }) => at), values: found.map(({ value }) => value) }
}

function withId<T>(id: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw error instanceof MathProblem ? new QueryProblem(id, error.message) : error
  }
}
