import { compilePolicy } from './policy/compiled-policy.ts'
import { type Decision, evaluate } from './policy/evaluate.ts'
import type { Principal } from './policy/principal.ts'
import { type ContextValues, requestContext } from './policy/request-context.ts'

/** What is asked of a resource's own policy. */
export interface ResourcePolicyRequest {
  principal: Principal
  action: string
  resource: string
  context: ContextValues
}

/** What the resource's own policy says; without one nothing is allowed by it. */
export function resourcePolicyDecision(policy: string | undefined, { context, ...request }: ResourcePolicyRequest): Decision {
  if (policy === undefined) return 'implicit-deny'
  return evaluate([compilePolicy(policy)], { ...request, context: requestContext(context) }).decision
}

/** The account a resource belongs to; nothing when its ARN names none (`*`, S3 buckets, AWS's own policies). */
export function accountOf(resource: string): string | undefined {
  const account = resource.split(':')[4]
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined
}
