import type { iam, Operation } from '@pasos/wire'
import { findAwsManagedPolicy } from './aws-managed-policies.ts'
import { checkArn } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { awsManagedPolicyIsFixed, deleteConflict, noSuchPolicy } from './errors.ts'
import { isOwn, policyUsage } from './managed-policies.ts'
import type { PolicyRecord } from './policy-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
export function deletePolicy({ catalog }: IamDependencies): Operation<iam.DeletePolicyRequest, void> {
  return ({ PolicyArn }, { accountId, caller }) => {
    const arn = checkArn('policyArn', PolicyArn!)
    if (findAwsManagedPolicy(arn) !== undefined) throw awsManagedPolicyIsFixed(caller.arn, 'iam:DeletePolicy', arn)
    return catalog.update<PolicyRecord, void>('policy', arn, policy => {
      if (policy === undefined || !isOwn(accountId, arn)) throw noSuchPolicy(arn)
      const { attachments, boundaries } = policyUsage(catalog, accountId, arn)
      if (attachments + boundaries > 0) throw deleteConflict('Cannot delete a policy attached to entities.')
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        )
      }
      return { next: undefined, result: undefined }
    })
  }
}
