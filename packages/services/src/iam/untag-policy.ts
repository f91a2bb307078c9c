import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { changePolicy } from './managed-policies.ts'
import { withoutTags } from './tags.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html */
export function untagPolicy({ catalog }: IamDependencies): Operation<iam.UntagPolicyRequest, void> {
  return async ({ PolicyArn, TagKeys }, context) => {
    await changePolicy(catalog, PolicyArn!, context, ({ tags }) => ({ tags: withoutTags(tags, TagKeys) }))
  }
}
