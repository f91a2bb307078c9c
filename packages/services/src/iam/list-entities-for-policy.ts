import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { listGroupRecords } from './groups/group-record.ts'
import type { policyHolders } from './holders.ts'
import { requirePolicy } from './managed-policies.ts'
import { page } from './paging.ts'
import { listRoleRecords } from './role-record.ts'
import { listUserRecords } from './users/user-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html */
export function listEntitiesForPolicy({
  catalog,
}: IamDependencies): Operation<iam.ListEntitiesForPolicyRequest, iam.ListEntitiesForPolicyResponse> {
  return (input, { accountId }) => {
    const { arn } = requirePolicy(catalog, accountId, input.PolicyArn!)
    const asBoundary = input.PolicyUsageFilter === 'PermissionsBoundary'
    const wanted = input.EntityFilter === undefined || input.EntityFilter === 'Role' ? listRoleRecords(catalog, accountId) : []
    const holds = (holder: ReturnType<typeof policyHolders>[number]) =>
      holder.path.startsWith(input.PathPrefix ?? '/') &&
      (asBoundary ? holder.permissionsBoundary === arn : holder.attachedPolicyArns.includes(arn))
    const roles = wanted.filter(holds)
    // With the last page of roles, which are the ones that can be many.
    const wants = (kind: iam.EntityType) => input.EntityFilter === undefined || input.EntityFilter === kind
    const users = wants('User') ? listUserRecords(catalog, accountId).filter(holds) : []
    const groups = wants('Group') ? listGroupRecords(catalog, accountId).filter(holds) : []
    const { items, answer } = page(roles, ({ roleName }) => roleName, input)
    return {
      PolicyGroups: answer.IsTruncated ? [] : groups.map(({ groupName, groupId }) => ({ GroupName: groupName, GroupId: groupId })),
      PolicyUsers: answer.IsTruncated ? [] : users.map(({ userName, userId }) => ({ UserName: userName, UserId: userId })),
      PolicyRoles: items.map(({ roleName, roleId }) => ({ RoleName: roleName, RoleId: roleId })),
      ...answer,
    }
  }
}
