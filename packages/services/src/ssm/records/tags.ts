import type { ssm } from '@pasos/wire'
import { tooManyTags, validation } from '../errors.ts'
import type { ParameterRecord } from './parameter-record.ts'

const mostTags = 50

/** What `given` adds to the tags there are. @throws ApiError ValidationException, TooManyTagsError */
export function withTags(present: ParameterRecord['tags'], given: readonly ssm.Tag[] = []): ParameterRecord['tags'] {
  const tags = new Map(present)
  for (const { Key = '', Value = '' } of given) {
    if (Key.toLowerCase().startsWith('aws:')) throw validation('Tag keys that begin with aws: are kept for AWS.')
    tags.set(Key, Value)
  }
  if (tags.size > mostTags) throw tooManyTags()
  return [...tags]
}
