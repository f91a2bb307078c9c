/** What was measured in a stretch of time: enough for every statistic. */
export interface Aggregate {
  count: number
  sum: number
  min: number
  max: number
  /** Values with how often each came, ascending; absent when somebody gave sums only, which have no percentiles. */
  samples?: [value: number, count: number][]
}

/** More different values than these are told apart no longer: neighbours become their mean. */
const mostSamples = 200

export function aggregateOf(values: readonly (readonly [value: number, count: number])[]): Aggregate {
  const aggregate: Aggregate = { count: 0, sum: 0, min: Infinity, max: -Infinity, samples: [] }
  for (const [value, count] of values) {
    aggregate.count += count
    aggregate.sum += value * count
    aggregate.min = Math.min(aggregate.min, value)
    aggregate.max = Math.max(aggregate.max, value)
  }
  return { ...aggregate, samples: mergedSamples(values) }
}

export function merged(a: Aggregate, b: Aggregate): Aggregate {
  const samples = a.samples && b.samples && mergedSamples([...a.samples, ...b.samples])
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    ...(samples && { samples }),
  }
}

function mergedSamples(samples: readonly (readonly [number, number])[]): [number, number][] {
  const byValue = new Map<number, number>()
  for (const [value, count] of samples) byValue.set(value, (byValue.get(value) ?? 0) + count)
  let sorted = [...byValue].sort(([a], [b]) => a - b)
  while (sorted.length > mostSamples) sorted = halved(sorted)
  return sorted
}

function halved(sorted: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = []
  for (let at = 0; at < sorted.length; at += 2) {
    const [value, count] = sorted[at]!
    const [next, more] = sorted[at + 1] ?? [value, 0]
    result.push([(value * count + next * more) / (count + more), count + more])
  }
  return result
}

const simple: Record<string, (aggregate: Aggregate) => number> = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
}

/** Whether there is such a statistic: one of the five, or a percentile such as `p99` or `p99.9`. */
export function isStatistic(name: string): boolean {
  return Object.hasOwn(simple, name) || percentOf(name) !== undefined
}

export function isPercentile(name: string): boolean {
  return percentOf(name) !== undefined
}

/** The statistic of an aggregate; nothing for a percentile of what was given as sums. */
export function statistic(aggregate: Aggregate, name: string): number | undefined {
  const percent = percentOf(name)
  return percent === undefined ? simple[name]?.(aggregate) : percentile(aggregate, percent)
}

function percentOf(name: string): number | undefined {
  const [, text] = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name) ?? []
  return text === undefined || Number(text) > 100 ? undefined : Number(text)
}

function percentile({ samples, min, max, count }: Aggregate, percent: number): number | undefined {
  if (count === 1 || min === max) return min
  if (samples === undefined) return undefined
  if (percent === 0) return min
  if (percent === 100) return max
  let left = (percent / 100) * count
  for (const [value, times] of samples) {
    left -= times
    if (left <= 0) return value
  }
  return max
}
