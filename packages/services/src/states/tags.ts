import type { Catalog } from '@pasos/engine'
import type { states } from '@pasos/wire'
import { parseTaggableArn } from './arn.ts'
import { resourceNotFound, tooManyTags } from './errors.ts'

/** Pairs in the order in which they were first set. */
export type Tags = [key: string, value: string][]

/** Adds or replaces. @throws ApiError TooManyTags */
export function withTags(tags: Tags, added: readonly states.Tag[], resource: { arn: string; limit: number }): Tags {
  const merged = new Map(tags)
  for (const { key = '', value = '' } of added) merged.set(key, value)
  if (merged.size > resource.limit) throw tooManyTags(resource.arn)
  return [...merged]
}

export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return tags.filter(([key]) => !keys.includes(key))
}

interface Tagged {
  tags: Tags
}

/** Only machines themselves and activities carry tags. @throws ApiError InvalidArn, ResourceNotFound */
export function tagsOf(catalog: Catalog, arn: string): Tags {
  const record = catalog.get<Tagged>(kindOf(arn), arn)
  if (!record) throw resourceNotFound(arn)
  return record.tags
}

/** @throws ApiError InvalidArn, ResourceNotFound */
export async function changeTags(catalog: Catalog, arn: string, change: (tags: Tags) => Tags): Promise<void> {
  await catalog.update<Tagged, void>(kindOf(arn), arn, current => {
    if (!current) throw resourceNotFound(arn)
    return { next: { ...current, tags: change(current.tags) }, result: undefined }
  })
}

function kindOf(arn: string): 'stateMachine' | 'activity' {
  return parseTaggableArn(arn).kind
}
