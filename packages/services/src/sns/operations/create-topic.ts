import type { Operation, sns } from '@pasos/wire'
import type { SnsDependencies } from '../dependencies.ts'
import { invalidParameter } from '../errors.ts'
import { checkTags } from '../records/tags.ts'
import { withAttribute } from '../records/topic-attributes.ts'
import { type TopicRecord, topicArn, topicKind } from '../records/topic-record.ts'

/** Idempotent: a topic of that name is answered when the attributes given are what it has, and its tags too. */
export function createTopic({ catalog, ids }: SnsDependencies): Operation<sns.CreateTopicInput, sns.CreateTopicResponse> {
  return async (input, { accountId, region }) => {
    const name = input.Name ?? ''
    const { FifoTopic, ...given } = (input.Attributes ?? {}) as Record<string, string>
    checkName(name, FifoTopic === 'true')
    if (input.DataProtectionPolicy) throw invalidParameter('DataProtectionPolicy Reason: it is not served here')
    const tags = checkTags((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
    const arn = topicArn({ accountId, region, name })
    const attributes: Record<string, string> = FifoTopic === undefined ? {} : { FifoTopic }
    const bare: TopicRecord = { id: ids.uuid(), arn, name, accountId, region, attributes, tags, deletedSubscriptions: 0 }
    const fresh = Object.entries(given).reduce((topic, [attribute, value]) => withAttribute(topic, attribute, value), bare)
    await catalog.update<TopicRecord, void>(topicKind, arn, current => {
      if (current) checkSame(current, fresh, given)
      return { next: current ?? fresh, result: undefined }
    })
    return { TopicArn: arn }
  }
}

function checkName(name: string, fifo: boolean): void {
  const stem = fifo ? name.replace(/\.fifo$/, '') : name
  if (fifo && stem === name) {
    throw invalidParameter(
      'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
    )
  }
  if (!/^[A-Za-z0-9_-]+$/.test(stem) || name.length > 256) throw invalidParameter('Topic Name')
}

function checkSame(current: TopicRecord, wanted: TopicRecord, given: Record<string, string>): void {
  if (Object.keys(given).some(name => (current.attributes[name] ?? '') !== (wanted.attributes[name] ?? ''))) {
    throw invalidParameter('Attributes Reason: Topic already exists with different attributes')
  }
  const has = new Map(current.tags)
  if (wanted.tags.some(([key, value]) => has.get(key) !== value)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags')
  }
}
