import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from '../dependencies.ts'
import { noSuchUser, notAttachable } from '../errors.ts'
import { findPolicy } from '../managed-policies.ts'
import { changeUser, type UserRecord, userKey } from './user-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html */
export function putUserPermissionsBoundary({ catalog }: IamDependencies): Operation<iam.PutUserPermissionsBoundaryRequest, void> {
  return async ({ UserName, PermissionsBoundary }, { accountId }) => {
    if (findPolicy(catalog, accountId, PermissionsBoundary!) === undefined) throw notAttachable(PermissionsBoundary!)
    await changeUser(catalog, accountId, UserName!, () => ({ permissionsBoundary: PermissionsBoundary! }))
  }
}

export function deleteUserPermissionsBoundary({ catalog }: IamDependencies): Operation<iam.DeleteUserPermissionsBoundaryRequest, void> {
  return ({ UserName }, { accountId }) =>
    catalog.update<UserRecord, void>('user', userKey(accountId, UserName!), user => {
      if (user === undefined) throw noSuchUser(UserName!)
      const { permissionsBoundary: _, ...next } = user
      return { next, result: undefined }
    })
}
