import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { requirePolicy } from './managed-policies.ts'
import { byKey, page } from './paging.ts'
import { listRoleRecords } from './role-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html */
export function listEntitiesForPolicy({
  catalog,
}: IamDependencies): Operation<iam.ListEntitiesForPolicyRequest, iam.ListEntitiesForPolicyResponse> {
  return (input, { accountId }) => {
    const { arn } = requirePolicy(catalog, accountId, input.PolicyArn!)
    const asBoundary = input.PolicyUsageFilter === 'PermissionsBoundary'
    const wanted = input.EntityFilter === undefined || input.EntityFilter === 'Role' ? listRoleRecords(catalog, accountId) : []
    const roles = wanted.filter(
      role =>
        role.path.startsWith(input.PathPrefix ?? '/') &&
        (asBoundary ? role.permissionsBoundary === arn : role.attachedPolicyArns.includes(arn)),
    )
    const { items, answer } = page(
      byKey(roles, ({ roleName }) => roleName),
      ({ roleName }) => roleName,
      input,
    )
    return {
      PolicyGroups: [],
      PolicyUsers: [],
      PolicyRoles: items.map(({ roleName, roleId }) => ({ RoleName: roleName, RoleId: roleId })),
      ...answer,
    }
  }
}
