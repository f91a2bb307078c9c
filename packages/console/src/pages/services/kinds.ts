import { listTables } from '../../api/dynamodb.ts'
import { listBuses } from '../../api/events.ts'
import { listBuckets } from '../../api/s3.ts'
import { listTopics, topicName } from '../../api/sns.ts'
import { listQueues } from '../../api/sqs.ts'

export const KINDS = ['queues', 'topics', 'tables', 'buckets', 'buses'] as const
export type Kind = (typeof KINDS)[number]

/** The names of what there is of each kind, and the command that makes the first. */
export const RESOURCES: Record<Kind, { names: () => Promise<string[]>; command: string }> = {
  queues: {
    names: async () => (await listQueues()).map(queue => queue.name),
    command: 'aws sqs create-queue --queue-name orders',
  },
  topics: {
    names: async () => (await listTopics()).map(topicName),
    command: 'aws sns create-topic --name news',
  },
  tables: {
    names: listTables,
    command:
      'aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH',
  },
  buckets: {
    names: async () => (await listBuckets()).map(bucket => bucket.name),
    command: 'aws s3 mb s3://files',
  },
  buses: {
    names: async () => (await listBuses()).map(bus => bus.Name),
    command: 'aws events create-event-bus --name orders',
  },
}
