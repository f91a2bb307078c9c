import { ApiError, type Operation, type OperationContext, type sns } from '@pasos/wire'
import { checkBatch, eachEntry } from '../../sqs/batch.ts'
import { bytesOf } from '../../sqs/records/message.ts'
import type { Publication, Published } from '../delivery/publisher.ts'
import type { SnsDependencies } from '../dependencies.ts'
import { invalidParameter } from '../errors.ts'
import { publicationOf } from '../records/publication-check.ts'
import { requireTopic, type TopicRecord } from '../records/topic-record.ts'

/** AWS: 256 KB for a message, or for a whole batch. */
const longestBytes = 262_144

type Publish = Operation<sns.PublishInput, sns.PublishResponse>

export function publish(deps: SnsDependencies): Publish {
  const { catalog, publisher } = deps
  const run: Publish = async (input, context) => {
    const { deferred } = context
    const arn = input.TopicArn ?? input.TargetArn
    if (arn === undefined) {
      return answer(await publisher.sendShortMessage(numberIn(input), input.Message ?? '', deferred))
    }
    const topic = requireTopic(catalog, arn)
    const publication = onlyOf(input, topic, context)
    await useTopicKey(deps, topic, context)
    const [published] = await publisher.publish(topic, [publication], deferred)
    return answer(published!)
  }
  run.atOnce = (input, context) => {
    const arn = input.TopicArn ?? input.TargetArn
    const topic = arn === undefined ? undefined : requireTopic(catalog, arn)
    if (topic === undefined || hasKey(topic)) return undefined
    const leave = publisher.publishAtOnce(topic, [onlyOf(input, topic, context)])
    return leave && (() => answer(leave(context.deferred!)[0]!))
  }
  return run
}

function numberIn({ PhoneNumber }: sns.PublishInput): string {
  if (PhoneNumber === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter')
  if (!/^\+?[0-9 ().-]{4,20}$/.test(PhoneNumber)) throw invalidParameter(`PhoneNumber Reason: ${PhoneNumber} is not valid to publish to`)
  return PhoneNumber
}

function onlyOf(input: sns.PublishInput, topic: TopicRecord, { traceHeader }: OperationContext): Publication {
  const publication = publicationOf(input, topic)
  if (bytesOf({ body: publication.message, attributes: publication.attributes }) > longestBytes) throw invalidParameter('Message too long')
  return { ...publication, traceHeader }
}

type PublishBatch = Operation<sns.PublishBatchInput, sns.PublishBatchResponse>

export function publishBatch(deps: SnsDependencies): PublishBatch {
  const { catalog, publisher } = deps
  const run: PublishBatch = async (input, context) => {
    const topic = requireTopic(catalog, input.TopicArn)
    const batch = batchOf(input, topic, context)
    await useTopicKey(deps, topic, context)
    return batchAnswer(batch, await publisher.publish(topic, batch.publications, context.deferred))
  }
  run.atOnce = (input, context) => {
    const topic = requireTopic(catalog, input.TopicArn)
    if (hasKey(topic)) return undefined
    const batch = batchOf(input, topic, context)
    const leave = publisher.publishAtOnce(topic, batch.publications)
    return leave && (() => batchAnswer(batch, leave(context.deferred!)))
  }
  return run
}

/** What of a batch can be published, and what can't. */
function batchOf(input: sns.PublishBatchInput, topic: TopicRecord, { traceHeader }: OperationContext) {
  const entries = inItsWords(() => checkBatch(input.PublishBatchRequestEntries, 'PublishBatchRequestEntries'))
  const { done, failed } = eachEntry(entries, entry => publicationOf(entry, topic))
  const bytes = done.reduce((sum, { result }) => sum + bytesOf({ body: result.message, attributes: result.attributes }), 0)
  if (bytes > longestBytes) {
    throw new ApiError('BatchRequestTooLongException', 'The length of all the messages put together is more than the limit.')
  }
  return { done, failed, publications: done.map(({ result }): Publication => ({ ...result, traceHeader })) }
}

function batchAnswer({ done, failed }: ReturnType<typeof batchOf>, published: readonly Published[]): sns.PublishBatchResponse {
  return {
    Successful: done.map(({ id }, at) => ({ Id: id, ...answer(published[at]!) })),
    Failed: failed.map(entry => ({ ...entry, Code: entry.Code?.replace(/Exception$/, ''), SenderFault: true })),
  }
}

function hasKey({ attributes }: TopicRecord): boolean {
  return attributes['KmsMasterKeyId'] !== undefined
}

/** Who publishes to a topic with a key of KMS needs both: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
function useTopicKey({ useKey }: SnsDependencies, topic: TopicRecord, caller: OperationContext): Promise<void> {
  return useKey({
    ...{ key: topic.attributes['KmsMasterKeyId'], place: topic, caller },
    encryptionContext: { 'aws:sns:topicArn': topic.arn },
    actions: ['GenerateDataKey', 'Decrypt'],
  })
}

function answer({ messageId, sequenceNumber }: Published): sns.PublishResponse {
  return { MessageId: messageId, ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }) }
}

/** The same refusals as those of SQS, under the names that they have here. */
function inItsWords<R>(check: () => R): R {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new ApiError(`${error.code}Exception`, error.message)
  }
}
