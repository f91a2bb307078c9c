import type { Catalog } from '@pasos/engine'
import type { iam } from '@pasos/wire'
import { date } from '../answers.ts'
import { noSuchGroup } from '../errors.ts'

/** Kind `group`. Dates are epoch milliseconds. */
export interface GroupRecord {
  accountId: string
  groupName: string
  groupId: string
  path: string
  arn: string
  createDate: number
  /** By their unique ids, so that a user who takes a name later is not a member. */
  memberIds: string[]
  inlinePolicies: { name: string; document: string }[]
  attachedPolicyArns: string[]
}

/** Names of groups differ in more than case. */
export function groupKey(accountId: string, groupName: string): string {
  return `${accountId}/${groupName.toLowerCase()}`
}

export function listGroupRecords(catalog: Catalog, accountId: string): GroupRecord[] {
  return catalog.list<GroupRecord>('group', `${accountId}/`)
}

/** The groups of a user. */
export function groupsOf(catalog: Catalog, { accountId, userId }: { accountId: string; userId: string }): GroupRecord[] {
  return listGroupRecords(catalog, accountId).filter(({ memberIds }) => memberIds.includes(userId))
}

/** @throws ApiError NoSuchEntity */
export function requireGroup(catalog: Catalog, accountId: string, groupName: string): GroupRecord {
  const group = catalog.get<GroupRecord>('group', groupKey(accountId, groupName))
  if (group === undefined) throw noSuchGroup(groupName)
  return group
}

/** Changes members of a group that exists, as one. @throws ApiError NoSuchEntity, and what `change` throws */
export function changeGroup(
  catalog: Catalog,
  accountId: string,
  groupName: string,
  change: (group: GroupRecord) => Partial<GroupRecord>,
): Promise<void> {
  return catalog.update<GroupRecord, void>('group', groupKey(accountId, groupName), group => {
    if (group === undefined) throw noSuchGroup(groupName)
    return { next: { ...group, ...change(group) }, result: undefined }
  })
}

export function groupAnswer({ path, groupName, groupId, arn, createDate }: GroupRecord): iam.Group {
  return { Path: path, GroupName: groupName, GroupId: groupId, Arn: arn, CreateDate: date(createDate) }
}
