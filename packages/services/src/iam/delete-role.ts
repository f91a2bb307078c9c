import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { deleteConflict, noSuchRole, unmodifiableRole } from './errors.ts'
import { profilesWithRole } from './instance-profile-record.ts'
import { isOfService, type RoleRecord, roleKey } from './role-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
export function deleteRole({ catalog }: IamDependencies): Operation<iam.DeleteRoleRequest, void> {
  return async ({ RoleName }, { accountId }) => {
    const roleId = await catalog.update<RoleRecord, string>('role', roleKey(accountId, RoleName!), role => {
      if (role === undefined) throw noSuchRole(RoleName!)
      if (isOfService(role)) throw unmodifiableRole(role.roleName)
      if (profilesWithRole(catalog, accountId, role.roleName).length > 0) {
        throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
      }
      if (role.attachedPolicyArns.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.')
      if (role.inlinePolicies.length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
      return { next: undefined, result: role.roleId }
    })
    await catalog.update('roleUse', roleId, () => ({ next: undefined, result: undefined }))
  }
}
