import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { listProfileRecords, profileAnswer } from './instance-profile-record.ts'
import { page } from './paging.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html */
export function listInstanceProfiles({
  catalog,
}: IamDependencies): Operation<iam.ListInstanceProfilesRequest, iam.ListInstanceProfilesResponse> {
  return (input, { accountId }) => {
    const profiles = listProfileRecords(catalog, accountId).filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
    const { items, answer } = page(profiles, ({ instanceProfileName }) => instanceProfileName, input)
    return { InstanceProfiles: items.map(profile => profileAnswer(catalog, profile)), ...answer }
  }
}
