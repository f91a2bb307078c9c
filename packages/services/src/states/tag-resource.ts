import type { Operation, states } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'
import { changeTags, withTags } from './tags.ts'

export function tagResource(deps: StatesDependencies): Operation<states.TagResourceInput, states.TagResourceOutput> {
  return async ({ resourceArn, tags }) => {
    const resource = { arn: resourceArn!, limit: deps.limits.tagsPerResource }
    await changeTags(deps.catalog, resource.arn, current => withTags(current, tags!, resource))
    return {}
  }
}
