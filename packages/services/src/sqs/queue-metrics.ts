import type { Catalog, Clock } from '@pasos/engine'
import type { Measurement, Meter } from '../declaration/meter.ts'
import type { OpenQueues } from './queue/open-queues.ts'
import { findQueue, type QueueRecord } from './records/queue-record.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const namespace = 'AWS/SQS'

function metric({ name: queue, accountId, region }: QueueRecord, name: string, unit = 'Count'): Omit<Measurement, 'value'> {
  return { namespace, name, accountId, region, unit, dimensions: [['QueueName', queue]] }
}

function measured(queue: QueueRecord, name: string, value: number, unit?: string): Measurement {
  return { ...metric(queue, name, unit), value }
}

export interface QueueMetrics {
  sent(queue: QueueRecord, bytes: number): void
  received(queue: QueueRecord, messages: number): void
  deleted(queue: QueueRecord): void
}

export function queueMetrics(meter: Meter): QueueMetrics {
  const makeSeries = (queue: QueueRecord) => ({
    sent: meter.series(metric(queue, 'NumberOfMessagesSent')),
    sizes: meter.series(metric(queue, 'SentMessageSize', 'Bytes')),
    received: meter.series(metric(queue, 'NumberOfMessagesReceived')),
    emptyReceives: meter.series(metric(queue, 'NumberOfEmptyReceives')),
    deleted: meter.series(metric(queue, 'NumberOfMessagesDeleted')),
  })
  const known = new WeakMap<QueueRecord, ReturnType<typeof makeSeries>>()
  const seriesOf = (queue: QueueRecord) => {
    const found = known.get(queue) ?? makeSeries(queue)
    known.set(queue, found)
    return found
  }
  return {
    sent(queue, bytes) {
      const { sent, sizes } = seriesOf(queue)
      sent(1)
      sizes(bytes)
    },
    received(queue, messages) {
      const { received, emptyReceives } = seriesOf(queue)
      if (messages === 0) emptyReceives(1)
      for (let at = 0; at < messages; at++) received(1)
    },
    deleted: queue => seriesOf(queue).deleted(1),
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
