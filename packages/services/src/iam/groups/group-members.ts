import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from '../dependencies.ts'
import { limitExceeded, noSuchUser } from '../errors.ts'
import { page } from '../paging.ts'
import { requireUser } from '../users/user-record.ts'
import { changeGroup, groupAnswer, groupsOf, requireGroup } from './group-record.ts'

/** AWS: groups that one user may be in. */
const maxGroups = 10

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html: who is in it already stays in it. */
export function addUserToGroup({ catalog }: IamDependencies): Operation<iam.AddUserToGroupRequest, void> {
  return async ({ GroupName, UserName }, { accountId }) => {
    requireGroup(catalog, accountId, GroupName!)
    const user = requireUser(catalog, accountId, UserName!)
    await changeGroup(catalog, accountId, GroupName!, ({ memberIds }) => {
      if (memberIds.includes(user.userId)) return {}
      if (groupsOf(catalog, user).length >= maxGroups) throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${maxGroups}`)
      return { memberIds: [...memberIds, user.userId] }
    })
  }
}

export function removeUserFromGroup({ catalog }: IamDependencies): Operation<iam.RemoveUserFromGroupRequest, void> {
  return async ({ GroupName, UserName }, { accountId }) => {
    requireGroup(catalog, accountId, GroupName!)
    const { userId } = requireUser(catalog, accountId, UserName!)
    await changeGroup(catalog, accountId, GroupName!, ({ memberIds }) => {
      if (!memberIds.includes(userId)) throw noSuchUser(UserName!)
      return { memberIds: memberIds.filter(id => id !== userId) }
    })
  }
}

export function listGroupsForUser({ catalog }: IamDependencies): Operation<iam.ListGroupsForUserRequest, iam.ListGroupsForUserResponse> {
  return (input, { accountId }) => {
    const groups = groupsOf(catalog, requireUser(catalog, accountId, input.UserName!))
    const { items, answer } = page(groups, ({ groupName }) => groupName, input)
    return { Groups: items.map(groupAnswer), ...answer }
  }
}
