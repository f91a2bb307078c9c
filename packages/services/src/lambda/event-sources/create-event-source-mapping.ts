import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from '../dependencies.ts'
import { conflict, invalidParameter } from '../errors.ts'
import { functionArn, parseFunctionName } from '../function-name.ts'
import { type Resolved, resolveFunction } from '../resolve.ts'
import { type MappingRecord, mappingAnswer, mappingKind } from './mapping-record.ts'
import type { MappingRunner } from './mapping-runner.ts'
import { withMappingSettings } from './mapping-settings.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html, for queues of SQS. */
export function createEventSourceMapping(
  deps: LambdaDependencies,
  runner: MappingRunner,
): Operation<lambda.CreateEventSourceMappingRequest, lambda.EventSourceMappingConfiguration> {
  return async (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    const resolved = resolveFunction(deps.catalog, name)
    const eventSourceArn = input.EventSourceArn ?? ''
    if (!/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:.+$/.test(eventSourceArn)) {
      throw invalidParameter(`Only queues of SQS can be read here, and ${eventSourceArn || 'an event source without an ARN'} is none.`)
    }
    const fresh: MappingRecord = {
      uuid: deps.ids.uuid(),
      accountId: name.accountId,
      region: name.region,
      functionArn: functionArn(name),
      eventSourceArn,
      // AWS's defaults for queues.
      ...{ batchSize: 10, windowSeconds: 0, isEnabled: true, filters: [], reportsFailures: false },
      tags: input.Tags ?? {},
      lastModified: deps.clock.now(),
    }
    const mapping = withMappingSettings(fresh, input)
    await checkQueue(deps, mapping, resolved)
    await deps.catalog.update<MappingRecord, void>(mappingKind, mapping.uuid, () => {
      const same = deps.catalog.list<MappingRecord>(mappingKind).find(other => isSame(other, mapping))
      if (same) throw exists(same)
      return { next: mapping, result: undefined }
    })
    runner.changed(mapping.uuid)
    return mappingAnswer(mapping, 'Creating')
  }
}

function isSame(one: MappingRecord, other: MappingRecord): boolean {
  return one.functionArn === other.functionArn && one.eventSourceArn === other.eventSourceArn
}

function exists(same: MappingRecord) {
  return conflict(
    `An event source mapping with SQS arn (" ${same.eventSourceArn} ") and function (" ${same.functionArn.split(':')[6]} ") already exists. ` +
      `Please update or delete the existing mapping with UUID ${same.uuid}`,
  )
}

/** The queue must be there, readable for the function's role, and hide messages for as long as the function may take. */
async function checkQueue({ caller, ids }: LambdaDependencies, mapping: MappingRecord, { settings }: Resolved): Promise<void> {
  const [, , , region = '', account, name] = mapping.eventSourceArn.split(':')
  if (caller.reach('sqs') === 'nowhere') throw invalidParameter('The service sqs is not served here.')
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${name}`
  const input = { QueueUrl, AttributeNames: ['VisibilityTimeout'] }
  const operation = 'GetQueueAttributes'
  const call = { service: 'sqs', operation, input, names: 'api' as const, as: settings.role, region, idempotencyToken: ids.uuid() }
  const answer = await caller.call(call, new AbortController().signal)
  if (answer.outcome === 'refused') {
    if (/is not authorized/.test(answer.refusal.message))
      throw invalidParameter('The provided execution role does not have permissions to call ReceiveMessage on SQS')
    throw invalidParameter(
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
    )
  }
  const visible = Number((answer.output['Attributes'] as { VisibilityTimeout?: string } | undefined)?.VisibilityTimeout)
  if (visible < settings.timeoutSeconds) {
    throw invalidParameter(`Queue visibility timeout: ${visible} seconds is less than Function timeout: ${settings.timeoutSeconds} seconds`)
  }
}
