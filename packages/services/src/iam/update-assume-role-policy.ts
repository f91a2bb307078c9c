import type { iam, Operation } from '@pasos/wire'
import { changeRole } from './change-role.ts'
import { checkDocument } from './constraints.ts'
import { checkTrustPolicySize } from './create-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { checkTrustPolicy } from './policy/check-policy.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html */
export function updateAssumeRolePolicy({ catalog }: IamDependencies): Operation<iam.UpdateAssumeRolePolicyRequest, void> {
  return async ({ RoleName, PolicyDocument }, { accountId }) => {
    const document = checkDocument('policyDocument', PolicyDocument!)
    checkTrustPolicy(document)
    checkTrustPolicySize(document)
    await changeRole(catalog, accountId, RoleName!, () => ({ assumeRolePolicyDocument: document }))
  }
}
