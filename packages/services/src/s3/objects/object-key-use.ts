import type { OperationContext } from '@pasos/wire'
import { type BucketRecord, bucketArn } from '../buckets/bucket-record.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { type ObjectEncryption, pairsOf } from './object-encryption.ts'

/**
 * Who writes an object with a key of KMS needs kms:GenerateDataKey, who reads it kms:Decrypt; with the key that S3 has itself nobody is asked:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function useObjectKey(
  { useKey }: Pick<S3Dependencies, 'useKey'>,
  { SSEKMSKeyId, SSEKMSEncryptionContext: context, BucketKeyEnabled }: ObjectEncryption,
  { bucket, key, action, caller }: { bucket: BucketRecord; key: string; action: 'Decrypt' | 'GenerateDataKey'; caller: OperationContext },
): Promise<void> {
  const arn = bucketArn(bucket.name, bucket.region)
  return useKey({
    ...{ key: SSEKMSKeyId, place: bucket, caller, actions: [action] },
    encryptionContext: { ...(context && pairsOf(context)), 'aws:s3:arn': BucketKeyEnabled ? arn : `${arn}/${key}` },
  })
}
