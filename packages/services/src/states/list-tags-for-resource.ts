import type { Operation, states } from '@pasos/wire'
import type { ReadDependencies } from './dependencies.ts'
import { tagsOf } from './tags.ts'

export function listTagsForResource(deps: ReadDependencies): Operation<states.ListTagsForResourceInput, states.ListTagsForResourceOutput> {
  return ({ resourceArn }) => ({ tags: tagsOf(deps.catalog, resourceArn!).map(([key, value]) => ({ key, value })) })
}
