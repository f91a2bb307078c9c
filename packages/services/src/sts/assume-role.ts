import { ApiError, type Caller, type Operation, type OperationContext, type sts } from '@pasos/wire'
import { accountRoot, assumedRoleArn } from '../iam/iam-arn.ts'
import { defaultDocument, findPolicy } from '../iam/managed-policies.ts'
import { checkInlinePolicy } from '../iam/policy/check-policy.ts'
import { findRoleByArn, parseRoleArn, type RoleRecord } from '../iam/role-record.ts'
import { trustDecision } from '../iam/trust.ts'
import { credentialsAnswer } from './credentials-answer.ts'
import type { StsDependencies } from './dependencies.ts'
import { checkDuration, checkSessionName } from './session-limits.ts'

/**
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html. The trust policy decides; a caller who is a role needs the
 * permission besides, unless the trust policy names that very role. Unlike AWS we let an account's root assume roles that trust
 * the account, because by default every local caller is root.
 */
export function assumeRole(deps: StsDependencies): Operation<sts.AssumeRoleRequest, sts.AssumeRoleResponse> {
  return async (input, context) => {
    const arn = input.RoleArn!
    if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(arn)) throw new ApiError('ValidationError', `${arn} is invalid`)
    const sessionName = checkSessionName(input.RoleSessionName!)
    const seconds = checkDuration(input.DurationSeconds ?? 3600, 43_200)
    const role = await deps.authorizer.roleFor(arn, 'states.amazonaws.com')
    if (role === undefined || !(mayAssume(deps, role, input, context) || tolerates(deps, context.caller, arn))) {
      throw notAuthorized(context.caller, arn)
    }
    if (seconds > role.maxSessionDuration) {
      throw new ApiError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
    }
    if (seconds > 3600 && parseRoleArn(context.caller.arn)?.sessionName !== undefined) {
      throw new ApiError(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      )
    }
    const user = {
      AssumedRoleId: `${role.roleId}:${sessionName}`,
      Arn: assumedRoleArn(role.arn, role, sessionName),
    }
    const session = {
      caller: { accountId: role.accountId, arn: user.Arn, userId: user.AssumedRoleId },
      sessionPolicies: sessionPolicies(deps, role.accountId, input),
      sessionTags: (input.Tags ?? []).map(({ Key, Value }) => ({ Key: Key!, Value: Value! })),
    }
    return { Credentials: credentialsAnswer(await deps.credentials.issue(session, seconds)), AssumedRoleUser: user }
  }
}

function mayAssume(deps: StsDependencies, role: RoleRecord, input: sts.AssumeRoleRequest, context: OperationContext): boolean {
  const { caller } = context
  const names = namesOf(deps, caller)
  const keys = {
    'aws:PrincipalArn': caller.arn,
    'aws:PrincipalAccount': caller.accountId,
    'sts:ExternalId': input.ExternalId,
    'sts:RoleSessionName': input.RoleSessionName,
  }
  if (trustDecision(role, { accountId: caller.accountId, arns: [...names, accountRoot(caller.arn, caller.accountId)] }, keys) !== 'allow')
    return false
  const namedItself = trustDecision(role, { accountId: '', arns: names }, keys) === 'allow'
  return (
    (namedItself && role.accountId === caller.accountId) ||
    deps.authorizer.authorizeCaller(context, 'sts:AssumeRole', role.arn) === undefined
  )
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

function sessionPolicies({ catalog }: StsDependencies, accountId: string, input: sts.AssumeRoleRequest): string[] {
  if (input.Policy !== undefined) checkInlinePolicy(input.Policy)
  const managed = (input.PolicyArns ?? []).map(({ arn }) => {
    const policy = findPolicy(catalog, accountId, arn ?? '')
    if (policy === undefined) throw new ApiError('ValidationError', `Policy ${arn} does not exist or is not attachable.`)
    return defaultDocument(policy)
  })
  return input.Policy === undefined ? managed : [input.Policy, ...managed]
}

function notAuthorized(caller: Caller, arn: string): ApiError {
  return new ApiError('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, {
    httpStatus: 403,
  })
}
