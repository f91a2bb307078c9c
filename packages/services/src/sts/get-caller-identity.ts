import type { Operation, sts } from '@pasos/wire'

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentity: Operation<sts.GetCallerIdentityRequest, sts.GetCallerIdentityResponse> = (_input, { caller }) => ({
  UserId: caller.userId,
  Account: caller.accountId,
  Arn: caller.arn,
})
