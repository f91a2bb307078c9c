import type { Authorization, Authorizer, Catalog, Clock, Ids } from '@pasos/engine'
import type { OperationContext, WhyDenied } from '@pasos/wire'
import type { CredentialStore } from '../sts/credential-store.ts'
import { callerAuthorization } from './caller-authorization.ts'
import { callKeys, holderKeys, insideKeys, serviceKeys } from './context-keys.ts'
import { assumedRoleArn } from './iam-arn.ts'
import { namedPolicies } from './identity-policies.ts'
import { defaultDocument, findPolicy } from './managed-policies.ts'
import { type CompiledPolicy, compilePolicy, type PolicyRequest } from './policy/compiled-policy.ts'
import { type Decision, evaluate } from './policy/evaluate.ts'
import { type ContextSource, type ContextValues, requestContext } from './policy/request-context.ts'
import { type RefusedCall, refusalText } from './refusal-text.ts'
import { findRoleByArn, parseRoleArn, type RoleRecord } from './role-record.ts'
import { trustDecision } from './trust.ts'
import { findUserByArn, type UserRecord } from './users/user-record.ts'

export interface AuthorizerDependencies {
  catalog: Catalog
  clock: Clock
  ids: Ids
  credentials: CredentialStore
}

/** What a role may do, whom it trusts, and what a caller of the API may do. */
export interface RoleAuthorizer extends Authorizer {
  authorize(request: Pick<Request, 'principalArn' | 'action' | 'resource' | 'context' | 'isGranted'>): Authorization
  /** Whether the role exists and its trust policy lets this service, e.g. `states.amazonaws.com`, assume it. */
  trusts(roleArn: string, servicePrincipal: string, context?: ContextValues): boolean
  /**
   * The message of the refusal, when the caller must not. A role's session may what the role's policies allow, or the resource's own
   * policy allows that role; everybody else is an administrator of their account. In another account the resource's policy must allow
   * it besides.
   */
  authorizeCaller(context: OperationContext, action: string, resource: string, more?: CallerRequest): string | undefined
  /** Whether what is not allowed happens all the same: asked by whoever decides without the methods above. Only soft mode lets it. */
  tolerates(refused: Refused): boolean
  /** The time that policies see, epoch milliseconds. */
  now(): number
  /** A role that the service, or else whoever is trusted, is to assume. Only soft mode makes one that does not exist. */
  roleFor(roleArn: string, service: string): Promise<RoleRecord | undefined>
}

/** Something that is not allowed. */
export interface Refused {
  /** An ARN, or the principal of a service. */
  principal: string
  action: string
  resource: string
  reason: string
}

export interface CallerRequest {
  keys?: ContextSource | undefined
  /** The resource's own policy, JSON text. */
  resourcePolicy?: string | undefined
  /** The account that the resource belongs to, where its ARN names none. */
  owner?: string | undefined
  /** Where that policy does not let the caller's account in, the caller's own policies do not count. */
  resourcePolicyRules?: boolean | undefined
  /** What a refusal calls action and resource, where it does so otherwise than policies. */
  told?: (() => RefusedCall | undefined) | undefined
}

/** The kinds of policies that can refuse, in the order in which AWS names them. */
type PolicyType = 'identity-based policy' | 'permissions boundary' | 'session policy'

/**
 * Full evaluation: an explicit deny anywhere wins; otherwise the identity-based policies must allow, and the permissions boundary and
 * session policies too where there are any. Policies are read from the catalog each time, so a change holds from the next decision;
 * compiled ones are cached by text, so a decision costs microseconds.
 */
export function createAuthorizer({ catalog, clock, ids, credentials }: AuthorizerDependencies): RoleAuthorizer {
  function decide(request: Request): Authorization {
    const role = holderOf(request)
    const context = requestContext(
      ...[() => callKeys(clock.now(), request.resource), insideKeys],
      () => (role === undefined ? {} : { ...holderKeys(role), 'aws:userid': userIdOf(role, request.principalArn) }),
      request.context ?? {},
    )
    const policyRequest: PolicyRequest = { action: request.action, resource: request.resource, context }
    for (const { type, policies, names } of policiesOf(catalog, role, request)) {
      const { decision, statement, policyIndex } = evaluate(policies, policyRequest)
      const isGranted = request.isGranted === true && type === 'identity-based policy' && decision === 'implicit-deny'
      if (decision === 'allow' || isGranted) continue
      const { action, resource } = request
      if (decision === 'implicit-deny') request.tell?.({ decision: 'implicitDeny', action, resource, policyType: type, asked: names })
      else {
        const place = policies[policyIndex!]!.indexOf(statement!)
        const found = { policy: names[policyIndex!]!, statement: statement!.sid ?? String(place + 1) }
        request.tell?.({ decision: 'explicitDeny', action, resource, policyType: type, ...found })
      }
      return refuse(request, type, decision)
    }
    return { allowed: true }
  }

  /** A session belongs to the role it was given for, not to another that took the name since; so does a key to its user. */
  function holderOf({ principalArn, holderId }: Request): RoleRecord | UserRecord | undefined {
    const holder = findRoleByArn(catalog, principalArn) ?? findUserByArn(catalog, principalArn)
    return holderId === undefined || (holder && idOf(holder)) === holderId ? holder : undefined
  }

  function refuse(request: Request, type: PolicyType, decision: Exclude<Decision, 'allow'>): Authorization {
    const explicitDeny = decision === 'explicit-deny'
    const told = request.told?.() ?? request
    const reason = explicitDeny ? explicitReason(type) : implicitReason(type, told.action)
    const user = request.user ?? sessionArn(request.principalArn)
    return {
      allowed: false,
      explicitDeny,
      message: refusalText(user, told, reason),
    }
  }

  /** A service that assumes a role for itself makes up a name for the session; in a refusal it stands for the role. */
  function sessionArn(principalArn: string): string {
    const parsed = parseRoleArn(principalArn)
    if (parsed === undefined || parsed.sessionName !== undefined) return principalArn
    return assumedRoleArn(principalArn, parsed, sessionName(ids))
  }

  return {
    authorize: decide,
    tolerates: () => false,
    now: () => clock.now(),
    roleFor: async roleArn => findRoleByArn(catalog, roleArn),
    trusts(roleArn, servicePrincipal, context) {
      const role = findRoleByArn(catalog, roleArn)
      // By its own ARN alone: who names a session of it was not asked whether they may pass the role.
      return (
        role?.arn === roleArn &&
        trustDecision(role, { service: servicePrincipal }, { ...serviceKeys(clock.now(), servicePrincipal), ...context }) === 'allow'
      )
    },
    authorizeCaller: callerAuthorization({ catalog, clock, credentials }, decide),
  }
}

