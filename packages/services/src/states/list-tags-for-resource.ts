import type { ListTagsForResourceInput, ListTagsForResourceOutput } from '@aws-sdk/client-sfn'
import type { Operation } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'
import { tagsOf } from './tags.ts'

export function listTagsForResource(deps: StatesDependencies): Operation<ListTagsForResourceInput, ListTagsForResourceOutput> {
  return ({ resourceArn }) => ({ tags: tagsOf(deps.catalog, resourceArn!).map(([key, value]) => ({ key, value })) })
}
