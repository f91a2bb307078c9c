import { ApiError, type Operation, type OperationContext } from '@pasos/wire'
import { type BucketRecord, bucketArn, findBucket } from '../buckets/bucket-record.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { preconditionFailed, s3Error } from '../errors.ts'
import { wholeSecond } from '../whole-second.ts'
import { matches } from './conditions.ts'
import type { StoredObject } from './object-store.ts'
import { versionId } from './save-object.ts'

interface DeleteInput {
  Bucket: string
  Key: string
  VersionId?: string
  IfMatch?: string
  BypassGovernanceRetention?: boolean
}

export function deleteObject(deps: S3Dependencies): Operation<DeleteInput> {
  return async (input, context) => {
    const bucket = findBucket(deps.catalog, input.Bucket)
    checkBypass(deps, input, context)
    const deleted = await deleteOne(deps, bucket, input, context.caller.accountId)
    return { ...(deleted.isMarker && { DeleteMarker: true }), ...(deleted.versionId !== undefined && { VersionId: deleted.versionId }) }
  }
}

/** AWS: who would get past a lock needs the permission, whether there is one or not. @throws ApiError AccessDenied */
function checkBypass(
  deps: Pick<S3Dependencies, 'refusal'>,
  { Bucket, Key, BypassGovernanceRetention }: Pick<DeleteInput, 'Bucket' | 'Key' | 'BypassGovernanceRetention'>,
  context: OperationContext,
): void {
  if (!BypassGovernanceRetention) return
  const refused = deps.refusal(context, 's3:BypassGovernanceRetention', `${bucketArn(Bucket, context.region)}/${Key}`)
  if (refused !== undefined) throw s3Error('AccessDenied', refused, 403)
}

interface Deleted {
  /** A marker was made, or was what was deleted. */
  isMarker: boolean
  versionId?: string
  madeMarker?: string
}

const MOST_KEYS = 1_000

interface DeleteObjectsInput {
  Bucket: string
  BypassGovernanceRetention?: boolean
  Delete: { Objects: { Key: string; VersionId?: string; ETag?: string }[]; Quiet?: boolean }
}

export function deleteObjects(deps: S3Dependencies): Operation<DeleteObjectsInput> {
  return async ({ Bucket, Delete, BypassGovernanceRetention = false }, context) => {
    const bucket = findBucket(deps.catalog, Bucket)
    if (Delete.Objects.length > MOST_KEYS)
      throw s3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400)
    const Deleted: object[] = []
    const Errors: object[] = []
    for (const { Key, VersionId, ETag } of Delete.Objects) {
      const asked = { Key, ...(VersionId !== undefined && { VersionId }) }
      try {
        const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
        const refused = deps.refusal(context, action, `${bucketArn(Bucket, context.region)}/${Key}`)
        if (refused !== undefined) throw s3Error('AccessDenied', refused, 403)
        checkBypass(deps, { Bucket, Key, BypassGovernanceRetention }, context)
        const one = await deleteOne(deps, bucket, { Bucket, ...asked, ...(ETag !== undefined && { IfMatch: ETag }) }, context.accountId)
        const marker = one.isMarker && { DeleteMarker: true, DeleteMarkerVersionId: one.madeMarker ?? one.versionId }
        Deleted.push({ ...asked, ...marker })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        Errors.push({ ...asked, Code: error.code, Message: error.message })
      }
    }
    return { ...(!Delete.Quiet && { Deleted }), Errors }
  }
}

/**
 * Deletes one version for good, or, without a version, what the key shows: in a versioned bucket a marker comes on top, otherwise the
 * one version goes.
 */
export function deleteOne(deps: S3Dependencies, bucket: BucketRecord, input: DeleteInput, ownerId: string): Promise<Deleted> {
  const { Key, VersionId, IfMatch } = input
  return deps.objects.exclusively(bucket.id, Key, async () => {
    const current = await deps.objects.current(bucket.id, Key)
    if (IfMatch !== undefined && (!current || current.isDeleteMarker || !matches(IfMatch, current.etag)))
      throw preconditionFailed('If-Match')
    if (VersionId !== undefined) return removeVersion(deps, bucket, Key, VersionId)
    if (bucket.versioning === undefined) {
      if (current) await removeForGood(deps, bucket, Key, [current])
      return { isMarker: false }
    }
    return putMarker(deps, bucket, Key, ownerId)
  })
}

async function removeVersion(deps: S3Dependencies, bucket: BucketRecord, key: string, versionId: string): Promise<Deleted> {
  const object = await deps.objects.version(bucket.id, key, versionId)
  if (object) await removeForGood(deps, bucket, key, [object])
  return { isMarker: object?.isDeleteMarker === true, versionId }
}

async function removeForGood(deps: S3Dependencies, bucket: BucketRecord, key: string, gone: StoredObject[]): Promise<void> {
  const told = gone.flatMap(object => deps.notices.writesOf(bucket, 'ObjectRemoved:Delete', object, deps.clock.now()))
  await deps.objects.remove(bucket.id, key, gone, told)
  deps.notices.deliver(told)
}

async function putMarker(deps: S3Dependencies, bucket: BucketRecord, key: string, ownerId: string): Promise<Deleted> {
  const now = deps.clock.now()
  const serial = await deps.objects.nextSerial(now)
  const marker: StoredObject = {
    ...{ key, serial, versionId: bucket.versioning === 'Enabled' ? versionId(serial) : 'null', isDeleteMarker: true as const },
    lastModified: wholeSecond(now),
    ...{ size: 0, etag: '', segments: [], bytesId: '', checksums: {}, headers: {}, metadata: {}, tags: [], ownerId },
  }
  const replaced = marker.versionId === 'null' ? (await deps.objects.versions(bucket.id, key)).filter(old => old.versionId === 'null') : []
  const told = deps.notices.writesOf(bucket, 'ObjectRemoved:DeleteMarkerCreated', marker, now)
  await deps.objects.put(bucket.id, marker, replaced, told)
  deps.notices.deliver(told)
  return { isMarker: true, versionId: marker.versionId, madeMarker: marker.versionId }
}
