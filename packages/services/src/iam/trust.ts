import { compilePolicy } from './policy/compiled-policy.ts'
import { type Decision, evaluate } from './policy/evaluate.ts'
import type { Principal } from './policy/principal.ts'
import { type ContextValues, requestContext } from './policy/request-context.ts'
import type { RoleRecord } from './role-record.ts'

/** What a service says of the resource for which it assumes a role: trust policies that guard against confused deputies look at it. */
export function sourceKeys(arn: string): Record<string, string> {
  return { 'aws:SourceArn': arn, 'aws:SourceAccount': arn.split(':')[4] ?? '' }
}

/** What a role's trust policy says to somebody who wants to assume it. */
export function trustDecision(role: RoleRecord, principal: Principal, context: ContextValues = {}, action = 'sts:AssumeRole'): Decision {
  const request = { action, resource: role.arn, principal, context: requestContext(context) }
  return evaluate([compilePolicy(role.assumeRolePolicyDocument)], request).decision
}
