import { listTables } from '../../api/dynamodb.ts'
import { createBus, listBuses } from '../../api/events.ts'
import { createKey, listKeys } from '../../api/kms.ts'
import { createBucket, listBuckets } from '../../api/s3.ts'
import { createSecret, listSecrets } from '../../api/secrets.ts'
import { createTopic, listTopics, topicName } from '../../api/sns.ts'
import { createQueue, listQueues } from '../../api/sqs.ts'
import { createParameter, listParameters, type ParameterType } from '../../api/ssm.ts'
import { THING_RESOURCES, type ThingKind } from './things.ts'

export const OWN_PAGES = ['queues', 'topics', 'tables', 'buckets', 'buses', 'parameters', 'secrets', 'keys'] as const
export type OwnPage = (typeof OWN_PAGES)[number]
export type Kind = OwnPage | ThingKind

/** What the page of all services shows, group by group. */
export const GROUPS = {
  messages: ['queues', 'topics', 'buses', 'schedules', 'sources', 'activities'],
  data: ['tables', 'buckets', 'parameters', 'secrets', 'keys'],
  serving: ['httpApis', 'restApis', 'stacks'],
  watching: ['alarms', 'dashboards'],
} as const satisfies Record<string, readonly Kind[]>

export const KINDS: readonly Kind[] = Object.values(GROUPS).flat()

/** How a new one is made, where a name and perhaps a value are all that it takes. */
export interface Creation {
  hasValue?: boolean
  hasType?: boolean
  make: (input: { name: string; value: string; type: ParameterType }) => Promise<unknown>
}

/** One thing of a list. */
export interface Listed {
  name: string
  /** What tells it from the others where its name does not. */
  about?: string | undefined
}

export interface Resource {
  list: () => Promise<Listed[]>
  /** The command that makes the first. */
  command: string
  create?: Creation
  /** A name as they are. */
  example?: string
}

/** What there is of each kind, and how one more is made. */
export const RESOURCES: Record<Kind, Resource> = {
  ...THING_RESOURCES,
  queues: {
    list: async () => (await listQueues()).map(({ name }) => ({ name })),
    command: 'aws sqs create-queue --queue-name orders',
    ...{ create: { make: ({ name }) => createQueue(name) }, example: 'orders' },
  },
  topics: {
    list: async () => (await listTopics()).map(arn => ({ name: topicName(arn) })),
    command: 'aws sns create-topic --name news',
    ...{ create: { make: ({ name }) => createTopic(name) }, example: 'news' },
  },
  tables: {
    list: async () => (await listTables()).map(name => ({ name })),
    command:
      'aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH',
  },
  buckets: {
    list: async () => (await listBuckets()).map(({ name }) => ({ name })),
    command: 'aws s3 mb s3://files',
    ...{ create: { make: ({ name }) => createBucket(name) }, example: 'files' },
  },
  buses: {
    list: async () => (await listBuses()).map(bus => ({ name: bus.Name, about: bus.Description })),
    command: 'aws events create-event-bus --name orders',
    ...{ create: { make: ({ name }) => createBus(name) }, example: 'orders' },
  },
  parameters: {
    list: async () => (await listParameters()).map(({ Name, Description }) => ({ name: Name, about: Description })),
    command: 'aws ssm put-parameter --name /shop/currency --type String --value EUR',
    create: { hasValue: true, hasType: true, make: ({ name, type, value }) => createParameter(name, type, value) },
    example: '/shop/currency',
  },
  secrets: {
    list: async () => (await listSecrets()).map(({ Name, Description }) => ({ name: Name, about: Description })),
    command: 'aws secretsmanager create-secret --name shop/payment --secret-string file://secret.json',
    create: { hasValue: true, make: ({ name, value }) => createSecret(name, value) },
    example: 'shop/payment',
  },
  keys: {
    list: async () =>
      (await listKeys()).map(({ id, aliases, description }) => ({
        name: id,
        about: [...aliases, description].filter(Boolean).join(' · '),
      })),
    command: 'aws kms create-key --description "for orders"',
    create: { make: ({ name }) => createKey(name) },
  },
}
