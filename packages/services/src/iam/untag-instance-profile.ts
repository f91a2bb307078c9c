import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { changeProfile } from './instance-profile-record.ts'
import { withoutTags } from './tags.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html */
export function untagInstanceProfile({ catalog }: IamDependencies): Operation<iam.UntagInstanceProfileRequest, void> {
  return async ({ InstanceProfileName, TagKeys }, { accountId }) => {
    await changeProfile(catalog, accountId, InstanceProfileName!, ({ tags }) => ({ tags: withoutTags(tags, TagKeys) }))
  }
}
