import type { OperationContext } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import type { QueueRecord } from './queue-record.ts'

/** Whether KMS is asked before its messages are used. */
export function hasKey({ attributes }: QueueRecord): boolean {
  return attributes['KmsMasterKeyId'] !== undefined
}

/**
 * Who sends to a queue with a key of KMS needs kms:GenerateDataKey and kms:Decrypt, who receives kms:Decrypt:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * Nothing to wait for with a queue that has none, as most have.
 */
export function useQueueKey(
  { useKey }: Pick<SqsDependencies, 'useKey'>,
  record: QueueRecord,
  { caller, isSending }: { caller: OperationContext; isSending: boolean },
): Promise<void> | undefined {
  const key = record.attributes['KmsMasterKeyId']
  if (key === undefined) return undefined
  return useKey({
    ...{ key, place: record, caller },
    encryptionContext: { 'aws:sqs:arn': record.arn },
    actions: isSending ? ['GenerateDataKey', 'Decrypt'] : ['Decrypt'],
  })
}
