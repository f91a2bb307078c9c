import type { Catalog } from '@pasos/engine'
import type { Caller } from '@pasos/wire'
import type { RoleAuthorizer } from './authorizer.ts'
import { callKeys, serviceKeys } from './context-keys.ts'
import { accountRoot } from './iam-arn.ts'
import { compilePolicy } from './policy/compiled-policy.ts'
import { type Decision, evaluate } from './policy/evaluate.ts'
import type { Principal } from './policy/principal.ts'
import { type ContextSource, type ContextValues, requestContext } from './policy/request-context.ts'
import { findRoleByArn } from './role-record.ts'

/** What is asked of a resource's own policy. */
export interface ResourcePolicyRequest {
  principal: Principal
  action: string
  resource: string
  context: ContextSource
}

/** What the resource's own policy says; without one nothing is allowed by it. */
export function resourcePolicyDecision(policy: string | undefined, { context, ...request }: ResourcePolicyRequest): Decision {
  if (policy === undefined) return 'implicit-deny'
  return evaluate([compilePolicy(policy)], { ...request, context: requestContext(context) }).decision
}

type ServiceRequest = Omit<ResourcePolicyRequest, 'principal' | 'context'> & { service: string; context: ContextValues }

/** What the resource's own policy says to a service that acts in its own name. */
export function serviceDecision(
  authorizer: Pick<RoleAuthorizer, 'now'>,
  policy: string | undefined,
  { service, ...request }: ServiceRequest,
): Decision {
  const now = authorizer.now()
  const context = { ...callKeys(now, request.resource), ...serviceKeys(now, service), ...request.context }
  return resourcePolicyDecision(policy, { ...request, context, principal: { service } })
}

/** Whether a resource's own policy lets a service act on it, or what it refuses happens all the same. */
export function admitsService(
  authorizer: Pick<RoleAuthorizer, 'tolerates' | 'now'>,
  policy: string | undefined,
  { service, ...request }: ServiceRequest,
): boolean {
  if (serviceDecision(authorizer, policy, { service, ...request }) === 'allow') return true
  const { action, resource } = request
  return authorizer.tolerates({ principal: service, action, resource, reason: 'The policy of the resource does not allow it.' })
}

interface CallerRequest {
  action: string
  resource: string
  resourcePolicy: string | undefined
  context: ContextSource
  /** The resource is in another account than the caller. */
  isForeign: boolean
}

/**
 * What the resource's own policy says to a caller. In its own account a role is granted something only by name: a policy that trusts
 * the account as a whole leaves it to the role's policies.
 */
export function callerDecision(catalog: Catalog, caller: Caller, request: CallerRequest): Decision {
  const { action, resource, resourcePolicy, context, isForeign } = request
  if (resourcePolicy === undefined) return 'implicit-deny'
  const role = findRoleByArn(catalog, caller.arn)
  const names = role === undefined ? [caller.arn] : [caller.arn, role.arn]
  const ask = (accountId: string, arns: string[]): Decision =>
    resourcePolicyDecision(resourcePolicy, { principal: { accountId, arns }, action, resource, context })
  const asAccount = ask(caller.accountId, [...names, accountRoot(caller.arn, caller.accountId)])
  return isForeign || asAccount === 'explicit-deny' ? asAccount : ask('', names)
}
