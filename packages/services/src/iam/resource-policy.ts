import type { Catalog, Clock } from '@pasos/engine'
import type { Caller } from '@pasos/wire'
import type { RoleAuthorizer } from './authorizer.ts'
import { accountRoot } from './iam-arn.ts'
import { compilePolicy } from './policy/compiled-policy.ts'
import { type Decision, evaluate } from './policy/evaluate.ts'
import type { Principal } from './policy/principal.ts'
import { type ContextValues, requestContext } from './policy/request-context.ts'
import { findRoleByArn } from './role-record.ts'

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

/** Whether a resource's own policy lets a service act on it, or what it refuses happens all the same. */
export function admitsService(
  authorizer: Pick<RoleAuthorizer, 'tolerates'>,
  policy: string | undefined,
  { service, ...request }: Omit<ResourcePolicyRequest, 'principal'> & { service: string },
): boolean {
  if (resourcePolicyDecision(policy, { ...request, principal: { service } }) === 'allow') return true
  const { action, resource } = request
  return authorizer.tolerates({ principal: service, action, resource, reason: 'The policy of the resource does not allow it.' })
}

interface CallerRequest {
  action: string
  resource: string
  resourcePolicy: string | undefined
  keys: ContextValues
  /** The resource is in another account than the caller. */
  isForeign: boolean
}

/**
 * What the resource's own policy says to a caller. In its own account a role is granted something only by name: a policy that trusts
 * the account as a whole leaves it to the role's policies.
 */
export function callerDecision(ports: { catalog: Catalog; clock: Clock }, caller: Caller, request: CallerRequest): Decision {
  const { action, resource, resourcePolicy, keys, isForeign } = request
  if (resourcePolicy === undefined) return 'implicit-deny'
  const role = findRoleByArn(ports.catalog, caller.arn)
  const names = role === undefined ? [caller.arn] : [caller.arn, role.arn]
  const context = {
    ...callKeys(ports.clock, resource, caller.arn),
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalArn': role?.arn ?? caller.arn,
    ...keys,
  }
  const ask = (accountId: string, arns: string[]): Decision =>
    resourcePolicyDecision(resourcePolicy, { principal: { accountId, arns }, action, resource, context })
  const asAccount = ask(caller.accountId, [...names, accountRoot(caller.arn, caller.accountId)])
  return isForeign || asAccount === 'explicit-deny' ? asAccount : ask('', names)
}

/** What a policy is told of every call. */
export function callKeys(clock: Clock, resource: string, principalArn: string): Record<string, string> {
  const now = clock.now()
  return {
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    // What reaches this server comes over TLS or does not leave the machine: a policy that refuses plain HTTP is about neither.
    'aws:SecureTransport': 'true',
    ...resourceAccount(resource, principalArn),
  }
}

/** `aws:ResourceAccount`: where the ARN names none, as that of a bucket, it is taken for the principal's own. */
function resourceAccount(resource: string, principalArn: string): Record<string, string> {
  const account = accountOf(resource) ?? accountOf(principalArn)
  return resource === '*' || account === undefined ? {} : { 'aws:ResourceAccount': account }
}

/** The account a resource belongs to; nothing when its ARN names none (`*`, S3 buckets, AWS's own policies). */
export function accountOf(resource: string): string | undefined {
  const account = resource.split(':')[4]
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined
}
