import { afterPrefix, type DataStore, type DataWrite, entriesOf } from '@pasos/engine'
import { type Aggregate, merged } from './aggregate.ts'
import { type Metric, type MetricRecord, metricKey, metricSpace, type Place } from './metric.ts'

/** In the data store, by `METRIC/MINUTE/UNIT`. */
const space = 'cloudwatch.minute'
/** Metrics of high resolution by `METRIC/SECOND/UNIT`, beside their minutes. */
const secondSpace = 'cloudwatch.second'
export const minuteMs = 60_000
const secondMs = 1000
/** AWS keeps periods of less than a minute for three hours. */
const secondsKeptMs = 3 * 3_600_000
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
  /** To be kept by the second, too. */
  isHighResolution?: boolean
}

/** The datum of a minute or a second, as it is read. */
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
  /** The same by the second, of a metric of high resolution; nothing of others. */
  readSeconds(place: Place, metric: Metric, from: number, to: number): AsyncGenerator<Minute>
  /** Removes what is older than AWS would keep it. */
  sweep(now: number): Promise<void>
}

export function metricStore(data: DataStore): MetricStore {
  // One after the other: each adds to what the one before it has written.
  let last: Promise<unknown> = Promise.resolve()

  async function write(measured: readonly Measured[], more: readonly DataWrite[]): Promise<void> {
    const [minutes, seconds] = [new Map<string, Aggregate>(), new Map<string, Aggregate>()]
    const metrics = new Map<string, MetricRecord>()
    for (const { place, metric, at, unit, aggregate, isHighResolution } of measured) {
      const id = metricKey(place, metric)
      addTo(minutes, minuteKey(id, at, unit), aggregate)
      if (isHighResolution) addTo(seconds, secondKey(id, at, unit), aggregate)
      const { namespace, name, dimensions } = metric
      metrics.set(id, { namespace, name, dimensions, lastAt: Math.max(at, metrics.get(id)?.lastAt ?? 0) })
    }
    const writes: DataWrite[] = [...more]
    for (const [kind, parts] of [
      [space, minutes],
      [secondSpace, seconds],
    ] as const)
      for (const [key, aggregate] of parts) {
        const kept = await data.get(kind, key)
        const next = kept === undefined ? aggregate : merged(JSON.parse(String(kept)) as Aggregate, aggregate)
        writes.push({ space: kind, key, value: JSON.stringify(next) })
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
    read(place, metric, from, to) {
      const id = metricKey(place, metric)
      return readParts(data, { space, id, from: minuteKey(id, from), before: minuteKey(id, to), partMs: minuteMs })
    },
    readSeconds(place, metric, from, to) {
      const id = metricKey(place, metric)
      return readParts(data, { space: secondSpace, id, from: secondKey(id, from), before: secondKey(id, to), partMs: secondMs })
    },
    async sweep(now) {
      for await (const { key, value } of entriesOf(data, metricSpace)) {
        const { lastAt } = JSON.parse(String(value)) as MetricRecord
        const end = now - keptMs
        const writes: DataWrite[] = [
          { space, from: `${key}/`, before: minuteKey(key, end) },
          { space: secondSpace, from: `${key}/`, before: secondKey(key, now - secondsKeptMs) },
        ]
        if (lastAt < end) writes.push({ space: metricSpace, key, value: undefined })
        await data.commit(writes)
      }
    },
  }
}

function addTo(parts: Map<string, Aggregate>, key: string, aggregate: Aggregate): void {
  const before = parts.get(key)
  parts.set(key, before ? merged(before, aggregate) : aggregate)
}

async function* readParts(
  data: DataStore,
  { space: kind, id, from, before, partMs }: { space: string; id: string; from: string; before: string; partMs: number },
): AsyncGenerator<Minute> {
  for await (const { key, value } of entriesOf(data, kind, { from, before })) {
    const [part = '', unit = ''] = key.slice(id.length + 1).split('|')
    yield { at: Number(part) * partMs, unit, aggregate: JSON.parse(String(value)) as Aggregate }
  }
}

/** The key of a minute; without a unit, the one before which all earlier ones lie. */
function minuteKey(metric: string, at: number, unit?: string): string {
  return partKey(metric, at / minuteMs, unit)
}

function secondKey(metric: string, at: number, unit?: string): string {
  return partKey(metric, at / secondMs, unit)
}

function partKey(metric: string, count: number, unit: string | undefined): string {
  const part = String(Math.max(0, Math.floor(count))).padStart(10, '0')
  return `${metric}/${part}${unit === undefined ? '' : `|${unit}`}`
}

/** All metrics of a place, or of a namespace there, from a key on. */
export async function* metricsIn(data: DataStore, prefix: string, after = ''): AsyncGenerator<MetricRecord & { key: string }> {
  const from = after > prefix ? `${after}\u0000` : prefix
  for await (const { key, value } of entriesOf(data, metricSpace, { from, before: afterPrefix(prefix) })) {
    yield { key, ...(JSON.parse(String(value)) as MetricRecord) }
  }
}
