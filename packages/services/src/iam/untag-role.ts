import type { iam, Operation } from '@pasos/wire'
import { changeRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { withoutTags } from './tags.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html */
export function untagRole({ catalog }: IamDependencies): Operation<iam.UntagRoleRequest, void> {
  return async ({ RoleName, TagKeys }, { accountId }) => {
    await changeRole(catalog, accountId, RoleName!, ({ tags }) => ({ tags: withoutTags(tags, TagKeys) }))
  }
}
