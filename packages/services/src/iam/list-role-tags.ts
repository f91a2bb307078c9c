import type { iam, Operation } from '@pasos/wire'
import { requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { page } from './paging.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html */
export function listRoleTags({ catalog }: IamDependencies): Operation<iam.ListRoleTagsRequest, iam.ListRoleTagsResponse> {
  return (input, { accountId }) => {
    const { tags } = requireRole(catalog, accountId, input.RoleName!)
    const { items, answer } = page(tags, ({ Key }) => Key, input)
    return { Tags: items, ...answer }
  }
}
