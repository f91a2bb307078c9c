import { invalidParameter } from '../errors.ts'

type Tags = [key: string, value: string][]

const mostTags = 50

/** @throws ApiError InvalidParameterValue */
export function checkTags(tags: Tags): Tags {
  if (tags.length > mostTags) throw invalidParameter(`Too many tags added for queue. Maximum number of tags allowed is ${mostTags}.`)
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128) throw invalidParameter('Tag keys must be between 1 and 128 characters in length.')
    if (value.length > 256) throw invalidParameter('Tag values must be between 0 and 256 characters in length.')
  }
  return tags
}
