import type { Operation, sns } from '@pasos/wire'
import type { SnsDependencies } from '../dependencies.ts'
import { resourceNotFound } from '../errors.ts'
import { checkTags } from '../records/tags.ts'
import { findTopic, type TopicRecord, topicKind } from '../records/topic-record.ts'

export function listTagsForResource({
  catalog,
}: SnsDependencies): Operation<sns.ListTagsForResourceRequest, sns.ListTagsForResourceResponse> {
  return input => {
    const topic = findTopic(catalog, input.ResourceArn ?? '')
    if (!topic) throw resourceNotFound()
    return { Tags: topic.tags.map(([Key, Value]) => ({ Key, Value })) }
  }
}

export function tagResource({ catalog }: SnsDependencies): Operation<sns.TagResourceRequest, object> {
  return async input => {
    const added = checkTags((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
    return change(catalog, input.ResourceArn, topic => ({ ...topic, tags: checkTags([...new Map([...topic.tags, ...added])]) }))
  }
}

export function untagResource({ catalog }: SnsDependencies): Operation<sns.UntagResourceRequest, object> {
  return input =>
    change(catalog, input.ResourceArn, topic => ({ ...topic, tags: topic.tags.filter(([key]) => !input.TagKeys?.includes(key)) }))
}

async function change(
  catalog: SnsDependencies['catalog'],
  arn: string | undefined,
  next: (topic: TopicRecord) => TopicRecord,
): Promise<object> {
  await catalog.update<TopicRecord, void>(topicKind, arn ?? '', topic => {
    if (!topic) throw resourceNotFound()
    return { next: next(topic), result: undefined }
  })
  return {}
}
