import { eachOf, onEverything } from '../declaration/access.ts'
import type { Access, Service, ServiceHost } from '../declaration/service.ts'
import { tellingOfAll } from '../declaration/told.ts'
import type { OpenQueues } from './queue/open-queues.ts'
import { findQueueByArn, placeOfUrl, queueArn } from './records/queue-record.ts'

/** A message and its attributes may be 1 MiB; as JSON with every character escaped it is several times that. */
const messageBytes = 8 * 1024 * 1024

const onQueue: Access = { resources: (input, context) => [placeOfUrl(input['QueueUrl'], context).arn] }

const onNamedQueue: Access = {
  resources: (input, { region, accountId }) => [
    queueArn({ region, accountId: String(input['QueueOwnerAWSAccountId'] ?? accountId), name: String(input['QueueName']) }),
  ],
}

const onSource: Access = { resources: input => [String(input['SourceArn'])] }

/** The queue is in the handle. */
const onTask: Access = {
  resources: input => {
    const text = Buffer.from(String(input['TaskHandle']), 'base64').toString()
    return [/"sourceArn":"(arn:[^"]+)"/.exec(text)?.[1] ?? '*']
  },
}

/** What other services use of SQS. */
export interface SqsFace {
  queues: OpenQueues
}

/** Amazon SQS, API version 2012-11-05. */
export const sqsService: Service<SqsFace> = {
  scope: 'sqs',
  operations: {
    ...eachOf(['AddPermission', 'ChangeMessageVisibility', 'DeleteMessage', 'DeleteQueue', 'GetQueueAttributes'], onQueue),
    ...eachOf(['ListDeadLetterSourceQueues', 'ListQueueTags', 'PurgeQueue', 'ReceiveMessage', 'RemovePermission'], onQueue),
    ...eachOf(['SetQueueAttributes', 'TagQueue', 'UntagQueue'], onQueue),
    // Batches need the permission of what they are batches of.
    ChangeMessageVisibilityBatch: { ...onQueue, action: 'ChangeMessageVisibility' },
    DeleteMessageBatch: { ...onQueue, action: 'DeleteMessage' },
    SendMessage: { ...onQueue, bodyBytes: messageBytes, leavesWrites: true },
    SendMessageBatch: { ...onQueue, action: 'SendMessage', bodyBytes: messageBytes, leavesWrites: true },
    ...eachOf(['CreateQueue', 'GetQueueUrl'], onNamedQueue),
    ...eachOf(['ListMessageMoveTasks', 'StartMessageMoveTask'], onSource),
    CancelMessageMoveTask: onTask,
    ListQueues: onEverything,
  },
  // AWS: in small letters.
  tells: (action, ...call) => tellingOfAll('sqs', () => '')(action.toLowerCase(), ...call),
  resourcePolicy: (arn, catalog) => findQueueByArn(catalog, arn)?.attributes['Policy'],
  async start(host) {
    const { hasMoveTasks } = await import('./queue/move-tasks.ts')
    if (await hasMoveTasks(host.data)) await host.neighbour(sqsService)
    return () => undefined
  },
  async open(host) {
    const { catalog, data, clock, ids, endpoint, meter } = host
    const [{ sqsOperations }, { openQueues }, { moveTasks }, { queueMetrics, measureQueues }, { keyGuard }, { keyRefusals }] =
      await Promise.all([
        import('./sqs-operations.ts'),
        import('./queue/open-queues.ts'),
        import('./queue/move-tasks.ts'),
        import('./queue-metrics.ts'),
        import('../kms/key-guard.ts'),
        import('./errors.ts'),
      ])
    const queues = openQueues({ catalog, data, clock, ids, metrics: queueMetrics(meter) })
    measureQueues(meter, { catalog, clock, queues })
    const tasks = moveTasks({ catalog, data, clock, ids, queues })
    await tasks.resume()
    const useKey = keyGuard(host, keyRefusals)
    const operations = sqsOperations({ catalog, data, clock, ids, queues, moveTasks: tasks, endpoint, useKey, signed: bodySigner(host) })
    return { operations, face: { queues }, close: () => tasks.close() }
  },
}

/** Signs what SNS left to be signed. */
function bodySigner(host: ServiceHost): (body: string) => Promise<string> {
  const opened = lazily(() => import('../sns/signing/sign-message.ts'))
  const signer = lazily(async () => (await import('../sns/signing/signing-key.ts')).messageSigner(host))
  return async body => (await opened()).signedEnvelope(await signer(), body)
}

function lazily<T>(open: () => Promise<T>): () => Promise<T> {
  let opening: Promise<T> | undefined
  return () => {
    opening ??= open()
    return opening
  }
}
