import type { Operation } from '@pasos/wire'
import type { IamDependencies } from '../dependencies.ts'
import { noSuchGroupPolicy } from '../errors.ts'
import { policiesOfHolder } from '../policies-of-holder.ts'
import { addUserToGroup, listGroupsForUser, removeUserFromGroup } from './group-members.ts'
import { changeGroup, type GroupRecord, requireGroup } from './group-record.ts'
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from './groups.ts'

/** Groups, who is in them, and their policies. */
export function groupOperations(deps: IamDependencies): Record<string, Operation> {
  const { catalog } = deps
  const { put, get, remove, list, attach, detach, listAttached } = policiesOfHolder<GroupRecord>({
    ...{ catalog, member: 'GroupName', maxInlineSize: 5120, words: { holder: 'group', quota: 'PoliciesPerGroup' } },
    nameOf: ({ groupName }) => groupName,
    require: (accountId, name) => requireGroup(catalog, accountId, name),
    change: (accountId, name, change) => changeGroup(catalog, accountId, name, change),
    noSuchInlinePolicy: noSuchGroupPolicy,
  })
  return {
    AddUserToGroup: addUserToGroup(deps),
    AttachGroupPolicy: attach,
    CreateGroup: createGroup(deps),
    DeleteGroup: deleteGroup(deps),
    DeleteGroupPolicy: remove,
    DetachGroupPolicy: detach,
    GetGroup: getGroup(deps),
    GetGroupPolicy: get,
    ListAttachedGroupPolicies: listAttached,
    ListGroupPolicies: list,
    ListGroups: listGroups(deps),
    ListGroupsForUser: listGroupsForUser(deps),
    PutGroupPolicy: put,
    RemoveUserFromGroup: removeUserFromGroup(deps),
    UpdateGroup: updateGroup(deps),
  }
}
