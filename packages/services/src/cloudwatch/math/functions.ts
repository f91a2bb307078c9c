import { MathProblem } from './math-problem.ts'
import { computed, everyPeriod, folded, mapped, readerOf, type Series, type Span } from './series.ts'

/** A scalar, a time series, an array of them, or what only a function understands. */
export type Value = number | Series | readonly Series[] | Word

export interface Word {
  word: string
}

export interface MathScope {
  span: Span
  /** The shortest of the request's metrics. */
  periodMs: number
  /** Of the request, in its order. */
  metrics: readonly Series[]
  /** Told how many values were looked at. @throws MathProblem when they are too many */
  pay(values: number): void
}

type MathFunction = (args: readonly Value[], scope: MathScope) => Value

const isList = (value: Value | undefined): value is readonly Series[] => Array.isArray(value)
export const isSeries = (value: Value | undefined): value is Series => typeof value === 'object' && 'times' in value
export const isWord = (value: Value | undefined): value is Word => typeof value === 'object' && 'word' in value

/** One argument that is a series, an array of them, or a number. */
function each(change: (series: Series, scope: MathScope) => Series, ofNumber?: (value: number) => number): MathFunction {
  return (args, scope) => {
    const [of] = exactly(args, 1)
    if (isSeries(of)) return change(of, scope)
    if (isList(of)) return of.map(series => change(series, scope))
    if (typeof of === 'number' && ofNumber) return ofNumber(of)
    throw wrongArguments()
  }
}

const valueByValue = (change: (value: number) => number): MathFunction => each(series => mapped(series, change), change)

/** A series becomes a number, an array a series. `ofMany` is told how many series there are, with or without a value. */
function statistic(ofOne: (values: readonly number[]) => number, ofMany: (values: readonly number[], all: number) => number): MathFunction {
  return args => {
    const [of] = exactly(args, 1)
    if (isSeries(of)) return of.values.length === 0 ? Number.NaN : ofOne(of.values)
    if (isList(of)) return folded(of, values => ofMany(values, of.length))
    throw wrongArguments()
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b))
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b))
const mean = (values: readonly number[]): number => sum(values) / values.length

function deviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(sum(values.map(value => (value - middle) ** 2)) / values.length)
}

/** By which arrays are sorted. */
const sortKeys: Record<string, (values: readonly number[]) => number> = { AVG: mean, MIN: least, MAX: most, SUM: sum }

/** What each value is against the one before it. */
function fromBefore(change: (value: number, before: number, seconds: number) => number): MathFunction {
  return each(series =>
    mapped(series, (value, index) => {
      if (index === 0) return undefined
      const seconds = (series.times[index]! - series.times[index - 1]!) / 1000
      return change(value, series.values[index - 1]!, seconds)
    }),
  )
}

/** A value for every period, made of its time. */
function byTime(valueAt: (date: Date) => number): MathFunction {
  return (args, { span }) => {
    const [of] = exactly(args, 1)
    if (!isSeries(of)) throw wrongArguments()
    const times = everyPeriod(span, of.periodMs)
    return { ...computed(of), times, values: times.map(at => valueAt(new Date(at))) }
  }
}

function runningSum(series: Series): Series {
  let total = 0
  return mapped(series, value => (total += value))
}

const fill: MathFunction = (args, { span, pay }) => {
  const [of, by] = exactly(args, 2)
  const isKnown = typeof by === 'number' || isSeries(by) || (isWord(by) && (by.word === 'REPEAT' || by.word === 'LINEAR'))
  if (by === undefined || !isKnown) throw wrongArguments()
  if (isSeries(of)) return filled(of, by, span)
  if (isList(of)) return eachPaid(of, pay, series => filled(series, by, span))
  throw wrongArguments()
}

/** Of an array each series, paid for as soon as it is made: empty ones cost nothing, and what is made of them may be large. */
export function eachPaid(all: readonly Series[], pay: MathScope['pay'], change: (series: Series) => Series): Series[] {
  return all.map(series => {
    const made = change(series)
    pay(made.times.length)
    return made
  })
}

function filled(series: Series, by: Value, span: Span): Series {
  const periods = everyPeriod(span, series.periodMs)
  const [own, other] = [readerOf(series), isSeries(by) ? readerOf(by) : undefined]
  const [times, values]: [number[], number[]] = [[], []]
  // The next of the series' own values, and the one before it.
  let next = 0
  for (const at of periods) {
    while (next < series.times.length && series.times[next]! < at) next++
    const value = own(at) ?? (typeof by === 'number' ? by : other ? other(at) : between(series, next, at, (by as Word).word))
    if (value === undefined) continue
    times.push(at)
    values.push(value)
  }
  return { ...computed(series), times, values }
}

