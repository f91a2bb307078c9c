import type { iam, Operation } from '@pasos/wire'
import { changeRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { notAttachable } from './errors.ts'
import { findPolicy } from './managed-policies.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html */
export function putRolePermissionsBoundary({ catalog }: IamDependencies): Operation<iam.PutRolePermissionsBoundaryRequest, void> {
  return async ({ RoleName, PermissionsBoundary }, { accountId }) => {
    if (findPolicy(catalog, accountId, PermissionsBoundary!) === undefined) throw notAttachable(PermissionsBoundary!)
    await changeRole(catalog, accountId, RoleName!, () => ({ permissionsBoundary: PermissionsBoundary! }))
  }
}
