import type { Catalog, Clock } from '@pasos/engine'
import type { Measurement, Meter } from '../declaration/meter.ts'
import type { OpenQueues } from './queue/open-queues.ts'
import { findQueue, type QueueRecord } from './records/queue-record.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const namespace = 'AWS/SQS'

function measured({ name: queue, accountId, region }: QueueRecord, name: string, value: number, unit = 'Count'): Measurement {
  return { namespace, name, accountId, region, unit, value, dimensions: [['QueueName', queue]] }
}

export interface QueueMetrics {
  sent(queue: QueueRecord, bytes: number): void
  received(queue: QueueRecord, messages: number): void
  deleted(queue: QueueRecord): void
}

export function queueMetrics(meter: Meter): QueueMetrics {
  const times = (queue: QueueRecord, name: string, messages: number): void => {
    for (let at = 0; at < messages; at++) meter.count(measured(queue, name, 1))
  }
  return {
    sent(queue, bytes) {
      meter.count(measured(queue, 'NumberOfMessagesSent', 1))
      meter.count(measured(queue, 'SentMessageSize', bytes, 'Bytes'))
    },
    received: (queue, messages) =>
      messages === 0 ? meter.count(measured(queue, 'NumberOfEmptyReceives', 1)) : times(queue, 'NumberOfMessagesReceived', messages),
    deleted: queue => meter.count(measured(queue, 'NumberOfMessagesDeleted', 1)),
  }
}

/** What is in the queues that were used since the server started. One that stays empty is told once, as AWS lets those rest that nobody uses. */
export function measureQueues(meter: Meter, { catalog, clock, queues }: { catalog: Catalog; clock: Clock; queues: OpenQueues }): void {
  const resting = new Set<string>()
  meter.gauge(() =>
    queues.inMemory().flatMap(({ record: { accountId, region, name }, queue }) => {
      const record = findQueue(catalog, { accountId, region, name })
      if (!record) return []
      const { visible, delayed, inFlight } = queue.counts(record)
      const isEmpty = visible + delayed + inFlight === 0
      if (isEmpty && resting.has(record.id)) return []
      if (isEmpty) resting.add(record.id)
      else resting.delete(record.id)
      const [oldest] = queue.oldest(1)
      const age = oldest ? Math.max(0, Math.floor((clock.now() - oldest.sentAt) / 1000)) : 0
      return [
        measured(record, 'ApproximateNumberOfMessagesVisible', visible),
        measured(record, 'ApproximateNumberOfMessagesDelayed', delayed),
        measured(record, 'ApproximateNumberOfMessagesNotVisible', inFlight),
        measured(record, 'ApproximateAgeOfOldestMessage', age, 'Seconds'),
      ]
    }),
  )
}
