import type { Operation, states } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'
import { tagsOf } from './tags.ts'

export function listTagsForResource(
  deps: StatesDependencies,
): Operation<states.ListTagsForResourceInput, states.ListTagsForResourceOutput> {
  return ({ resourceArn }) => ({ tags: tagsOf(deps.catalog, resourceArn!).map(([key, value]) => ({ key, value })) })
}
