import type { iam, Operation } from '@pasos/wire'
import { requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { profileAnswer, profilesWithRole } from './instance-profile-record.ts'
import { page } from './paging.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html */
export function listInstanceProfilesForRole({
  catalog,
}: IamDependencies): Operation<iam.ListInstanceProfilesForRoleRequest, iam.ListInstanceProfilesForRoleResponse> {
  return (input, { accountId }) => {
    const { roleName } = requireRole(catalog, accountId, input.RoleName!)
    const profiles = profilesWithRole(catalog, accountId, roleName)
    const { items, answer } = page(profiles, ({ instanceProfileName }) => instanceProfileName, input)
    return { InstanceProfiles: items.map(profile => profileAnswer(catalog, profile)), ...answer }
  }
}
