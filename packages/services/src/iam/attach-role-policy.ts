import type { iam, Operation } from '@pasos/wire'
import { changeRole } from './change-role.ts'
import { checkArn } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { limitExceeded, notAttachable } from './errors.ts'
import { findPolicy } from './managed-policies.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export function attachRolePolicy({ catalog }: IamDependencies): Operation<iam.AttachRolePolicyRequest, void> {
  return async ({ RoleName, PolicyArn }, { accountId }) => {
    const arn = checkArn('policyArn', PolicyArn!)
    await changeRole(catalog, accountId, RoleName!, ({ attachedPolicyArns }) => {
      if (findPolicy(catalog, accountId, arn) === undefined) throw notAttachable(arn)
      // AWS: attaching what is attached already succeeds.
      if (attachedPolicyArns.includes(arn)) return {}
      if (attachedPolicyArns.length >= maxAttached) throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${maxAttached}`)
      return { attachedPolicyArns: [...attachedPolicyArns, arn] }
    })
  }
}

/** AWS's default quota. */
const maxAttached = 10
