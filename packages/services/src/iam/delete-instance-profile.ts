import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { deleteConflict, noSuchInstanceProfile } from './errors.ts'
import { type InstanceProfileRecord, instanceProfileKey } from './instance-profile-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html */
export function deleteInstanceProfile({ catalog }: IamDependencies): Operation<iam.DeleteInstanceProfileRequest, void> {
  return ({ InstanceProfileName }, { accountId }) =>
    catalog.update<InstanceProfileRecord, void>('instanceProfile', instanceProfileKey(accountId, InstanceProfileName!), profile => {
      if (profile === undefined) throw noSuchInstanceProfile(InstanceProfileName!)
      if (profile.roleNames.length > 0) throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
      return { next: undefined, result: undefined }
    })
}
