import type { iam, Operation } from '@pasos/wire'
import { changeRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { noSuchRolePolicy } from './errors.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html */
export function deleteRolePolicy({ catalog }: IamDependencies): Operation<iam.DeleteRolePolicyRequest, void> {
  return async ({ RoleName, PolicyName }, { accountId }) => {
    await changeRole(catalog, accountId, RoleName!, ({ inlinePolicies }) => {
      const next = inlinePolicies.filter(({ name }) => name !== PolicyName)
      if (next.length === inlinePolicies.length) throw noSuchRolePolicy(PolicyName!)
      return { inlinePolicies: next }
    })
  }
}
