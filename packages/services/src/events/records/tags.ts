import { limitExceeded } from '../errors.ts'

type Tags = [key: string, value: string][]

/** @throws ApiError LimitExceededException */
export function checkTags(tags: Tags): Tags {
  if (tags.length > 50) throw limitExceeded('The requested resource exceeds the maximum number of tags allowed.')
  return tags
}
