/** Values of a metric over time. */
export interface Series {
  label: string
  /** The query of a metric; what is computed has none. */
  id?: string
  periodMs: number
  /** Epoch milliseconds, ascending. */
  times: readonly number[]
  /** One for each time. */
  values: readonly number[]
}

/** The stretch of time of a request: periods begin at `from` or later, and before `to`. Epoch milliseconds. */
export interface Span {
  from: number
  to: number
  /** A moment at which a period of any length begins; without, they are those of the clock. */
  origin?: number
}

/** The beginning of the period that `from` is in. */
export function firstPeriod({ from, origin = 0 }: Span, periodMs: number): number {
  return origin + Math.floor((from - origin) / periodMs) * periodMs
}

/** A value at each time; those that are no finite numbers are left out, as AWS drops what is divided by zero. */
export function mapped(series: Series, change: (value: number, index: number) => number | undefined): Series {
  const [times, values]: [number[], number[]] = [[], []]
  for (const [index, value] of series.values.entries()) add(times, values, series.times[index]!, change(value, index))
  return { ...computed(series), times, values }
}

/** Two as one, at every time at which either has a value; one that is missing is 0, as on AWS. */
export function joined(left: Series, right: Series, combine: (left: number, right: number) => number): Series {
  const [times, values]: [number[], number[]] = [[], []]
  let [l, r] = [0, 0]
  while (l < left.times.length || r < right.times.length) {
    const [a, b] = [left.times[l] ?? Infinity, right.times[r] ?? Infinity]
    const value = combine(a <= b ? left.values[l++]! : 0, b <= a ? right.values[r++]! : 0)
    add(times, values, Math.min(a, b), value)
  }
  return { ...computed(left), periodMs: Math.min(left.periodMs, right.periodMs), times, values }
}

/** All of a list as one: `fold` is given the values that there are at each time. */
export function folded(all: readonly Series[], fold: (values: readonly number[]) => number): Series {
  const byTime = new Map<number, number[]>()
  for (const series of all) {
    for (const [index, at] of series.times.entries()) {
      const found = byTime.get(at)
      if (found) found.push(series.values[index]!)
      else byTime.set(at, [series.values[index]!])
    }
  }
  const [times, values]: [number[], number[]] = [[], []]
  for (const [at, found] of [...byTime].sort(([a], [b]) => a - b)) add(times, values, at, fold(found))
  return { label: '', periodMs: Math.min(...all.map(({ periodMs }) => periodMs)), times, values }
}

/** What a function finds of a series at a time; it looks forward only. */
export function readerOf({ times, values }: Series): (at: number) => number | undefined {
  let index = 0
  return at => {
    while (index < times.length && times[index]! < at) index++
    return times[index] === at ? values[index] : undefined
  }
}

/** Every period of the span. */
export function everyPeriod(span: Span, periodMs: number): number[] {
  const times: number[] = []
  for (let at = firstPeriod(span, periodMs); at < span.to; at += periodMs) times.push(at)
  return times
}

/** Without the id: it is no metric any more. */
export function computed({ label, periodMs }: Series): Pick<Series, 'label' | 'periodMs'> {
  return { label, periodMs }
}

function add(times: number[], values: number[], at: number, value: number | undefined): void {
  if (value === undefined || !Number.isFinite(value)) return
  times.push(at)
  values.push(value)
}
