import type { iam, Operation } from '@pasos/wire'
import { versionAnswer } from './answers.ts'
import type { IamDependencies } from './dependencies.ts'
import { requirePolicy } from './managed-policies.ts'
import { page } from './paging.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html */
export function listPolicyVersions({ catalog }: IamDependencies): Operation<iam.ListPolicyVersionsRequest, iam.ListPolicyVersionsResponse> {
  return (input, { accountId }) => {
    const { versions, defaultVersionId } = requirePolicy(catalog, accountId, input.PolicyArn!)
    // AWS: newest first. The keys count down so that a page goes on where the former ended.
    const newestFirst = versions.map((version, index) => ({ version, key: String(versions.length - index).padStart(3, '0') })).reverse()
    const { items, answer } = page(newestFirst, ({ key }) => key, input)
    return { Versions: items.map(({ version }) => versionAnswer(version, defaultVersionId)), ...answer }
  }
}
