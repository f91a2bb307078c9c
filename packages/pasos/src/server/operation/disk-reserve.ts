import { ApiError, type OperationContext } from '@pasos/wire'
import type { DiskWatch } from './disk-watch.ts'

/** Operations that begin something new and lasting. What runs already needs the rest of the disk to come to its end. */
const BEGINNINGS: Readonly<Record<string, ReadonlySet<string>>> = {
  states: new Set(['StartExecution', 'RedriveExecution', 'CreateStateMachine', 'UpdateStateMachine', 'CreateActivity']),
  lambda: new Set(['CreateFunction', 'UpdateFunctionCode', 'PublishLayerVersion', 'PublishVersion']),
  sqs: new Set(['SendMessage', 'SendMessageBatch']),
  sns: new Set(['Publish', 'PublishBatch']),
  dynamodb: new Set(['PutItem', 'BatchWriteItem', 'TransactWriteItems', 'CreateTable']),
  s3: new Set(['PutObject', 'UploadPart', 'CreateMultipartUpload', 'CopyObject']),
  logs: new Set(['PutLogEvents']),
}

/** Refuses beginnings while the disk is nearly full, with an error that every SDK takes as a reason to try again later. */
export function refuseOnLowDisk(disk: Pick<DiskWatch, 'isLow'>): (context: OperationContext) => ApiError | undefined {
  return ({ service, operation }) => {
    if (!disk.isLow() || !BEGINNINGS[service]?.has(operation)) return undefined
    return new ApiError('ServiceUnavailable', 'The disk of the server is nearly full; nothing new is begun until there is room again.', {
      httpStatus: 503,
    })
  }
}
