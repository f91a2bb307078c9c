import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { noSuchRole } from './errors.ts'
import { type RoleRecord, roleKey } from './role-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html */
export function deleteRolePermissionsBoundary({ catalog }: IamDependencies): Operation<iam.DeleteRolePermissionsBoundaryRequest, void> {
  return ({ RoleName }, { accountId }) =>
    catalog.update<RoleRecord, void>('role', roleKey(accountId, RoleName!), role => {
      if (role === undefined) throw noSuchRole(RoleName!)
      const { permissionsBoundary: _, ...next } = role
      return { next, result: undefined }
    })
}
