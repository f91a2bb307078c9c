import { contentSpace, type DataWrite } from '@pasos/engine'
import type { Operation, OperationContext } from '@pasos/wire'
import { bucketArn, findBucket } from '../buckets/bucket-record.ts'
import { checkOwner } from '../buckets/expected-owner.ts'
import { type ChecksumAlgorithm, type Checksums, startChecksum } from '../checksums/checksum.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { invalidArgument, s3Error } from '../errors.ts'
import { checkReadConditions } from './conditions.ts'
import { type FoundObject, findObject, versionOf } from './find-object.ts'
import { encryptionOf } from './object-encryption.ts'
import { useObjectKey } from './object-key-use.ts'
import { bytesSpace } from './object-keys.ts'
import type { Segment } from './object-record.ts'
import { checkKey, checkStorageClass, saveObject } from './save-object.ts'

interface CopyInput {
  Bucket: string
  Key: string
  CopySource: string
  MetadataDirective?: 'COPY' | 'REPLACE'
  TaggingDirective?: 'COPY' | 'REPLACE'
  Tagging?: string
  StorageClass?: string
  ServerSideEncryption?: string
  ChecksumAlgorithm?: ChecksumAlgorithm
  IfMatch?: string
  IfNoneMatch?: string
  CopySourceIfMatch?: string
  CopySourceIfNoneMatch?: string
  CopySourceIfModifiedSince?: Date
  CopySourceIfUnmodifiedSince?: Date
  ExpectedSourceBucketOwner?: string
}

export function copyObject(deps: S3Dependencies): Operation<CopyInput> {
  return async (input, context) => {
    const bucket = findBucket(deps.catalog, input.Bucket)
    checkKey(input.Key)
    checkStorageClass(input.StorageClass)
    const source = await findSource(deps, input, context)
    const { object: from } = source
    const isItself = source.bucket.id === bucket.id && from.key === input.Key
    const encryption = encryptionOf(bucket, input)
    const isReplacing = input.MetadataDirective === 'REPLACE' || input.TaggingDirective === 'REPLACE'
    if (isItself && !isReplacing && input.StorageClass === undefined && input.ServerSideEncryption === undefined)
      throw s3Error(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        400,
      )
    await useObjectKey(deps, encryption, { bucket, key: input.Key, action: 'GenerateDataKey', caller: context })
    const bytesId = deps.ids.uuid()
    const { segments, writes } = await copySegments(deps, source, bytesId)
    const checksums = await checksumsOf(deps, source, input.ChecksumAlgorithm)
    const made = await saveObject(
      deps,
      bucket,
      {
        ...{ key: input.Key, size: from.size, etag: from.etag, segments, bytesId, checksums, writes },
        ...{
          checksumType: 'FULL_OBJECT',
          input: takenOver(source, input),
          encryption,
          ownerId: context.accountId,
          event: 'ObjectCreated:Copy',
        },
        ...(from.parts && { parts: from.parts }),
      },
      input,
    )
    for (const { content } of segments) if (content !== undefined) await deps.contents.settle(content)
    return {
      CopyObjectResult: {
        ETag: `"${made.etag}"`,
        LastModified: new Date(made.lastModified),
        ...made.checksums,
        ChecksumType: 'FULL_OBJECT',
      },
      ...encryption,
      ...(source.bucket.versioning && { CopySourceVersionId: from.versionId }),
      ...versionOf(bucket, made),
    }
  }
}

/** The object that a copy reads, which its caller must be allowed to read. */
export async function findSource(
  deps: S3Dependencies,
  input: Omit<CopyInput, 'Bucket' | 'Key'>,
  context: OperationContext,
): Promise<FoundObject> {
  const { Bucket, Key, VersionId } = sourceOf(input.CopySource)
  if (input.ExpectedSourceBucketOwner !== undefined) checkOwner(deps.catalog, Bucket, input.ExpectedSourceBucketOwner)
  const refused = deps.refusal(
    context,
    VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion',
    `${bucketArn(Bucket, context.region)}/${Key}`,
  )
  if (refused !== undefined) throw s3Error('AccessDenied', refused, 403)
  const found = await findObject(deps, { Bucket, Key, ...(VersionId !== undefined && { VersionId }) })
  try {
    checkReadConditions(found.object, {
      ...(input.CopySourceIfMatch !== undefined && { IfMatch: input.CopySourceIfMatch }),
      ...(input.CopySourceIfNoneMatch !== undefined && { IfNoneMatch: input.CopySourceIfNoneMatch }),
      ...(input.CopySourceIfModifiedSince && { IfModifiedSince: input.CopySourceIfModifiedSince }),
      ...(input.CopySourceIfUnmodifiedSince && { IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince }),
    })
  } catch {
    throw s3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412)
  }
  await useObjectKey(deps, found.object.headers, { bucket: found.bucket, key: Key, action: 'Decrypt', caller: context })
  return found
}

/** `bucket/key?versionId=…`, encoded, with or without a slash before. */
function sourceOf(source: string): { Bucket: string; Key: string; VersionId?: string } {
  const [path = '', query = ''] = source.split('?versionId=')
  let decoded: string
  try {
    decoded = decodeURIComponent(path).replace(/^\//, '')
  } catch {
    throw invalidArgument('Invalid copy source encoding.', 'x-amz-copy-source', source)
  }
  const slash = decoded.indexOf('/')
  if (slash < 1 || slash === decoded.length - 1)
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey', 'x-amz-copy-source', source)
  return { Bucket: decoded.slice(0, slash), Key: decoded.slice(slash + 1), ...(query !== '' && { VersionId: query }) }
}

async function copySegments(
  deps: S3Dependencies,
  { object }: FoundObject,
  bytesId: string,
): Promise<{ segments: Segment[]; writes: DataWrite[] }> {
  const segments: Segment[] = []
  const writes: DataWrite[] = []
  for (const { content, bytes } of object.segments) {
    if (content === undefined) {
      const value = await deps.data.get(bytesSpace, object.bytesId)
      writes.push({ space: bytesSpace, key: bytesId, value })
      segments.push({ bytes })
    } else {
      const copy = await deps.contents.copy(content)
      writes.push({ space: contentSpace, key: copy.id, value: '' })
      segments.push({ bytes, content: copy.id })
    }
  }
  return { segments, writes }
}

/** A copy has a checksum of its whole, which a multipart object may not have. */
async function checksumsOf(deps: S3Dependencies, { object }: FoundObject, wanted: ChecksumAlgorithm | undefined): Promise<Checksums> {
  const known = Object.keys(object.checksums)[0]?.slice('Checksum'.length) as ChecksumAlgorithm | undefined
  const algorithm = wanted ?? known ?? 'CRC64NVME'
  if (object.checksumType === 'FULL_OBJECT' && algorithm === known) return object.checksums
  const running = startChecksum(algorithm)
  for await (const chunk of deps.objects.read(object)) running.update(chunk)
  return { [`Checksum${algorithm}`]: running.value() }
}

/** Headers, metadata and tags: the source's unless the request replaces them. */
function takenOver({ object }: FoundObject, input: CopyInput): Record<string, unknown> {
  const own = input as unknown as Record<string, unknown>
  const kept = input.MetadataDirective === 'REPLACE' ? own : { ...object.headers, Metadata: object.metadata }
  const tags = new URLSearchParams(object.tags).toString()
  return { ...kept, StorageClass: input.StorageClass, Tagging: input.TaggingDirective === 'REPLACE' ? input.Tagging : tags }
}
