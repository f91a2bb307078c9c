import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { changeQueue, placeOfUrl, requireQueue } from '../records/queue-record.ts'
import { checkTags } from '../records/tags.ts'

export function listQueueTags({ catalog }: SqsDependencies): Operation<sqs.ListQueueTagsRequest, sqs.ListQueueTagsResult> {
  return (input, context) => {
    const { tags } = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    return tags.length === 0 ? {} : { Tags: Object.fromEntries(tags) }
  }
}

export function tagQueue({ catalog }: SqsDependencies): Operation<sqs.TagQueueRequest, object> {
  return async (input, context) => {
    await changeQueue(catalog, placeOfUrl(input.QueueUrl, context), record => ({
      ...record,
      tags: checkTags([...new Map([...record.tags, ...Object.entries(input.Tags ?? {})])]),
    }))
    return {}
  }
}

export function untagQueue({ catalog }: SqsDependencies): Operation<sqs.UntagQueueRequest, object> {
  return async (input, context) => {
    await changeQueue(catalog, placeOfUrl(input.QueueUrl, context), record => ({
      ...record,
      tags: record.tags.filter(([key]) => !input.TagKeys?.includes(key)),
    }))
    return {}
  }
}
