import { listTables } from '../../api/dynamodb.ts'
import { createBus, listBuses } from '../../api/events.ts'
import { createKey, listKeys } from '../../api/kms.ts'
import { createBucket, listBuckets } from '../../api/s3.ts'
import { createSecret, listSecrets } from '../../api/secrets.ts'
import { createTopic, listTopics, topicName } from '../../api/sns.ts'
import { createQueue, listQueues } from '../../api/sqs.ts'
import { createParameter, listParameters, type ParameterType } from '../../api/ssm.ts'

export const KINDS = ['queues', 'topics', 'tables', 'buckets', 'buses', 'parameters', 'secrets', 'keys'] as const
export type Kind = (typeof KINDS)[number]

/** How a new one is made, where a name and perhaps a value are all that it takes. */
export interface Creation {
  hasValue?: boolean
  hasType?: boolean
  make: (input: { name: string; value: string; type: ParameterType }) => Promise<unknown>
}

interface Resource {
  names: () => Promise<string[]>
  /** The command that makes the first. */
  command: string
  create?: Creation
  /** A name as they are. */
  example?: string
}

/** The names of what there is of each kind, and how one more is made. */
export const RESOURCES: Record<Kind, Resource> = {
  queues: {
    names: async () => (await listQueues()).map(queue => queue.name),
    command: 'aws sqs create-queue --queue-name orders',
    ...{ create: { make: ({ name }) => createQueue(name) }, example: 'orders' },
  },
  topics: {
    names: async () => (await listTopics()).map(topicName),
    command: 'aws sns create-topic --name news',
    ...{ create: { make: ({ name }) => createTopic(name) }, example: 'news' },
  },
  tables: {
    names: listTables,
    command:
      'aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH',
  },
  buckets: {
    names: async () => (await listBuckets()).map(bucket => bucket.name),
    command: 'aws s3 mb s3://files',
    ...{ create: { make: ({ name }) => createBucket(name) }, example: 'files' },
  },
  buses: {
    names: async () => (await listBuses()).map(bus => bus.Name),
    command: 'aws events create-event-bus --name orders',
    ...{ create: { make: ({ name }) => createBus(name) }, example: 'orders' },
  },
  parameters: {
    names: async () => (await listParameters()).map(parameter => parameter.Name),
    command: 'aws ssm put-parameter --name /shop/currency --type String --value EUR',
    create: { hasValue: true, hasType: true, make: ({ name, type, value }) => createParameter(name, type, value) },
    example: '/shop/currency',
  },
  secrets: {
    names: async () => (await listSecrets()).map(secret => secret.Name),
    command: 'aws secretsmanager create-secret --name shop/payment --secret-string file://secret.json',
    create: { hasValue: true, make: ({ name, value }) => createSecret(name, value) },
    example: 'shop/payment',
  },
  keys: {
    names: listKeys,
    command: 'aws kms create-key --description "for orders"',
    create: { make: ({ name }) => createKey(name) },
  },
}
