import { afterPrefix } from '@pasos/engine'
import { type BucketRecord, findBucket } from '../buckets/bucket-record.ts'
import type { ChecksumAlgorithm, Checksums } from '../checksums/checksum.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { noSuchUpload } from '../errors.ts'
import type { ObjectEncryption } from '../objects/object-encryption.ts'
import { partSpace, uploadPlace, uploadSpace } from '../objects/object-keys.ts'
import type { Segment } from '../objects/object-record.ts'

/** A multipart upload that is under way. */
export interface UploadRecord {
  uploadId: string
  key: string
  initiated: number
  ownerId: string
  algorithm?: ChecksumAlgorithm
  checksumType: 'FULL_OBJECT' | 'COMPOSITE'
  encryption?: ObjectEncryption
  /** The request that began it: headers, metadata, tags. */
  input: Record<string, unknown>
}

export interface PartRecord {
  number: number
  size: number
  etag: string
  segments: Segment[]
  bytesId: string
  checksums: Checksums
  lastModified: number
}

/** @throws NoSuchBucket, NoSuchUpload */
export async function findUpload(
  { catalog, data }: S3Dependencies,
  { Bucket, Key, UploadId }: { Bucket: string; Key: string; UploadId: string },
): Promise<{ bucket: BucketRecord; upload: UploadRecord }> {
  const bucket = findBucket(catalog, Bucket)
  const value = await data.get(uploadSpace, uploadPlace(bucket.id, Key, UploadId))
  if (value === undefined) throw noSuchUpload(UploadId)
  return { bucket, upload: JSON.parse(value as string) as UploadRecord }
}

export async function partsOf({ data }: S3Dependencies, uploadId: string): Promise<PartRecord[]> {
  const prefix = `${uploadId}:`
  const entries = await data.scan(partSpace, { from: prefix, before: afterPrefix(prefix), limit: 10_000 })
  return entries.map(({ value }) => JSON.parse(value as string) as PartRecord)
}
