import type { iam, Operation } from '@pasos/wire'
import { requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { limitExceeded } from './errors.ts'
import { changeProfile } from './instance-profile-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html */
export function addRoleToInstanceProfile({ catalog }: IamDependencies): Operation<iam.AddRoleToInstanceProfileRequest, void> {
  return async ({ InstanceProfileName, RoleName }, { accountId }) => {
    await changeProfile(catalog, accountId, InstanceProfileName!, ({ roleNames }) => {
      const { roleName } = requireRole(catalog, accountId, RoleName!)
      if (roleNames.length > 0) throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1')
      return { roleNames: [roleName] }
    })
  }
}
