import { afterPrefix, type DataStore, type DataWrite, entriesOf } from '@pasos/engine'
import { type Aggregate, merged } from './aggregate.ts'
import { type Metric, type MetricRecord, metricKey, metricSpace, type Place } from './metric.ts'

/** In the data store, by `METRIC/MINUTE/UNIT`. */
const space = 'cloudwatch.minute'
export const minuteMs = 60_000
/** AWS keeps minutes for so long; what is older is not kept here. */
export const keptMs = 15 * 86_400_000

/** What was measured of a metric in one minute. */
export interface Measured {
  place: Place
  metric: Metric
  /** Epoch milliseconds. */
  at: number
  unit: string
  aggregate: Aggregate
}

/** The datum of a minute, as it is read. */
export interface Minute {
  /** Epoch milliseconds of its beginning. */
  at: number
  unit: string
  aggregate: Aggregate
}

/** Metrics by the minute. */
export interface MetricStore {
  /** Adds to what is there; on disk when it resolves, with `more` in the same commit. */
  add(measured: readonly Measured[], more?: readonly DataWrite[]): Promise<void>
  /** Minutes that begin at `from` or later and before `to`, in the order of time. */
  read(place: Place, metric: Metric, from: number, to: number): AsyncGenerator<Minute>
  /** Removes what is older than AWS would keep it. */
  sweep(now: number): Promise<void>
}

export function metricStore(data: DataStore): MetricStore {
  // One after the other: each adds to what the one before it has written.
  let last: Promise<unknown> = Promise.resolve()

  async function write(measured: readonly Measured[], more: readonly DataWrite[]): Promise<void> {
    const minutes = new Map<string, Aggregate>()
    const metrics = new Map<string, MetricRecord>()
    for (const { place, metric, at, unit, aggregate } of measured) {
      const id = metricKey(place, metric)
      const key = minuteKey(id, at, unit)
      const before = minutes.get(key)
      minutes.set(key, before ? merged(before, aggregate) : aggregate)
      const { namespace, name, dimensions } = metric
      metrics.set(id, { namespace, name, dimensions, lastAt: Math.max(at, metrics.get(id)?.lastAt ?? 0) })
    }
    const writes: DataWrite[] = [...more]
    for (const [key, aggregate] of minutes) {
      const kept = await data.get(space, key)
      const next = kept === undefined ? aggregate : merged(JSON.parse(String(kept)) as Aggregate, aggregate)
      writes.push({ space, key, value: JSON.stringify(next) })
    }
    for (const [key, record] of metrics) writes.push({ space: metricSpace, key, value: JSON.stringify(record) })
    if (writes.length > 0) await data.commit(writes)
  }

  return {
    add(measured, more = []) {
      const done = last.then(() => write(measured, more))
      last = done.catch(() => undefined)
      return done
    },
    async *read(place, metric, from, to) {
      const id = metricKey(place, metric)
      for await (const { key, value } of entriesOf(data, space, { from: minuteKey(id, from), before: minuteKey(id, to) })) {
        const [minute = '', unit = ''] = key.slice(id.length + 1).split('|')
        yield { at: Number(minute) * minuteMs, unit, aggregate: JSON.parse(String(value)) as Aggregate }
      }
    },
    async sweep(now) {
      for await (const { key, value } of entriesOf(data, metricSpace)) {
        const { lastAt } = JSON.parse(String(value)) as MetricRecord
        const end = now - keptMs
        const writes: DataWrite[] = [{ space, from: `${key}/`, before: minuteKey(key, end) }]
        if (lastAt < end) writes.push({ space: metricSpace, key, value: undefined })
        await data.commit(writes)
      }
    },
  }
}

/** The key of a minute; without a unit, the one before which all earlier ones lie. */
function minuteKey(metric: string, at: number, unit?: string): string {
  const minute = String(Math.max(0, Math.floor(at / minuteMs))).padStart(10, '0')
  return `${metric}/${minute}${unit === undefined ? '' : `|${unit}`}`
}

/** All metrics of a place, or of a namespace there, from a key on. */
export async function* metricsIn(data: DataStore, prefix: string, after = ''): AsyncGenerator<MetricRecord & { key: string }> {
  const from = after > prefix ? `${after}\u0000` : prefix
  for await (const { key, value } of entriesOf(data, metricSpace, { from, before: afterPrefix(prefix) })) {
    yield { key, ...(JSON.parse(String(value)) as MetricRecord) }
  }
}
