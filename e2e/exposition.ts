/** A family of Prometheus's text format: its samples by their labels. */
export interface Family {
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  samples: { name: string; labels: Readonly<Record<string, string>>; value: number }[]
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)|[+-]Inf|NaN)$/i
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y

/**
 * Reads version 0.0.4 of the format and holds it to what `promtool check metrics` asks: each family described once and before its samples, which stand
 * together; names of counters end in `_total` and of nothing else; base units; no sample twice; buckets that grow to `+Inf`, which is the count.
 * @throws Error that names the line
 */
export function readExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  let help: [name: string, text: string] | undefined
  let current: [name: string, family: Family] | undefined
  for (const line of text.trimEnd().split('\n')) {
    const fail = (why: string): never => {
      throw new Error(`${why}: ${line}`)
    }
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (word === 'HELP') {
      help = [name, rest]
    } else if (word === 'TYPE') {
      if (help?.[0] !== name) fail('no HELP before it')
      if (families.has(name)) fail('described twice')
      if (!/^(counter|gauge|histogram)$/.test(rest)) fail('an unknown type')
      if ((rest === 'counter') !== name.endsWith('_total')) fail('counters, and nothing else, end in _total')
      if (/_(milliseconds|ms|minutes|kilobytes|megabytes|percent)(_total)?$/.test(name)) fail('no base unit')
      current = [name, { type: rest as Family['type'], help: help![1], samples: [] }]
      families.set(...current)
    } else {
      const [, sample = '', labelText = '', value = ''] = SAMPLE.exec(line) ?? fail('no sample')
      const [family = '', { type, samples } = fail('no TYPE before it')] = current ?? []
      const base = type === 'histogram' ? sample.replace(/_(bucket|sum|count)$/, '') : sample
      if (base !== family) fail(`a sample among those of ${family}`)
      if (seen.has(`${sample}{${labelText}}`)) fail('a sample twice')
      seen.add(`${sample}{${labelText}}`)
      samples.push({
        name: sample,
        labels: labelsOf(labelText) ?? fail('labels that cannot be read'),
        value: Number(value.replace('Inf', 'Infinity')),
      })
    }
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkBuckets(name, family)
  return families
}

function labelsOf(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  let end = 0
  for (let found = LABEL.exec(text); found; found = LABEL.exec(text)) {
    if (Object.hasOwn(labels, found[1]!)) return undefined
    labels[found[1]!] = found[2]!
    end = LABEL.lastIndex
  }
  return end === text.length ? labels : undefined
}

function checkBuckets(name: string, { samples }: Family): void {
  const series = Map.groupBy(samples, ({ labels: { le: _, ...own } }) => JSON.stringify(own))
  for (const [own, parts] of series) {
    const buckets = parts.filter(sample => sample.name === `${name}_bucket`)
    const count = parts.find(sample => sample.name === `${name}_count`)?.value
    const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('+Inf', 'Infinity')))
    const grows = (values: number[], isStrict: boolean) =>
      values.every((value, at) => at === 0 || (isStrict ? value > values[at - 1]! : value >= values[at - 1]!))
    const isWell =
      bounds.at(-1) === Number.POSITIVE_INFINITY &&
      grows(bounds, true) &&
      grows(
        buckets.map(({ value }) => value),
        false,
      ) &&
      buckets.at(-1)!.value === count &&
      parts.some(sample => sample.name === `${name}_sum`)
    if (!isWell) throw new Error(`the buckets of ${name} ${own} do not grow to its count`)
  }
}
