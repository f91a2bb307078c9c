import { ApiError, type Caller, type Operation, type OperationContext, type sts } from '@pasos/wire'
import { callerKeys, callKeys } from '../iam/context-keys.ts'
import { accountRoot } from '../iam/iam-arn.ts'
import { findRoleByArn, parseRoleArn, type RoleRecord } from '../iam/role-record.ts'
import { trustDecision } from '../iam/trust.ts'
import type { TemporaryCredential } from './credential-store.ts'
import type { StsDependencies } from './dependencies.ts'
import { isFederatedArn } from './federated-arn.ts'
import { issueRoleSession, sessionPolicies, sessionTags, tagKeys } from './role-session.ts'
import { checkDuration, checkRoleArn, checkSessionName } from './session-limits.ts'

/**
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html. The trust policy decides; a caller who is a role
 * or a user needs the permission besides, unless the trust policy names it itself, and nothing of its own may deny it. Unlike AWS we let an account's root assume roles that trust
 * the account, because by default every local caller is root.
 */
export function assumeRole(deps: StsDependencies): Operation<sts.AssumeRoleRequest, sts.AssumeRoleResponse> {
  return async (input, context) => {
    const { caller } = context
    const arn = checkRoleArn(input.RoleArn!)
    const sessionName = checkSessionName(input.RoleSessionName!)
    const durationSeconds = checkDuration(input.DurationSeconds ?? 3600, 43_200)
    const parent = deps.credentials.session(caller.accessKeyId)
    const wish = wishOf(input, parent)
    const role = isFederatedArn(caller.arn) ? undefined : await deps.authorizer.roleFor(arn, 'states.amazonaws.com')
    if (role === undefined || !(mayAssume(deps, role, wish, context) || tolerates(deps, caller, arn))) throw notAuthorized(caller, arn)
    if (durationSeconds > 3600 && parseRoleArn(caller.arn)?.sessionName !== undefined) {
      throw new ApiError(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      )
    }
    const { tags, transitiveTagKeys, sourceIdentity } = wish
    const policies = sessionPolicies(deps, role.accountId, input)
    const session = { sessionName, durationSeconds, sessionPolicies: policies, tags, transitiveTagKeys, sourceIdentity }
    return issueRoleSession(deps, role, session)
  }
}

interface Wish {
  input: sts.AssumeRoleRequest
  tags: TemporaryCredential['sessionTags']
  transitiveTagKeys: string[]
  sourceIdentity: string | undefined
}

/** Transitive tags and the source identity go on from session to session; what is said anew must be the same (AWS: "Chaining roles"). */
function wishOf(input: sts.AssumeRoleRequest, parent: TemporaryCredential | undefined): Wish {
  const inherited = (parent?.sessionTags ?? []).filter(({ Key }) => parent?.transitiveTagKeys?.includes(Key))
  const own = sessionTags(input.Tags)
  const clash = own.find(({ Key }) => inherited.some(tag => tag.Key.toLowerCase() === Key.toLowerCase()))
  if (clash !== undefined) {
    throw new ApiError(
      'ValidationError',
      `One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.`,
    )
  }
  const transitive = new Set([...(parent?.transitiveTagKeys ?? []), ...(input.TransitiveTagKeys ?? [])])
  const unknown = (input.TransitiveTagKeys ?? []).find(key => !own.some(({ Key }) => Key === key))
  if (unknown !== undefined)
    throw new ApiError('ValidationError', `The specified transitive tag key must be included in the requested tags.`)
  return {
    input,
    tags: [...inherited, ...own],
    transitiveTagKeys: [...transitive],
    sourceIdentity: input.SourceIdentity ?? parent?.sourceIdentity,
  }
}

function mayAssume(deps: StsDependencies, role: RoleRecord, { input, sourceIdentity }: Wish, context: OperationContext): boolean {
  const { caller } = context
  const names = namesOf(deps, caller)
  const tags = sessionTags(input.Tags)
  const asked = {
    'sts:ExternalId': input.ExternalId,
    'sts:RoleSessionName': input.RoleSessionName,
    'sts:SourceIdentity': sourceIdentity,
    'sts:TransitiveTagKeys': input.TransitiveTagKeys,
    ...tagKeys(tags),
  }
  const keys = { ...callKeys(deps.clock.now(), role.arn), ...callerKeys(deps, context), ...asked }
  const account = { accountId: caller.accountId, arns: [...names, accountRoot(caller.arn, caller.accountId)] }
  const own = { keys: asked, resourcePolicy: role.assumeRolePolicyDocument }
  const actions = ['AssumeRole', ...(tags.length > 0 ? ['TagSession'] : []), ...(input.SourceIdentity ? ['SetSourceIdentity'] : [])]
  return actions.every(name => {
    const action = `sts:${name}`
    if (trustDecision(role, account, keys, action) !== 'allow') return false
    return deps.authorizer.authorizeCaller(context, action, role.arn, own) === undefined
  })
}

function tolerates({ authorizer }: StsDependencies, caller: Caller, resource: string): boolean {
  const reason = notAuthorized(caller, resource).message
  return authorizer.tolerates({ principal: caller.arn, action: 'sts:AssumeRole', resource, reason })
}

/** The caller's own ARN and, for a session, that of its role. */
function namesOf({ catalog }: StsDependencies, caller: Caller): string[] {
  const role = parseRoleArn(caller.arn) && findRoleByArn(catalog, caller.arn)
  return role === undefined ? [caller.arn] : [caller.arn, role.arn]
}

function notAuthorized(caller: Caller, arn: string): ApiError {
  return new ApiError('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, {
    httpStatus: 403,
  })
}
