import { ApiError, awsJson } from './aws-json.ts'
import type { Metric } from './cloudwatch.ts'

const call = awsJson({ service: 'monitoring', target: 'GraniteServiceVersion20100801', version: '1.0' })

/** What an expression may name by its id: a metric, or another expression. */
export type Named = { id: string } & ({ metric: Metric; statistic: string } | { expression: string })

/** Metric math: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
export interface Formula {
  key: string
  label: string
  expression: string
  named: readonly Named[]
}

/** An expression over an array makes several lines; one that the server does not compute makes none, and it says why. */
export type FormulaAnswer = { lines: { name: string; points: { at: number; value: number }[] }[] } | { refused: string }

/** The expression's own; what an author names it does not matter to the others that it names. */
const OWN_ID = 'pasosFormula'

/** What an expression comes to in a span, by the period. Each is asked for by itself: one that is refused would take the others with it. */
export async function readFormula(
  { label, expression, named }: Formula,
  { from, until, periodSeconds }: { from: number; until: number; periodSeconds: number },
): Promise<FormulaAnswer> {
  const needed = neededBy(expression, named).map(each =>
    'metric' in each
      ? {
          ...{ Id: each.id, ReturnData: false },
          MetricStat: {
            Metric: { Namespace: each.metric.namespace, MetricName: each.metric.name, Dimensions: each.metric.dimensions },
            ...{ Period: periodSeconds, Stat: each.statistic },
          },
        }
      : { Id: each.id, ReturnData: false, Expression: each.expression, Period: periodSeconds },
  )
  try {
    // One answer holds 100,800 points, and a chart has at most 750 a line.
    const answer = await call<{ MetricDataResults?: { Label?: string; Timestamps?: number[]; Values?: number[] }[] }>('GetMetricData', {
      ...{ StartTime: from / 1000, EndTime: until / 1000, ScanBy: 'TimestampAscending' },
      MetricDataQueries: [...needed, { Id: OWN_ID, Expression: expression, Label: label, Period: periodSeconds }],
    })
    return {
      lines: (answer.MetricDataResults ?? []).map(({ Label = label, Timestamps = [], Values = [] }) => ({
        name: Label,
        points: Timestamps.map((seconds, index) => ({ at: seconds * 1000, value: Values[index] ?? 0 })),
      })),
    }
  } catch (error) {
    if (error instanceof ApiError && error.name.startsWith('Validation')) return { refused: error.message }
    throw error
  }
}

/** Every metric, for `METRICS()` takes all there are, and the expressions that this one names, or that those name. */
function neededBy(expression: string, named: readonly Named[]): Named[] {
  const found = new Set<Named>(named.filter(each => 'metric' in each))
  const texts = [expression]
  for (const text of texts) {
    const words = new Set(text.match(/\w+/g))
    for (const each of named) {
      if (!('expression' in each) || found.has(each) || !words.has(each.id)) continue
      found.add(each)
      texts.push(each.expression)
    }
  }
  return [...found]
}
