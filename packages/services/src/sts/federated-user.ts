import { partitionOf } from '@pasos/asl'
import { ApiError, type Operation, type sts } from '@pasos/wire'
import { isUserArn } from '../iam/users/user-record.ts'
import { credentialsAnswer } from './credentials-answer.ts'
import type { StsDependencies } from './dependencies.ts'
import { sessionPolicies, sessionTags } from './role-session.ts'
import { checkDuration } from './session-limits.ts'

/**
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html: what both the caller's own policies and the policies
 * of the session allow. Without the latter it may nothing but what resources give it by name.
 */
export function getFederationToken(deps: StsDependencies): Operation<sts.GetFederationTokenRequest, sts.GetFederationTokenResponse> {
  return async (input, context) => {
    const { caller, region, accountId } = context
    if (deps.credentials.session(caller.accessKeyId) !== undefined) {
      throw new ApiError('AccessDenied', 'Cannot call GetFederationToken with session credentials', { httpStatus: 403 })
    }
    const name = checkName(input.Name!)
    const seconds = checkDuration(input.DurationSeconds ?? 43_200, 129_600)
    const arn = `arn:${partitionOf(region)}:sts::${accountId}:federated-user/${name}`
    const refusal = deps.authorizer.authorizeCaller(context, 'sts:GetFederationToken', arn)
    if (refusal !== undefined) throw new ApiError('AccessDenied', refusal, { httpStatus: 403 })
    const session = {
      caller: { accountId, arn, userId: `${accountId}:${name}` },
      sessionPolicies: sessionPolicies(deps, accountId, input),
      sessionTags: sessionTags(input.Tags),
      onBehalfOf: isUserArn(caller.arn) ? { arn: caller.arn, id: caller.userId } : ('root' as const),
    }
    const issued = await deps.credentials.issue(session, seconds)
    return { Credentials: credentialsAnswer(issued), FederatedUser: { FederatedUserId: session.caller.userId, Arn: arn } }
  }
}

/** @throws ApiError ValidationError in AWS's words */
function checkName(name: string): string {
  const violated = (constraint: string) =>
    new ApiError('ValidationError', `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: ${constraint}`)
  if (name.length < 2) throw violated('Member must have length greater than or equal to 2')
  if (name.length > 32) throw violated('Member must have length less than or equal to 32')
  if (!/^[\w+=,.@-]*$/.test(name)) throw violated('Member must satisfy regular expression pattern: [\\w+=,.@-]*')
  return name
}
