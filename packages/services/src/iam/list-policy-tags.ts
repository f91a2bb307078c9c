import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { requirePolicy } from './managed-policies.ts'
import { page } from './paging.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html */
export function listPolicyTags({ catalog }: IamDependencies): Operation<iam.ListPolicyTagsRequest, iam.ListPolicyTagsResponse> {
  return (input, { accountId }) => {
    const { tags } = requirePolicy(catalog, accountId, input.PolicyArn!)
    const { items, answer } = page(tags, ({ Key }) => Key, input)
    return { Tags: items, ...answer }
  }
}
