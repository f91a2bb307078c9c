import { type BucketRecord, findBucket } from '../buckets/bucket-record.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { noSuchKey, noSuchVersion, s3Error } from '../errors.ts'
import type { StoredObject } from './object-store.ts'

interface ObjectInput {
  Bucket: string
  Key: string
  VersionId?: string
}

export interface FoundObject {
  bucket: BucketRecord
  object: StoredObject
}

/** The version that a request names, or the current one. @throws NoSuchBucket, NoSuchKey, NoSuchVersion, MethodNotAllowed */
export async function findObject({ catalog, objects }: S3Dependencies, { Bucket, Key, VersionId }: ObjectInput): Promise<FoundObject> {
  const bucket = findBucket(catalog, Bucket)
  const object = VersionId === undefined ? await objects.current(bucket.id, Key) : await objects.version(bucket.id, Key, VersionId)
  if (!object) throw VersionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, VersionId)
  if (!object.isDeleteMarker) return { bucket, object }
  if (VersionId === undefined) throw noSuchKey(Key)
  throw s3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
    Method: 'GET',
    ResourceType: 'DeleteMarker',
  })
}

/** Answers name a version only where the bucket has ever been versioned. */
export function versionOf(bucket: BucketRecord, object: Pick<StoredObject, 'versionId'>): { VersionId?: string } {
  return bucket.versioning ? { VersionId: object.versionId } : {}
}