/** The name a service makes up when it assumes a role: 32 letters. */
export function sessionName(ids: Ids): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  return Array.from({ length: 32 }, () => letters[Math.floor(ids.random() * letters.length)]).join('')
}

export interface Request {
  principalArn: string
  /** Who it is in words, where that is not the principal. */
  user?: string | undefined
  /** Where known: the unique id of the role or user. */
  holderId?: string | undefined
  action: string
  resource: string
  context?: ContextSource
  sessionPolicies?: readonly string[] | undefined
  /** Somebody for whom a user or the root asked for a token: may nothing that the session's policies do not allow. */
  federatedBy?: 'user' | 'root' | undefined
  /** The resource's own policy allows it to this role: the role's policies need not. */
  isGranted?: boolean
  told?: CallerRequest['told']
  /** Told what decided, when these policies refuse. */
  tell?: ((why: WhyDenied) => void) | undefined
}

interface PolicyGroup {
  type: PolicyType
  policies: CompiledPolicy[]
  /** Of each policy. */
  names: string[]
}

/** Groups of policies that must each allow. An explicit deny in a later group is as good as one in an earlier. */
function policiesOf(
  catalog: Catalog,
  holder: RoleRecord | UserRecord | undefined,
  { sessionPolicies = [], federatedBy }: Request,
): PolicyGroup[] {
  const identity = holder === undefined ? none : identityOf(catalog, holder)
  const groups: PolicyGroup[] = federatedBy === 'root' ? [] : [{ type: 'identity-based policy', ...identity }]
  if (holder?.permissionsBoundary !== undefined) {
    const boundary = findPolicy(catalog, holder.accountId, holder.permissionsBoundary)
    // A boundary that is gone allows nothing.
    const policies = boundary === undefined ? [] : [compilePolicy(defaultDocument(boundary))]
    groups.push({ type: 'permissions boundary', policies, names: [holder.permissionsBoundary] })
  }
  const names = sessionPolicies.map((_, index) => `session policy ${index + 1}`)
  if (sessionPolicies.length > 0 || federatedBy !== undefined)
    groups.push({ type: 'session policy', policies: sessionPolicies.map(compilePolicy), names })
  return groups
}

const none: Omit<PolicyGroup, 'type'> = { policies: [], names: [] }

/** Of holders that have nothing but policies of their own, until one of these is another: then so is the holder's record. */
const ownPolicies = new WeakMap<RoleRecord, Omit<PolicyGroup, 'type'>>()

function identityOf(catalog: Catalog, holder: RoleRecord | UserRecord): Omit<PolicyGroup, 'type'> {
  const own = 'roleName' in holder && holder.attachedPolicyArns.length === 0 ? holder : undefined
  const known = own && ownPolicies.get(own)
  if (known !== undefined) return known
  const named = namedPolicies(catalog, holder)
  const identity = { policies: named.map(({ policy }) => policy), names: named.map(({ name }) => name) }
  if (own !== undefined) ownPolicies.set(own, identity)
  return identity
}

function idOf(holder: RoleRecord | UserRecord): string {
  return 'roleId' in holder ? holder.roleId : holder.userId
}

function userIdOf(holder: RoleRecord | UserRecord, principalArn: string): string {
  const session = parseRoleArn(principalArn)?.sessionName
  return session === undefined ? idOf(holder) : `${idOf(holder)}:${session}`
}

// AWS: "Troubleshoot access denied error messages", IAM User Guide.
function explicitReason(type: PolicyType): string {
  return type === 'identity-based policy' ? 'with an explicit deny in an identity-based policy' : `with an explicit deny in a ${type}`
}

function implicitReason(type: PolicyType, action: string): string {
  return `because no ${type} allows the ${action} action`
}
