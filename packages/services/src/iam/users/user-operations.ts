import type { Operation } from '@pasos/wire'
import type { IamDependencies } from '../dependencies.ts'
import { accessKeyLastUsed, createAccessKey, deleteAccessKey, listAccessKeys, updateAccessKey } from './access-keys.ts'
import { otherCredentialOperations } from './other-credentials.ts'
import { deleteUserPermissionsBoundary, putUserPermissionsBoundary } from './user-boundary.ts'
import { userPolicyOperations } from './user-policies.ts'
import { createUser, deleteUser, getUser, listUsers, listUserTags, tagUser, untagUser, updateUser } from './users.ts'

/** Users without passwords, their access keys and policies. */
export function userOperations(deps: IamDependencies): Record<string, Operation> {
  return {
    CreateAccessKey: createAccessKey(deps),
    CreateUser: createUser(deps),
    DeleteAccessKey: deleteAccessKey(deps),
    DeleteUser: deleteUser(deps),
    DeleteUserPermissionsBoundary: deleteUserPermissionsBoundary(deps),
    GetAccessKeyLastUsed: accessKeyLastUsed(deps),
    GetUser: getUser(deps),
    ListAccessKeys: listAccessKeys(deps),
    ListUserTags: listUserTags(deps),
    ListUsers: listUsers(deps),
    PutUserPermissionsBoundary: putUserPermissionsBoundary(deps),
    TagUser: tagUser(deps),
    UntagUser: untagUser(deps),
    UpdateAccessKey: updateAccessKey(deps),
    UpdateUser: updateUser(deps),
    ...otherCredentialOperations(deps),
    ...userPolicyOperations(deps),
  }
}
