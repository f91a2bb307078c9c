import type { iam, Operation } from '@pasos/wire'
import { checkTags } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { changeProfile } from './instance-profile-record.ts'
import { mergeTags } from './tags.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html */
export function tagInstanceProfile({ catalog }: IamDependencies): Operation<iam.TagInstanceProfileRequest, void> {
  return async ({ InstanceProfileName, Tags }, { accountId }) => {
    const added = checkTags(Tags)
    await changeProfile(catalog, accountId, InstanceProfileName!, ({ tags }) => ({
      tags: mergeTags(tags, added, 'TagsPerInstanceProfile'),
    }))
  }
}
