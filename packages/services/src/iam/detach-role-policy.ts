import type { iam, Operation } from '@pasos/wire'
import { changeRole } from './change-role.ts'
import { checkArn } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { noSuchPolicy } from './errors.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html */
export function detachRolePolicy({ catalog }: IamDependencies): Operation<iam.DetachRolePolicyRequest, void> {
  return async ({ RoleName, PolicyArn }, { accountId }) => {
    const arn = checkArn('policyArn', PolicyArn!)
    await changeRole(catalog, accountId, RoleName!, ({ attachedPolicyArns }) => {
      if (!attachedPolicyArns.includes(arn)) throw noSuchPolicy(arn)
      return { attachedPolicyArns: attachedPolicyArns.filter(attached => attached !== arn) }
    })
  }
}
