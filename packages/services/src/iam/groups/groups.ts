import type { iam, Operation } from '@pasos/wire'
import { checkName, checkPath } from '../constraints.ts'
import type { IamDependencies } from '../dependencies.ts'
import { alreadyExists, deleteConflict, noSuchGroup } from '../errors.ts'
import { iamArn } from '../iam-arn.ts'
import { iamId } from '../iam-ids.ts'
import { page } from '../paging.ts'
import { listUserRecords, userSummary } from '../users/user-record.ts'
import { changeGroup, type GroupRecord, groupAnswer, groupKey, listGroupRecords, requireGroup } from './group-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html */
export function createGroup({ catalog, clock, ids }: IamDependencies): Operation<iam.CreateGroupRequest, iam.CreateGroupResponse> {
  return async (input, context) => {
    const { accountId } = context
    const groupName = checkName('groupName', input.GroupName!, 128)
    const path = checkPath(input.Path)
    const group: GroupRecord = {
      ...{ accountId, groupName, path, groupId: iamId('AGPA', ids), arn: iamArn(context, `group${path}${groupName}`) },
      ...{ createDate: clock.now(), memberIds: [], inlinePolicies: [], attachedPolicyArns: [] },
    }
    await catalog.update<GroupRecord, void>('group', groupKey(accountId, groupName), present => {
      if (present !== undefined) throw alreadyExists(`Group with name ${groupName} already exists.`)
      return { next: group, result: undefined }
    })
    return { Group: groupAnswer(group) }
  }
}

/** The group and, page by page, its users. */
export function getGroup({ catalog }: IamDependencies): Operation<iam.GetGroupRequest, iam.GetGroupResponse> {
  return (input, { accountId }) => {
    const group = requireGroup(catalog, accountId, input.GroupName!)
    const members = listUserRecords(catalog, accountId).filter(({ userId }) => group.memberIds.includes(userId))
    const { items, answer } = page(members, ({ userName }) => userName, input)
    return { Group: groupAnswer(group), Users: items.map(userSummary), ...answer }
  }
}

export function listGroups({ catalog }: IamDependencies): Operation<iam.ListGroupsRequest, iam.ListGroupsResponse> {
  return (input, { accountId }) => {
    const groups = listGroupRecords(catalog, accountId).filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
    const { items, answer } = page(groups, ({ groupName }) => groupName, input)
    return { Groups: items.map(groupAnswer), ...answer }
  }
}

/** Gives a group another name, another path, or both. What is in it stays. */
export function updateGroup({ catalog }: IamDependencies): Operation<iam.UpdateGroupRequest, void> {
  return async ({ GroupName, NewGroupName, NewPath }, context) => {
    const { accountId } = context
    const old = requireGroup(catalog, accountId, GroupName!)
    const groupName = NewGroupName === undefined ? old.groupName : checkName('newGroupName', NewGroupName, 128)
    const renamed = (group: GroupRecord): GroupRecord => {
      const path = NewPath === undefined ? group.path : checkPath(NewPath)
      return { ...group, groupName, path, arn: iamArn(context, `group${path}${groupName}`) }
    }
    if (groupKey(accountId, groupName) === groupKey(accountId, old.groupName)) {
      return changeGroup(catalog, accountId, old.groupName, renamed)
    }
    // Two records one after the other: between the two the group has both names, never none.
    await catalog.update<GroupRecord, void>('group', groupKey(accountId, groupName), present => {
      if (present !== undefined) throw alreadyExists(`Group with name ${groupName} already exists.`)
      return { next: renamed(requireGroup(catalog, accountId, GroupName!)), result: undefined }
    })
    await catalog.update<GroupRecord, void>('group', groupKey(accountId, old.groupName), () => ({ next: undefined, result: undefined }))
  }
}

export function deleteGroup({ catalog }: IamDependencies): Operation<iam.DeleteGroupRequest, void> {
  return ({ GroupName }, { accountId }) =>
    catalog.update<GroupRecord, void>('group', groupKey(accountId, GroupName!), group => {
      if (group === undefined) throw noSuchGroup(GroupName!)
      if (group.memberIds.length > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.')
      if (group.attachedPolicyArns.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.')
      if (group.inlinePolicies.length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
      return { next: undefined, result: undefined }
    })
}
