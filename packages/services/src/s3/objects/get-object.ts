import type { Operation } from '@pasos/wire'
import type { S3Dependencies } from '../dependencies.ts'
import { s3Error } from '../errors.ts'
import { byteRange } from './byte-range.ts'
import { checkReadConditions } from './conditions.ts'
import { type FoundObject, findObject, versionOf } from './find-object.ts'
import { useObjectKey } from './object-key-use.ts'

interface GetObjectInput {
  Bucket: string
  Key: string
  VersionId?: string
  Range?: string
  PartNumber?: number
  ChecksumMode?: string
  IfMatch?: string
  IfNoneMatch?: string
  IfModifiedSince?: Date
  IfUnmodifiedSince?: Date
  ResponseCacheControl?: string
  ResponseContentDisposition?: string
  ResponseContentEncoding?: string
  ResponseContentLanguage?: string
  ResponseContentType?: string
  ResponseExpires?: Date
}

export function getObject(deps: S3Dependencies): Operation<GetObjectInput> {
  return async (input, caller) => {
    const found = await findObject(deps, input)
    checkReadConditions(found.object, input)
    await useObjectKey(deps, found.object.headers, { bucket: found.bucket, key: input.Key, action: 'Decrypt', caller })
    const range = rangeOf(found, input)
    return { ...describeRead(found, input, range), Body: deps.objects.read(found.object, range) }
  }
}

export function headObject(deps: S3Dependencies): Operation<GetObjectInput> {
  return async input => {
    const found = await findObject(deps, input)
    checkReadConditions(found.object, input)
    return describeRead(found, input, rangeOf(found, input))
  }
}

function rangeOf({ object }: FoundObject, { Range, PartNumber }: GetObjectInput): { from: number; before: number } | undefined {
  if (PartNumber === undefined) return byteRange(Range, object.size)
  const parts = object.parts ?? [{ size: object.size }]
  const part = parts[PartNumber - 1]
  if (!part)
    throw s3Error('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      PartNumberRequested: PartNumber,
      ActualPartCount: parts.length,
    })
  const from = parts.slice(0, PartNumber - 1).reduce((sum, { size }) => sum + size, 0)
  return { from, before: from + part.size }
}

function describeRead({ bucket, object }: FoundObject, input: GetObjectInput, range: { from: number; before: number } | undefined) {
  const {
    ServerSideEncryption,
    SSEKMSKeyId,
    SSEKMSEncryptionContext: _,
    BucketKeyEnabled,
    WebsiteRedirectLocation,
    ...headers
  } = object.headers
  const isWhole = range === undefined || (range.from === 0 && range.before === object.size)
  return {
    ...{ AcceptRanges: 'bytes', LastModified: new Date(object.lastModified), ETag: `"${object.etag}"` },
    ContentType: 'binary/octet-stream',
    ...headers,
    ...responseHeaders(input),
    ...{ ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled, WebsiteRedirectLocation, StorageClass: object.storageClass },
    ContentLength: range ? range.before - range.from : object.size,
    ...(range && { ContentRange: `bytes ${range.from}-${range.before - 1}/${object.size}`, StatusCode: 206 }),
    ...(object.parts && input.PartNumber !== undefined && { PartsCount: object.parts.length }),
    ...(input.ChecksumMode === 'ENABLED' && isWhole && { ...object.checksums, ChecksumType: object.checksumType }),
    Metadata: object.metadata,
    ...(object.tags.length > 0 && { TagCount: object.tags.length }),
    ...versionOf(bucket, object),
  }
}

/** Headers that a presigned address may ask for in place of the object's. */
function responseHeaders(input: GetObjectInput): Record<string, unknown> {
  const wanted = {
    ...{ CacheControl: input.ResponseCacheControl, ContentDisposition: input.ResponseContentDisposition },
    ...{ ContentEncoding: input.ResponseContentEncoding, ContentLanguage: input.ResponseContentLanguage },
    ...{ ContentType: input.ResponseContentType, Expires: input.ResponseExpires?.toUTCString() },
  }
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
}
