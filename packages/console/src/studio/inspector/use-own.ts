import { useQuery } from '@tanstack/react-query'
import { listTables } from '../../api/dynamodb.ts'
import { listBuses } from '../../api/events.ts'
import { listFunctions } from '../../api/lambda.ts'
import { listBuckets } from '../../api/s3.ts'
import { listSecrets } from '../../api/secrets.ts'
import { listTopics, topicName } from '../../api/sns.ts'
import { listQueues } from '../../api/sqs.ts'
import { listParameters } from '../../api/ssm.ts'
import { listActivities, listMachines } from '../../api/step-functions.ts'
import type { OwnKind } from './own-parameters.ts'

/** One thing on the server: what people call it, and what a parameter names it by. */
export interface OwnThing {
  name: string
  value: string
}

const byName = (name = '') => ({ name, value: name })

const LISTS: Readonly<Record<OwnKind, () => Promise<OwnThing[]>>> = {
  function: async () =>
    (await listFunctions()).map(({ FunctionName = '', FunctionArn = '' }) => ({ name: FunctionName, value: FunctionArn })),
  activity: async () => (await listActivities()).map(({ name, activityArn }) => ({ name, value: activityArn })),
  queue: async () => (await listQueues()).map(({ name, url }) => ({ name, value: url })),
  topic: async () => (await listTopics()).map(arn => ({ name: topicName(arn), value: arn })),
  bus: async () => (await listBuses()).map(({ Name }) => byName(Name)),
  machine: async () => (await listMachines()).map(({ name = '', stateMachineArn = '' }) => ({ name, value: stateMachineArn })),
  table: async () => (await listTables()).map(name => byName(name)),
  bucket: async () => (await listBuckets()).map(({ name }) => byName(name)),
  secret: async () => (await listSecrets()).map(({ Name, ARN }) => ({ name: Name, value: ARN })),
  parameter: async () => (await listParameters()).map(({ Name }) => byName(Name)),
}

const NOTHING: readonly OwnThing[] = []

/** What there is of a kind on the server; nothing where no server answers, or one may not list it. */
export function useOwn(kind: OwnKind): readonly OwnThing[] {
  return useQuery({ queryKey: ['own', kind], queryFn: () => LISTS[kind]().catch((): OwnThing[] => []) }).data ?? NOTHING
}
