import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { purgeQueueInProgress } from '../errors.ts'
import { placeOfUrl, requireQueue } from '../records/queue-record.ts'

const pauseMs = 60_000

/** Everything that was sent before is gone when it answers; AWS allows it once a minute. */
export function purgeQueue({ catalog, data, clock, queues }: SqsDependencies): Operation<sqs.PurgeQueueRequest, object> {
  const purgedAt = new Map<string, number>()
  return async (input, context) => {
    const record = requireQueue(catalog, placeOfUrl(input.QueueUrl, context))
    const now = clock.now()
    for (const [id, at] of purgedAt) if (at + pauseMs <= now) purgedAt.delete(id)
    if (purgedAt.has(record.id)) throw purgeQueueInProgress(record.name)
    purgedAt.set(record.id, now)
    await data.commit((await queues.open(record)).clear('messages'))
    return {}
  }
}
