import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { requirePolicy } from './managed-policies.ts'
import { byKey, page } from './paging.ts'
import { listRoleRecords, type RoleRecord } from './role-record.ts'
import { listUserRecords } from './users/user-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html */
export function listEntitiesForPolicy({
  catalog,
}: IamDependencies): Operation<iam.ListEntitiesForPolicyRequest, iam.ListEntitiesForPolicyResponse> {
  return (input, { accountId }) => {
    const { arn } = requirePolicy(catalog, accountId, input.PolicyArn!)
    const asBoundary = input.PolicyUsageFilter === 'PermissionsBoundary'
    const wanted = input.EntityFilter === undefined || input.EntityFilter === 'Role' ? listRoleRecords(catalog, accountId) : []
    const holds = (holder: Pick<RoleRecord, 'path' | 'permissionsBoundary' | 'attachedPolicyArns'>) =>
      holder.path.startsWith(input.PathPrefix ?? '/') &&
      (asBoundary ? holder.permissionsBoundary === arn : holder.attachedPolicyArns.includes(arn))
    const roles = wanted.filter(holds)
    // With the last page of roles, which are the ones that can be many.
    const wantsUsers = input.EntityFilter === undefined || input.EntityFilter === 'User'
    const users = wantsUsers ? listUserRecords(catalog, accountId).filter(holds) : []
    const { items, answer } = page(
      byKey(roles, ({ roleName }) => roleName),
      ({ roleName }) => roleName,
      input,
    )
    return {
      PolicyGroups: [],
      PolicyUsers: answer.IsTruncated ? [] : users.map(({ userName, userId }) => ({ UserName: userName, UserId: userId })),
      PolicyRoles: items.map(({ roleName, roleId }) => ({ RoleName: roleName, RoleId: roleId })),
      ...answer,
    }
  }
}
