import type { secretsmanager } from '@pasos/wire'
import { invalidParameter } from '../errors.ts'

type Tags = [key: string, value: string][]

const mostTags = 50

/** What `given` adds to the tags there are. @throws ApiError InvalidParameterException */
export function withTags(present: Tags, given: readonly secretsmanager.Tag[] = []): Tags {
  const tags = new Map(present)
  for (const { Key = '', Value = '' } of given) {
    if (Key === '' || Key.startsWith('aws:')) throw invalidParameter('Tag keys must not be empty and must not begin with aws:.')
    tags.set(Key, Value)
  }
  if (tags.size > mostTags) throw invalidParameter(`A secret can have at most ${mostTags} tags.`)
  return [...tags]
}
