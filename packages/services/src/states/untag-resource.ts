import type { Operation, states } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'
import { changeTags, withoutTags } from './tags.ts'

export function untagResource(deps: StatesDependencies): Operation<states.UntagResourceInput, states.UntagResourceOutput> {
  return async ({ resourceArn, tagKeys }) => {
    await changeTags(deps.catalog, resourceArn!, current => withoutTags(current, tagKeys!))
    return {}
  }
}
