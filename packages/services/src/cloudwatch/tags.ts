import type { cloudwatch } from '@pasos/wire'
import { invalidValue } from './errors.ts'

export type Tags = [key: string, value: string][]

const mostTags = 50

/** What `given` adds to the tags there are. @throws ApiError InvalidParameterValueException */
export function withTags(present: Tags, given: readonly cloudwatch.Tag[] = []): Tags {
  const tags = new Map(present)
  for (const { Key = '', Value = '' } of given) {
    if (Key.toLowerCase().startsWith('aws:')) throw invalidValue('Tag keys that begin with aws: are kept for AWS.')
    tags.set(Key, Value)
  }
  if (tags.size > mostTags) throw invalidValue(`A resource can have at most ${mostTags} tags.`)
  return [...tags]
}
