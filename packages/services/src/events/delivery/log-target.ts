import { parseJson } from '@pasos/asl'
import type { Catalog, LogStore } from '@pasos/engine'
import type { RoleAuthorizer } from '../../iam/authorizer.ts'
import { admitsService, serviceDecision } from '../../iam/resource-policy.ts'
import { existingGroupKey } from '../../logs/log-group.ts'
import { resourcePolicyDocuments } from '../../logs/resource-policies.ts'
import type { Attempt } from '../../retried-delivery/retried-deliveries.ts'
import type { BusEvent } from '../records/event.ts'
import type { EventDelivery } from './delivery.ts'

/** Writes an event into a log group that a resource policy of the logs opens to EventBridge; the stream is called like the rule. */
export async function writeToLogs(
  { catalog, logs, authorizer }: { catalog: Catalog; logs: LogStore; authorizer: RoleAuthorizer },
  { target, ruleArn, input, event }: EventDelivery,
): Promise<Attempt> {
  const arn = (target.Arn ?? '').replace(/:\*$/, '')
  const key = existingGroupKey(catalog, arn)
  if (key === undefined) return { failed: 'NO_RESOURCE', isFinal: true }
  const stream = ruleArn.split('/').at(-1) ?? 'events'
  const [, , , region = '', accountId = ''] = arn.split(':')
  const context = { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': ruleArn.split(':')[4] }
  const request = { service: 'events.amazonaws.com', action: 'logs:PutLogEvents', resource: `${arn}:log-stream:${stream}`, context }
  const policies = resourcePolicyDocuments(catalog, { accountId, region })
  const isAdmitted = policies.some(policy => serviceDecision(authorizer, policy, request) === 'allow')
  if (!isAdmitted && !admitsService(authorizer, undefined, request)) return { failed: 'NO_PERMISSIONS', isFinal: true }
  logs.append(key, stream, [lineOf(input, JSON.parse(event) as BusEvent)])
  await logs.written()
  return 'arrived'
}

/** AWS: a template for logs makes an object of just `timestamp` and `message`; everything else is the line as it is. */
function lineOf(input: string, event: BusEvent): { timestamp: number; message: string } {
  const at = Date.parse(event.time)
  try {
    const made = parseJson(input) as { timestamp?: unknown; message?: unknown } | null
    if (typeof made === 'object' && made !== null && Object.keys(made).sort().join() === 'message,timestamp') {
      const given = typeof made.timestamp === 'number' ? made.timestamp : Date.parse(String(made.timestamp))
      const message = typeof made.message === 'string' ? made.message : JSON.stringify(made.message)
      return { timestamp: Number.isFinite(given) ? given : at, message }
    }
  } catch {
    // Text that is no JSON is a line too.
  }
  return { timestamp: at, message: input }
}
