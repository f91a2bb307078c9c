import type { iam, Operation } from '@pasos/wire'
import { encodedDocument } from './answers.ts'
import { requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { noSuchRolePolicy } from './errors.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export function getRolePolicy({ catalog }: IamDependencies): Operation<iam.GetRolePolicyRequest, iam.GetRolePolicyResponse> {
  return ({ RoleName, PolicyName }, { accountId }) => {
    const role = requireRole(catalog, accountId, RoleName!)
    const policy = role.inlinePolicies.find(({ name }) => name === PolicyName)
    if (policy === undefined) throw noSuchRolePolicy(PolicyName!)
    return { RoleName: role.roleName, PolicyName: policy.name, PolicyDocument: encodedDocument(policy.document) }
  }
}
