import { ApiError, type Operation, type OperationContext, type sns } from '@pasos/wire'
import { checkBatch, eachEntry } from '../../sqs/batch.ts'
import { bytesOf } from '../../sqs/records/message.ts'
import type { SnsDependencies } from '../dependencies.ts'
import { invalidParameter } from '../errors.ts'
import { publicationOf } from '../records/publication-check.ts'
import { requireTopic, type TopicRecord } from '../records/topic-record.ts'

/** AWS: 256 KB for a message, or for a whole batch. */
const longestBytes = 262_144

export function publish(deps: SnsDependencies): Operation<sns.PublishInput, sns.PublishResponse> {
  const { catalog, publisher } = deps
  return async (input, context) => {
    const { deferred } = context
    const arn = input.TopicArn ?? input.TargetArn
    if (arn === undefined && input.PhoneNumber === undefined) {
      throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter')
    }
    if (arn === undefined) {
      if (!/^\+?[0-9 ().-]{4,20}$/.test(input.PhoneNumber!)) {
        throw invalidParameter(`PhoneNumber Reason: ${input.PhoneNumber} is not valid to publish to`)
      }
      return answer(await publisher.sendShortMessage(input.PhoneNumber!, input.Message ?? '', deferred))
    }
    const topic = requireTopic(catalog, arn)
    const publication = publicationOf(input, topic)
    if (bytesOf({ body: publication.message, attributes: publication.attributes }) > longestBytes)
      throw invalidParameter('Message too long')
    await useTopicKey(deps, topic, context)
    const [published] = await publisher.publish(topic, [{ ...publication, traceHeader: context.traceHeader }], deferred)
    return answer(published!)
  }
}

export function publishBatch(deps: SnsDependencies): Operation<sns.PublishBatchInput, sns.PublishBatchResponse> {
  const { catalog, publisher } = deps
  return async (input, context) => {
    const topic = requireTopic(catalog, input.TopicArn)
    const entries = inItsWords(() => checkBatch(input.PublishBatchRequestEntries, 'PublishBatchRequestEntries'))
    const { done, failed } = eachEntry(entries, entry => publicationOf(entry, topic))
    const bytes = done.reduce((sum, { result }) => sum + bytesOf({ body: result.message, attributes: result.attributes }), 0)
    if (bytes > longestBytes) {
      throw new ApiError('BatchRequestTooLongException', 'The length of all the messages put together is more than the limit.')
    }
    await useTopicKey(deps, topic, context)
    const published = await publisher.publish(
      topic,
      done.map(({ result }) => ({ ...result, traceHeader: context.traceHeader })),
      context.deferred,
    )
    return {
      Successful: done.map(({ id }, at) => ({ Id: id, ...answer(published[at]!) })),
      Failed: failed.map(entry => ({ ...entry, Code: entry.Code?.replace(/Exception$/, ''), SenderFault: true })),
    }
  }
}

/** Who publishes to a topic with a key of KMS needs both: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
function useTopicKey({ useKey }: SnsDependencies, topic: TopicRecord, caller: OperationContext): Promise<void> {
  return useKey({
    ...{ key: topic.attributes['KmsMasterKeyId'], place: topic, caller },
    encryptionContext: { 'aws:sns:topicArn': topic.arn },
    actions: ['GenerateDataKey', 'Decrypt'],
  })
}

function answer({ messageId, sequenceNumber }: { messageId: string; sequenceNumber?: string }): sns.PublishResponse {
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
