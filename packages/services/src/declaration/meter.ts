/** One value of a metric of a service, as CloudWatch names it. */
export interface Measurement {
  namespace: string
  name: string
  /** In AWS's order. */
  dimensions: readonly (readonly [name: string, value: string])[]
  accountId: string
  region: string
  unit: string
  value: number
}

/** The values of one metric in one minute. */
export interface MeasuredMinute extends Omit<Measurement, 'value'> {
  /** Epoch milliseconds, within the minute. */
  at: number
  /** Each with how often it came. */
  values: ReadonlyMap<number, number>
}

/**
 * What services measure of themselves, gathered in memory until CloudWatch takes it: what was measured in the seconds before a crash is
 * lost. While nobody takes anything nothing is gathered.
 */
export interface Meter {
  count(measurement: Measurement): void
  /** Counts values of one metric, for those that come with every call: the metric is looked up once a minute, not with each value. */
  series(metric: Omit<Measurement, 'value'>): (value: number) => void
  /** Asked once a minute, when what was gathered is taken: for what is not counted but looked at. */
  gauge(look: () => readonly Measurement[]): void
  /** Begins to gather; answers how to take, which ends what was gathered so far. */
  collect(): () => MeasuredMinute[]
}

/** More metrics than these are not told apart within the seconds between two takings. */
const mostMetrics = 5_000
/** Of one metric; those beyond them are told apart by two digits only. */
const mostValues = 500
const minuteMs = 60_000

type Gathered = MeasuredMinute & { values: Map<number, number> }

function add({ values }: Gathered, value: number): void {
  const told = values.has(value) || values.size < mostValues ? value : Number(value.toPrecision(2))
  values.set(told, (values.get(told) ?? 0) + 1)
}

export function createMeter(now: () => number): Meter {
  let gathered = new Map<string, Gathered>()
  let isCollecting = false
  let lookedAt = -1
  const gauges: (() => readonly Measurement[])[] = []

  function minuteOf(metric: Omit<Measurement, 'value'>, at: number): Gathered | undefined {
    let key = `${Math.floor(at / minuteMs)} ${metric.namespace} ${metric.name} ${metric.accountId} ${metric.region} ${metric.unit}`
    for (const [name, of] of metric.dimensions) key += `\n${name}=${of}`
    let minute = gathered.get(key)
    if (!minute && gathered.size < mostMetrics) {
      minute = { ...metric, at, values: new Map() }
      gathered.set(key, minute)
    }
    return minute
  }

  function count({ value, ...metric }: Measurement): void {
    if (!isCollecting) return
    const minute = minuteOf(metric, now())
    if (minute) add(minute, value)
  }

  function series(metric: Omit<Measurement, 'value'>): (value: number) => void {
    let known: { of: typeof gathered; minute: Gathered; ends: number } | undefined
    return value => {
      if (!isCollecting) return
      const at = now()
      if (known?.of !== gathered || at >= known.ends || at < known.ends - minuteMs) {
        const minute = minuteOf(metric, at)
        known = minute && { of: gathered, minute, ends: (Math.floor(at / minuteMs) + 1) * minuteMs }
      }
      if (known) add(known.minute, value)
    }
  }

  return {
    count,
    series,
    gauge: look => void gauges.push(look),
    collect() {
      isCollecting = true
      return () => {
        const minute = Math.floor(now() / minuteMs)
        if (minute !== lookedAt) for (const look of gauges) for (const measurement of look()) count(measurement)
        lookedAt = minute
        const taken = [...gathered.values()]
        gathered = new Map()
        return taken
      }
    },
  }
}
