import type { Catalog } from '@pasos/engine'
import type { Operation } from '@pasos/wire'
import { s3Error } from '../errors.ts'
import { type BucketRecord, bucketKind } from './bucket-record.ts'

interface OwnerInput {
  Bucket?: string
  ExpectedBucketOwner?: string
}

/**
 * The operation, for callers who say whose bucket they mean: refused where it is another's.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
export function forExpectedOwner(catalog: Catalog, operation: Operation): Operation {
  return (input: OwnerInput, context) => {
    const { Bucket, ExpectedBucketOwner: expected } = input
    if (expected !== undefined && Bucket !== undefined) checkOwner(catalog, Bucket, expected)
    return operation(input, context)
  }
}

/** A bucket that there is not has nobody's: what is missing is said by whoever looks for it. @throws AccessDenied */
export function checkOwner(catalog: Catalog, bucket: string, expected: string): void {
  const owner = catalog.get<BucketRecord>(bucketKind, bucket)?.accountId
  if (owner !== undefined && owner !== expected) throw s3Error('AccessDenied', 'Access Denied', 403)
}
