import type { TagResourceInput, TagResourceOutput } from '@aws-sdk/client-sfn'
import type { Operation } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'
import { changeTags, withTags } from './tags.ts'

export function tagResource(deps: StatesDependencies): Operation<TagResourceInput, TagResourceOutput> {
  return async ({ resourceArn, tags }) => {
    const resource = { arn: resourceArn!, limit: deps.limits.tagsPerResource }
    await changeTags(deps.catalog, resource.arn, current => withTags(current, tags!, resource))
    return {}
  }
}
