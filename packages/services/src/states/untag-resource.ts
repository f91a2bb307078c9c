import type { UntagResourceInput, UntagResourceOutput } from '@aws-sdk/client-sfn'
import type { Operation } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'
import { changeTags, withoutTags } from './tags.ts'

export function untagResource(deps: StatesDependencies): Operation<UntagResourceInput, UntagResourceOutput> {
  return async ({ resourceArn, tagKeys }) => {
    await changeTags(deps.catalog, resourceArn!, current => withoutTags(current, tagKeys!))
    return {}
  }
}
