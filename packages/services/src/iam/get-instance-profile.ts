import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { noSuchInstanceProfile } from './errors.ts'
import { type InstanceProfileRecord, instanceProfileKey, profileAnswer } from './instance-profile-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html */
export function getInstanceProfile({ catalog }: IamDependencies): Operation<iam.GetInstanceProfileRequest, iam.GetInstanceProfileResponse> {
  return ({ InstanceProfileName }, { accountId }) => {
    const profile = catalog.get<InstanceProfileRecord>('instanceProfile', instanceProfileKey(accountId, InstanceProfileName!))
    if (profile === undefined) throw noSuchInstanceProfile(InstanceProfileName!)
    return { InstanceProfile: profileAnswer(catalog, profile) }
  }
}
