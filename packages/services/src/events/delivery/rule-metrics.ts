import type { Meter } from '../../declaration/meter.ts'

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
const namespace = 'AWS/Events'

type RuleMetric = 'MatchedEvents' | 'TriggeredRules' | 'Invocations' | 'FailedInvocations' | 'InvocationsSentToDlq'

/** Counts for a rule, by its name, on a bus of one's own by the bus too. */
export function countForRule(meter: Meter, ruleArn: string, name: RuleMetric): void {
  const [, , , region = '', accountId = '', path = ''] = ruleArn.split(':')
  const parts = path.split('/').slice(1)
  const rule = ['RuleName', parts.at(-1) ?? ''] as const
  const dimensions = parts.length > 1 ? [['EventBusName', parts.slice(0, -1).join('/')] as const, rule] : [rule]
  meter.count({ namespace, name, accountId, region, unit: 'Count', value: 1, dimensions })
}
