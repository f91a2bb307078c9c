import { type Aggregate, merged } from './aggregate.ts'
import type { Metric, Place } from './metric.ts'
import type { MetricStore, Minute } from './metric-store.ts'

export interface Bucket {
  /** Epoch milliseconds of the beginning of the period. */
  at: number
  unit: string
  aggregate: Aggregate
}

interface Asked {
  place: Place
  metric: Metric
  /** Epoch milliseconds; periods are counted from `from`. */
  from: number
  to: number
  periodSeconds: number
  /** Only what was measured in this unit. */
  unit?: string | undefined
  /** Data in different units are one. */
  isOneUnit?: boolean
}

/** The periods of a metric that have data, in the order of time. */
export async function bucketsOf(metrics: MetricStore, asked: Asked): Promise<Bucket[]> {
  const { from, periodSeconds, unit, isOneUnit = false } = asked
  const buckets = new Map<string, Bucket>()
  for await (const minute of partsOf(metrics, asked)) {
    if (minute.at < from || (unit !== undefined && unit !== minute.unit)) continue
    const at = from + Math.floor((minute.at - from) / (periodSeconds * 1000)) * periodSeconds * 1000
    const key = isOneUnit ? String(at) : `${at}|${minute.unit}`
    const before = buckets.get(key)
    buckets.set(key, { at, unit: minute.unit, aggregate: before ? merged(before.aggregate, minute.aggregate) : minute.aggregate })
  }
  return [...buckets.values()]
}

/** Seconds where the periods are shorter than a minute and the metric has some; a metric of usual resolution has its minutes all the same. */
async function* partsOf(metrics: MetricStore, { place, metric, from, to, periodSeconds }: Asked): AsyncGenerator<Minute> {
  let hasSeconds = false
  if (periodSeconds % 60 !== 0)
    for await (const second of metrics.readSeconds(place, metric, from, to)) {
      hasSeconds = true
      yield second
    }
  if (!hasSeconds) yield* metrics.read(place, metric, from, to)
}

/** As AWS does: to the minute, or to the period where that is shorter; what is older than 15 days to five minutes, than 63 to the hour. */
export function roundedStart(start: number, now: number, periodSeconds = 60): number {
  const age = (now - start) / 86_400_000
  const step = age <= 15 ? Math.min(60, periodSeconds) * 1000 : age <= 63 ? 300_000 : 3_600_000
  return Math.floor(start / step) * step
}

/** AWS takes 1, 5, 10, 20 and 30 seconds, and whole minutes. */
export function isPeriod(seconds: number): boolean {
  return [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)
}
