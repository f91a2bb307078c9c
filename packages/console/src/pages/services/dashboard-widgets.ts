import type { Metric } from '../../api/cloudwatch.ts'

/** A line of a chart. What is hidden is there for the expressions that name it by its id. */
export type ChartLine = { label: string; id?: string; isHidden?: true } & ({ metric: Metric; statistic: string } | { expression: string })

interface Placed {
  title: string
  /** On AWS's grid of 24 columns. */
  width: number
}

export type Widget = Placed &
  (
    | { kind: 'metric'; lines: ChartLine[]; periodSeconds: number; isStacked: boolean }
    | { kind: 'text'; paragraphs: { isHeading: boolean; text: string }[] }
    | { kind: 'alarm'; names: string[] }
    | { kind: 'log'; groups: string[]; query: string }
    | { kind: 'other'; type: string }
  )

interface Written {
  type?: unknown
  x?: unknown
  y?: unknown
  width?: unknown
  properties?: Record<string, unknown>
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown, otherwise: number): number => (typeof value === 'number' && Number.isFinite(value) ? value : otherwise)
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The widgets of a dashboard's body, from the top down and from left to right. What is written otherwise than AWS says is left out. */
export function widgetsOf(body: string): Widget[] {
  const written = list((JSON.parse(body) as { widgets?: unknown }).widgets).filter(
    (each): each is Written => typeof each === 'object' && each !== null,
  )
  return written.toSorted((one, other) => number(one.y, 0) - number(other.y, 0) || number(one.x, 0) - number(other.x, 0)).map(widgetOf)
}

function widgetOf({ type, width, properties = {} }: Written): Widget {
  const placed = { title: text(properties['title']), width: Math.min(24, Math.max(1, number(width, 6))) }
  switch (type) {
    case 'metric':
      return {
        ...{ ...placed, kind: 'metric', lines: linesOf(properties) },
        ...{ periodSeconds: number(properties['period'], 300), isStacked: properties['stacked'] === true },
      }
    case 'text':
      return { ...placed, kind: 'text', paragraphs: paragraphsOf(text(properties['markdown'])) }
    case 'alarm':
      return { ...placed, kind: 'alarm', names: list(properties['alarms']).map(arn => text(arn).split(':').slice(6).join(':')) }
    case 'log': {
      const query = text(properties['query'])
      return { ...placed, kind: 'log', query, groups: [...query.matchAll(/SOURCE\s+'([^']+)'/gi)].map(([, group]) => group!) }
    }
    default:
      return { ...placed, kind: 'other', type: text(type) }
  }
}

/** Each metric is a list of namespace, name, and pairs of dimensions; `.` is what the one before it has there, `...` all up to the rest. */
function linesOf(properties: Record<string, unknown>): ChartLine[] {
  const lines: ChartLine[] = []
  let before: string[] = []
  for (const written of list(properties['metrics']).map(list)) {
    const last = written.at(-1)
    const options = (typeof last === 'object' && last !== null ? last : {}) as Record<string, unknown>
    const named = {
      ...(text(options['id']) && { id: text(options['id']) }),
      ...(options['visible'] === false && { isHidden: true as const }),
    }
    const parts = written.filter(part => typeof part === 'string')
    if (typeof options['expression'] === 'string') {
      lines.push({ ...named, label: text(options['label']) || options['expression'], expression: options['expression'] })
      continue
    }
    const rest = parts[0] === '...' ? parts.slice(1) : undefined
    const whole = rest ? [...before.slice(0, before.length - rest.length), ...rest] : parts
    const [namespace = '', name = '', ...pairs] = whole.map((part, at) => (part === '.' ? (before[at] ?? '') : part))
    before = [namespace, name, ...pairs]
    const dimensions = pairs.flatMap((Name, at) => (at % 2 === 0 ? [{ Name, Value: pairs[at + 1] ?? '' }] : []))
    const label = text(options['label']) || [name, ...dimensions.map(({ Value }) => Value.split(':').at(-1))].join(' · ')
    lines.push({
      ...{ ...named, label },
      metric: { namespace, name, dimensions },
      statistic: text(options['stat']) || text(properties['stat']) || 'Average',
    })
  }
  return lines
}

/** Markdown as far as its paragraphs and headings; links keep their words and their address. */
function paragraphsOf(markdown: string): { isHeading: boolean; text: string }[] {
  return markdown
    .split(/\n\s*\n|\n(?=#)|(?<=^#.*)\n/m)
    .map(each => each.trim())
    .filter(each => each !== '')
    .map(each => ({ isHeading: each.startsWith('#'), text: each.replace(/^#+\s*/, '').replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 ($2)') }))
}
