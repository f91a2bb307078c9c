import { invalidParameter, tooManyTags } from '../errors.ts'

type Tags = [key: string, value: string][]

/** @throws ApiError InvalidParameter, TagLimitExceeded */
export function checkTags(tags: Tags): Tags {
  if (tags.length > 50) throw tooManyTags()
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128 || value.length > 256) throw invalidParameter('Tag keys and values')
  }
  if (new Set(tags.map(([key]) => key)).size < tags.length) throw invalidParameter('Duplicated keys are not allowed.')
  return tags
}
