import type { iam, Operation } from '@pasos/wire'
import { changeRole } from './change-role.ts'
import { checkTags } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { mergeTags } from './tags.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html */
export function tagRole({ catalog }: IamDependencies): Operation<iam.TagRoleRequest, void> {
  return async ({ RoleName, Tags }, { accountId }) => {
    const added = checkTags(Tags)
    await changeRole(catalog, accountId, RoleName!, ({ tags }) => ({ tags: mergeTags(tags, added, 'TagsPerRole') }))
  }
}