function between({ times, values }: Series, next: number, at: number, how: string): number | undefined {
  const before = values[next - 1]
  if (how === 'REPEAT' || before === undefined) return before
  const after = values[next]
  if (after === undefined) return undefined
  const [start, end] = [times[next - 1]!, times[next]!]
  return before + ((after - before) * (at - start)) / (end - start)
}

const sort: MathFunction = ([of, by, order, limit]) => {
  const key = isWord(by) && Object.hasOwn(sortKeys, by.word) ? sortKeys[by.word] : undefined
  const isOrder = isWord(order) && (order.word === 'ASC' || order.word === 'DESC')
  if (!isList(of) || !key || !isOrder || (limit !== undefined && typeof limit !== 'number')) throw wrongArguments()
  const sign = order.word === 'ASC' ? 1 : -1
  const keyed = of.map(series => ({ series, key: series.values.length === 0 ? Number.NaN : key(series.values) }))
  // What has no values comes last, whatever the order.
  const place = ({ key }: { key: number }): number => (Number.isNaN(key) ? Infinity : sign * key)
  keyed.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
  return keyed.map(({ series }) => series).slice(0, limit)
}

const slice: MathFunction = ([of, start, end]) => {
  if (!isList(of) || typeof start !== 'number' || (end !== undefined && typeof end !== 'number')) throw wrongArguments()
  return of.slice(start, end)
}

const metrics: MathFunction = ([part], scope) => {
  if (part !== undefined && !isWord(part)) throw wrongArguments()
  return scope.metrics.filter(({ id = '' }) => id.includes(part?.word ?? ''))
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list */
export const mathFunctions: Record<string, MathFunction> = {
  ABS: valueByValue(Math.abs),
  AVG: statistic(mean, (values, all) => sum(values) / all),
  CEIL: valueByValue(Math.ceil),
  DATAPOINT_COUNT: args => (isSeries(args[0]) ? args[0].values.length : countedAt(args)),
  DATE: byTime(date => date.getUTCDate()),
  // AWS: Monday is 1.
  DAY: byTime(date => date.getUTCDay() || 7),
  DIFF: fromBefore((value, before) => value - before),
  DIFF_TIME: fromBefore((_value, _before, seconds) => seconds),
  EPOCH: byTime(date => date.getTime() / 1000),
  FILL: fill,
  FIRST: args => oneOf(args, 0),
  FLOOR: valueByValue(Math.floor),
  HOUR: byTime(date => date.getUTCHours()),
  LAST: args => oneOf(args, -1),
  LOG: valueByValue(Math.log),
  LOG10: valueByValue(Math.log10),
  MAX: statistic(most, most),
  METRIC_COUNT: args => listIn(args).length,
  METRICS: metrics,
  MIN: statistic(least, least),
  MINUTE: byTime(date => date.getUTCMinutes()),
  MONTH: byTime(date => date.getUTCMonth() + 1),
  PERIOD: args => {
    const [of] = exactly(args, 1)
    if (!isSeries(of) || of.id === undefined) throw new MathProblem('PERIOD takes a metric')
    return of.periodMs / 1000
  },
  RATE: fromBefore((value, before, seconds) => (value - before) / seconds),
  REMOVE_EMPTY: args => listIn(args).filter(({ values }) => values.length > 0),
  RUNNING_SUM: each(runningSum),
  SLICE: slice,
  SORT: sort,
  STDDEV: statistic(deviation, deviation),
  SUM: statistic(sum, sum),
  TIME_SERIES: (args, { span, periodMs }) => {
    const [value] = exactly(args, 1)
    if (typeof value !== 'number') throw wrongArguments()
    const times = Number.isFinite(value) ? everyPeriod(span, periodMs) : []
    return { label: '', periodMs, times, values: times.map(() => value) }
  },
  YEAR: byTime(date => date.getUTCFullYear()),
}

/** AWS has them, and they are not served here. */
export const unservedFunctions = new Set([
  ...['SEARCH', 'ANOMALY_DETECTION_BAND', 'INSIGHT_RULE_METRIC', 'SERVICE_QUOTA', 'DB_PERF_INSIGHTS', 'LAMBDA'],
])

function countedAt(args: readonly Value[]): Series {
  return folded(listIn(args), values => values.length)
}

function oneOf(args: readonly Value[], index: number): Series {
  const found = listIn(args).at(index)
  if (!found) throw new MathProblem('The array of time series is empty')
  return found
}

function listIn(args: readonly Value[]): readonly Series[] {
  const [of] = exactly(args, 1)
  if (!isList(of)) throw wrongArguments()
  return of
}

function exactly(args: readonly Value[], count: number): readonly Value[] {
  if (args.length !== count) throw wrongArguments()
  return args
}

export function wrongArguments(): MathProblem {
  return new MathProblem('Unsupported operand type(s)')
}
