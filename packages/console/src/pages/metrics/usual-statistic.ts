import type { Metric } from '../../api/cloudwatch.ts'
import type { Statistic } from './chart-window.ts'

/** AWS's metrics that count what happened, each time as 1 or nothing: their average says little. */
const COUNTED = /^(Invocations|Errors|Throttles|MatchedEvents|TriggeredRules|FailedInvocations|InvocationsSentToDlq|NumberOf\w+)$/

/**
 * The statistic that suits a metric if none is chosen, as AWS recommends it for its own:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function usualStatistic({ namespace, name }: Pick<Metric, 'namespace' | 'name'>): Statistic {
  if (!namespace.startsWith('AWS/')) return 'Average'
  if (name === 'ConcurrentExecutions') return 'Maximum'
  return COUNTED.test(name) ? 'Sum' : 'Average'
}
