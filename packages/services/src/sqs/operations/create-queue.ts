import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { queueNameExists } from '../errors.ts'
import { checkRedrive } from '../records/dead-letter-queue.ts'
import { attributesAnswer, withAttributes } from '../records/queue-attributes.ts'
import { checkQueueName, type QueueRecord, queueArn, queueKey, queueKind, queueUrl } from '../records/queue-record.ts'
import { checkTags } from '../records/tags.ts'

/** Idempotent: a queue of that name is answered when all attributes given are what it has. */
export function createQueue(deps: SqsDependencies): Operation<sqs.CreateQueueRequest, sqs.CreateQueueResult> {
  return async (input, { accountId, region }) => {
    const given = (input.Attributes ?? {}) as Record<string, string>
    const place = { accountId, region, name: input.QueueName ?? '' }
    const fifo = given['FifoQueue'] === 'true'
    checkQueueName(place.name, fifo)
    const now = deps.clock.now()
    const fresh: QueueRecord = {
      ...place,
      id: deps.ids.uuid(),
      arn: queueArn(place),
      attributes: withAttributes(fifo ? { FifoQueue: 'true' } : {}, given, fifo),
      createdAt: now,
      modifiedAt: now,
      tags: checkTags(Object.entries(input.tags ?? {})),
    }
    checkRedrive(deps.catalog, fresh)
    const record = await deps.catalog.update<QueueRecord, QueueRecord>(queueKind, queueKey(place), current => {
      if (current) checkSame(current, fresh, given)
      const next = current ?? fresh
      return { next, result: next }
    })
    return { QueueUrl: queueUrl(deps.endpoint(), record) }
  }
}

/** @throws ApiError QueueNameExists */
function checkSame(current: QueueRecord, wanted: QueueRecord, given: Record<string, string>): void {
  const counts = { visible: 0, delayed: 0, inFlight: 0 }
  const [present, asked] = [attributesAnswer(current, counts), attributesAnswer(wanted, counts)]
  const different = Object.keys(given).find(name => present[name] !== asked[name])
  if (different !== undefined) throw queueNameExists(different)
}
