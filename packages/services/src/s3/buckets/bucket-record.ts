import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { S3Dependencies } from '../dependencies.ts'
import { noSuchBucket } from '../errors.ts'

/** Settings that are kept as they were given, by the name of what they configure: `Cors`, `Lifecycle`, `Policy` … */
export type BucketSettings = Record<string, unknown>

/** A bucket. Names are one for all accounts, as on AWS. Its objects are in the data store under `id`. */
export interface BucketRecord {
  id: string
  name: string
  accountId: string
  region: string
  /** Epoch milliseconds. */
  createdAt: number
  versioning?: 'Enabled' | 'Suspended'
  settings: BucketSettings
}

export const bucketKind = 's3Bucket'

/** @throws NoSuchBucket */
export function findBucket(catalog: Catalog, name: string): BucketRecord {
  const bucket = catalog.get<BucketRecord>(bucketKind, name)
  if (!bucket) throw noSuchBucket(name)
  return bucket
}

export function bucketArn(bucket: string, region: string): string {
  return `arn:${partitionOf(region)}:s3:::${bucket}`
}

/** @throws NoSuchBucket */
export function changeBucket({ catalog }: S3Dependencies, name: string, change: (bucket: BucketRecord) => BucketRecord): Promise<void> {
  return catalog.update<BucketRecord, void>(bucketKind, name, current => {
    if (!current) throw noSuchBucket(name)
    return { next: change(current), result: undefined }
  })
}
