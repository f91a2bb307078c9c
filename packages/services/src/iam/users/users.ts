import type { iam, Operation } from '@pasos/wire'
import { checkName, checkPath, checkTags } from '../constraints.ts'
import type { IamDependencies } from '../dependencies.ts'
import { alreadyExists, deleteConflict, noSuchUser, notAttachable, validationError } from '../errors.ts'
import { groupsOf } from '../groups/group-record.ts'
import { iamArn } from '../iam-arn.ts'
import { iamId } from '../iam-ids.ts'
import { findPolicy } from '../managed-policies.ts'
import { page } from '../paging.ts'
import { mergeTags, withoutTags } from '../tags.ts'
import {
  type AccessKeyRecord,
  changeUser,
  findUserByArn,
  keysOf,
  listUserRecords,
  requireUser,
  type UserRecord,
  userAnswer,
  userKey,
  userSummary,
} from './user-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export function createUser({ catalog, clock, ids }: IamDependencies): Operation<iam.CreateUserRequest, iam.CreateUserResponse> {
  return async (input, context) => {
    const { accountId } = context
    const userName = checkName('userName', input.UserName!, 64)
    const path = checkPath(input.Path)
    const boundary = input.PermissionsBoundary
    if (boundary !== undefined && findPolicy(catalog, accountId, boundary) === undefined) throw notAttachable(boundary)
    const user: UserRecord = {
      ...{ accountId, userName, path, userId: iamId('AIDA', ids), arn: iamArn(context, `user${path}${userName}`) },
      createDate: clock.now(),
      ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
      ...{ tags: checkTags(input.Tags), inlinePolicies: [], attachedPolicyArns: [] },
    }
    await catalog.update<UserRecord, void>('user', userKey(accountId, userName), present => {
      if (present !== undefined) throw alreadyExists(`User with name ${userName} already exists.`)
      return { next: user, result: undefined }
    })
    return { User: userAnswer(user) }
  }
}

/** Without a name: the user who asks. */
export function getUser({ catalog }: IamDependencies): Operation<iam.GetUserRequest, iam.GetUserResponse> {
  return ({ UserName }, { accountId, caller }) => {
    if (UserName !== undefined) return { User: userAnswer(requireUser(catalog, accountId, UserName)) }
    const user = findUserByArn(catalog, caller.arn)
    if (user === undefined) throw validationError('Must specify userName when calling with non-User credentials')
    return { User: userAnswer(user) }
  }
}

export function listUsers({ catalog }: IamDependencies): Operation<iam.ListUsersRequest, iam.ListUsersResponse> {
  return (input, { accountId }) => {
    const users = listUserRecords(catalog, accountId).filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
    const { items, answer } = page(users, ({ userName }) => userName, input)
    return { Users: items.map(userSummary), ...answer }
  }
}

export function deleteUser({ catalog }: IamDependencies): Operation<iam.DeleteUserRequest, void> {
  return ({ UserName }, { accountId }) =>
    catalog.update<UserRecord, void>('user', userKey(accountId, UserName!), user => {
      if (user === undefined) throw noSuchUser(UserName!)
      if (user.attachedPolicyArns.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.')
      if (user.inlinePolicies.length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
      if (groupsOf(catalog, user).length > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.')
      if (keysOf(catalog, user).length > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.')
      return { next: undefined, result: undefined }
    })
}

export function tagUser({ catalog }: IamDependencies): Operation<iam.TagUserRequest, void> {
  return async ({ UserName, Tags }, { accountId }) => {
    const added = checkTags(Tags)
    await changeUser(catalog, accountId, UserName!, ({ tags }) => ({ tags: mergeTags(tags, added, 'TagsPerUser') }))
  }
}

export function untagUser({ catalog }: IamDependencies): Operation<iam.UntagUserRequest, void> {
  return ({ UserName, TagKeys }, { accountId }) =>
    changeUser(catalog, accountId, UserName!, ({ tags }) => ({ tags: withoutTags(tags, TagKeys) }))
}

export function listUserTags({ catalog }: IamDependencies): Operation<iam.ListUserTagsRequest, iam.ListUserTagsResponse> {
  return (input, { accountId }) => {
    const { tags } = requireUser(catalog, accountId, input.UserName!)
    const { items, answer } = page(tags, ({ Key }) => Key, input)
    return { Tags: items, ...answer }
  }
}

/** Gives a user another name, another path, or both. Keys, groups and policies stay. */
export function updateUser({ catalog }: IamDependencies): Operation<iam.UpdateUserRequest, void> {
  return async ({ UserName, NewUserName, NewPath }, context) => {
    const { accountId } = context
    const old = requireUser(catalog, accountId, UserName!)
    const userName = NewUserName === undefined ? old.userName : checkName('newUserName', NewUserName, 64)
    const renamed = (user: UserRecord): UserRecord => {
      const path = NewPath === undefined ? user.path : checkPath(NewPath)
      return { ...user, userName, path, arn: iamArn(context, `user${path}${userName}`) }
    }
    if (userKey(accountId, userName) === userKey(accountId, old.userName)) return changeUser(catalog, accountId, old.userName, renamed)
    // One after the other: between the two the user has both names, never none.
    await catalog.update<UserRecord, void>('user', userKey(accountId, userName), present => {
      if (present !== undefined) throw alreadyExists(`User with name ${userName} already exists.`)
      return { next: renamed(requireUser(catalog, accountId, UserName!)), result: undefined }
    })
    const moved = (key: AccessKeyRecord | undefined) => ({ next: key && { ...key, userName }, result: undefined })
    for (const { accessKeyId } of keysOf(catalog, old)) await catalog.update<AccessKeyRecord, void>('accessKey', accessKeyId, moved)
    await catalog.update<UserRecord, void>('user', userKey(accountId, old.userName), () => ({ next: undefined, result: undefined }))
  }
}
