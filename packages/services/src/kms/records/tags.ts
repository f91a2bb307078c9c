import type { kms } from '@pasos/wire'
import { invalidTags, limitExceeded } from '../errors.ts'

export type Tags = [key: string, value: string][]

const mostTags = 50

/** What `given` adds to the tags there are. @throws ApiError TagException, LimitExceededException */
export function withTags(present: Tags, given: readonly kms.Tag[] = []): Tags {
  const tags = new Map(present)
  const named = new Set<string>()
  for (const { TagKey = '', TagValue = '' } of given) {
    if (TagKey.toLowerCase().startsWith('aws:')) throw invalidTags('Tag keys that begin with aws: are kept for AWS.')
    if (named.has(TagKey)) throw invalidTags('Duplicate tag keys')
    named.add(TagKey)
    tags.set(TagKey, TagValue)
  }
  if (tags.size > mostTags) throw limitExceeded(`A key can have at most ${mostTags} tags.`)
  return [...tags]
}
