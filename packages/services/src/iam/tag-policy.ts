import type { iam, Operation } from '@pasos/wire'
import { checkTags } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { changePolicy } from './managed-policies.ts'
import { mergeTags } from './tags.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html */
export function tagPolicy({ catalog }: IamDependencies): Operation<iam.TagPolicyRequest, void> {
  return async ({ PolicyArn, Tags }, context) => {
    const added = checkTags(Tags)
    await changePolicy(catalog, PolicyArn!, context, ({ tags }) => ({ tags: mergeTags(tags, added, 'TagsPerPolicy') }))
  }
}
