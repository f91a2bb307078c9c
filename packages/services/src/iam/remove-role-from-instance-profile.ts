import type { iam, Operation } from '@pasos/wire'
import { requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { noSuchRole } from './errors.ts'
import { changeProfile } from './instance-profile-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html */
export function removeRoleFromInstanceProfile({ catalog }: IamDependencies): Operation<iam.RemoveRoleFromInstanceProfileRequest, void> {
  return async ({ InstanceProfileName, RoleName }, { accountId }) => {
    await changeProfile(catalog, accountId, InstanceProfileName!, ({ roleNames }) => {
      const { roleName } = requireRole(catalog, accountId, RoleName!)
      if (!roleNames.includes(roleName)) throw noSuchRole(roleName)
      return { roleNames: roleNames.filter(name => name !== roleName) }
    })
  }
}
