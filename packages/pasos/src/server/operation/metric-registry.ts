export type Labels = Readonly<Record<string, string>>

/** Figures of one server, in the text that Prometheus reads. */
export interface MetricRegistry {
  /** Something that only grows; `add` counts one, or as many as said. */
  counter(name: string, help: string): { add(labels?: Labels, by?: number): void }
  /** Something that is asked for when somebody looks; what has no value is left out. `counter`: it only grows. */
  gauge(name: string, help: string, read: () => number | undefined, type?: 'gauge' | 'counter'): void
  /** The same by a label. */
  gauges(name: string, help: string, label: string, read: () => Iterable<readonly [string, number]>): void
  /** How often values fell below each of the bounds (ascending). */
  histogram(name: string, help: string, bounds: readonly number[]): { observe(value: number, labels?: Labels): void }
  /** The text, version 0.0.4 of the format. */
  render(): string
}

interface Buckets {
  counts: number[]
  sum: number
  count: number
}

export function createMetricRegistry(): MetricRegistry {
  const families: (() => string[])[] = []
  const describe = (name: string, help: string, type: string): string[] => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]

  return {
    counter(name, help) {
      const series = seriesOf(() => ({ value: 0 }))
      families.push(() => [
        ...describe(name, help, 'counter'),
        ...[...series.all()].map(({ labels, figures }) => `${name}${labelText(labels)} ${figures.value}`),
      ])
      return {
        add: (labels = none, by = 1) => {
          series.of(labels).value += by
        },
      }
    },
    gauge(name, help, read, type = 'gauge') {
      families.push(() => {
        const value = read()
        return value === undefined ? [] : [...describe(name, help, type), `${name} ${value}`]
      })
    },
    gauges(name, help, label, read) {
      families.push(() => {
        const lines = [...read()].map(([of, value]) => `${name}${labelText({ [label]: of })} ${value}`)
        return [...describe(name, help, 'gauge'), ...lines]
      })
    },
    histogram(name, help, bounds) {
      const series = seriesOf<Buckets>(() => ({ counts: bounds.map(() => 0), sum: 0, count: 0 }))
      families.push(() => [
        ...describe(name, help, 'histogram'),
        ...[...series.all()].flatMap(({ labels, figures }) => bucketLines(name, bounds, labels, figures)),
      ])
      return {
        observe: (value, labels = none) => {
          const found = series.of(labels)
          const place = bounds.findIndex(bound => value <= bound)
          if (place >= 0) found.counts[place]! += 1
          found.sum += value
          found.count += 1
        },
      }
    },
    render: () => `${families.flatMap(lines => lines()).join('\n')}\n`,
  }
}

function bucketLines(name: string, bounds: readonly number[], labels: Labels, { counts, sum, count }: Buckets): string[] {
  let below = 0
  const lines = bounds.map((bound, place) => {
    below += counts[place]!
    return `${name}_bucket${labelText({ ...labels, le: String(bound) })} ${below}`
  })
  const own = labelText(labels)
  return [
    ...lines,
    `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count}`,
    `${name}_sum${own} ${sum}`,
    `${name}_count${own} ${count}`,
  ]
}

const none: Labels = {}

interface Series<T> {
  labels: Labels
  figures: T
}

/**
 * Figures by labels. Asked several times a request, so that it costs as little as it can: mostly with labels of one of the last times, and then
 * no text is made of them: who works off a queue asks for three operations by turns.
 */
function seriesOf<T>(create: () => T): { of(labels: Labels): T; all(): Iterable<Series<T>> } {
  const series = new Map<string, Series<T>>()
  const recent: Series<T>[] = []
  let turn = 0
  return {
    of(labels) {
      for (const one of recent) if (isSame(labels, one.labels)) return one.figures
      const key = seriesKey(labels)
      const found = series.get(key) ?? { labels, figures: create() }
      series.set(key, found)
      recent[turn] = found
      turn = (turn + 1) % 4
      return found.figures
    },
    all: () => series.values(),
  }
}

function isSame(one: Labels, other: Labels): boolean {
  for (const name in one) if (one[name] !== other[name]) return false
  for (const name in other) if (!(name in one)) return false
  return true
}

function seriesKey(labels: Labels): string {
  let key = ''
  for (const name in labels) key += `${name}\n${labels[name]}\n`
  return key
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
