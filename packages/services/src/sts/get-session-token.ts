import { ApiError, type Operation, type sts } from '@pasos/wire'
import { credentialsAnswer } from './credentials-answer.ts'
import type { StsDependencies } from './dependencies.ts'
import { checkDuration } from './session-limits.ts'

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html: the caller again, for a while. */
export function getSessionToken({ credentials }: StsDependencies): Operation<sts.GetSessionTokenRequest, sts.GetSessionTokenResponse> {
  return async ({ DurationSeconds }, { caller }) => {
    if (credentials.session(caller.accessKeyId) !== undefined) {
      throw new ApiError('AccessDenied', 'Cannot call GetSessionToken with session credentials', { httpStatus: 403 })
    }
    // AWS: 12 hours unless said otherwise, at most 36 (for the root user one hour, which nobody here would thank us for).
    const seconds = checkDuration(DurationSeconds ?? 43_200, 129_600)
    const { accessKeyId: _, ...identity } = caller
    return { Credentials: credentialsAnswer(await credentials.issue({ caller: identity, sessionPolicies: [], sessionTags: [] }, seconds)) }
  }
}
