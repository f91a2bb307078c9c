import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from '../dependencies.ts'
import { conflict, invalidParameter } from '../errors.ts'
import { functionArn, parseFunctionName } from '../function-name.ts'
import { type Resolved, resolveFunction } from '../resolve.ts'
import { type MappingRecord, mappingAnswer, mappingKind } from './mapping-record.ts'
import type { MappingRunner } from './mapping-runner.ts'
import { withMappingSettings } from './mapping-settings.ts'
import { cursorsGone, firstCursor } from './stream-cursor.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html, for queues of SQS and streams of DynamoDB. */
export function createEventSourceMapping(
  deps: LambdaDependencies,
  runner: MappingRunner,
): Operation<lambda.CreateEventSourceMappingRequest, lambda.EventSourceMappingConfiguration> {
  return async (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    const resolved = resolveFunction(deps.catalog, name)
    const eventSourceArn = input.EventSourceArn ?? ''
    const isStream = /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[^/]+\/stream\/.+$/.test(eventSourceArn)
    if (!isStream && !/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:.+$/.test(eventSourceArn)) {
      const named = eventSourceArn || 'an event source without an ARN'
      throw invalidParameter(`Only queues of SQS and streams of DynamoDB can be read here, and ${named} is neither.`)
    }
    const fresh: MappingRecord = {
      uuid: deps.ids.uuid(),
      accountId: name.accountId,
      region: name.region,
      functionArn: functionArn(name),
      eventSourceArn,
      // AWS's defaults for queues, and for streams.
      ...(isStream && { stream: { startingPosition: positionOf(input), bisects: false, mostRetries: -1, longestAgeSeconds: -1 } }),
      ...{ batchSize: isStream ? 100 : 10, windowSeconds: 0, isEnabled: true, filters: [], reportsFailures: false },
      tags: input.Tags ?? {},
      lastModified: deps.clock.now(),
    }
    const mapping = withMappingSettings(fresh, input)
    if (mapping.stream) await beginStream(deps, mapping, resolved)
    else await checkQueue(deps, mapping, resolved)
    try {
      await deps.catalog.update<MappingRecord, void>(mappingKind, mapping.uuid, () => {
        const same = deps.catalog.list<MappingRecord>(mappingKind).find(other => isSame(other, mapping))
        if (same) throw exists(same)
        return { next: mapping, result: undefined }
      })
    } catch (error) {
      if (mapping.stream) await deps.data.commit([cursorsGone(mapping.uuid)])
      throw error
    }
    runner.changed(mapping.uuid)
    return mappingAnswer(mapping, 'Creating')
  }
}

/** @throws ApiError InvalidParameterValueException */
function positionOf({ StartingPosition }: lambda.CreateEventSourceMappingRequest): 'TRIM_HORIZON' | 'LATEST' {
  if (StartingPosition === 'TRIM_HORIZON' || StartingPosition === 'LATEST') return StartingPosition
  throw invalidParameter(
    StartingPosition === undefined
      ? "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null."
      : `Unsupported starting position for DynamoDB event source: ${StartingPosition}.`,
  )
}

/** The stream must be there and readable for the function's role; where it is read from is on disk before the mapping is. */
async function beginStream({ streams, data }: LambdaDependencies, mapping: MappingRecord, { settings }: Resolved): Promise<void> {
  try {
    await streams.read(mapping.eventSourceArn, '', 1, settings.role)
  } catch (error) {
    if (!/is not authorized/.test((error as Error).message)) throw invalidParameter(`Stream not found: ${mapping.eventSourceArn}`)
    throw invalidParameter(
      'Cannot access stream. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.',
    )
  }
  const from = mapping.stream?.startingPosition === 'LATEST' ? await streams.newest(mapping.eventSourceArn) : ''
  await data.commit([firstCursor(mapping.uuid, from)])
}

function isSame(one: MappingRecord, other: MappingRecord): boolean {
  return one.functionArn === other.functionArn && one.eventSourceArn === other.eventSourceArn
}

function exists(same: MappingRecord) {
  if (same.stream) {
    return conflict(
      `The event source arn (" ${same.eventSourceArn} ") and function (" ${same.functionArn.split(':')[6]} ") provided mapping already exists. ` +
        `Please update or delete the existing mapping with UUID ${same.uuid}`,
    )
  }
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
