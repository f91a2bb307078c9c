import type { iam, Operation } from '@pasos/wire'
import { policyAnswer } from './answers.ts'
import type { IamDependencies } from './dependencies.ts'
import { policyUsage, requirePolicy } from './managed-policies.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
export function getPolicy({ catalog }: IamDependencies): Operation<iam.GetPolicyRequest, iam.GetPolicyResponse> {
  return ({ PolicyArn }, { accountId }) => {
    const policy = requirePolicy(catalog, accountId, PolicyArn!)
    return { Policy: policyAnswer(policy, policyUsage(catalog, accountId, policy.arn)) }
  }
}
