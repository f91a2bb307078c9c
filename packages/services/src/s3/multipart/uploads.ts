import { afterPrefix, type DataWrite } from '@pasos/engine'
import type { Operation } from '@pasos/wire'
import { type BucketRecord, findBucket } from '../buckets/bucket-record.ts'
import { type ChecksumAlgorithm, type Checksums, startChecksum } from '../checksums/checksum.ts'
import type { Body, S3Dependencies } from '../dependencies.ts'
import { invalidArgument } from '../errors.ts'
import { encoder } from '../listings/url-encoding.ts'
import { storeBody } from '../objects/body.ts'
import { byteRange } from '../objects/byte-range.ts'
import { findSource } from '../objects/copy-object.ts'
import { encryptionOf, type ObjectEncryption } from '../objects/object-encryption.ts'
import { useObjectKey } from '../objects/object-key-use.ts'
import { currentPlace, partPlace, partSpace, uploadPlace, uploadSpace } from '../objects/object-keys.ts'
import { headersOf } from '../objects/object-record.ts'
import { ownerId } from '../objects/object-settings.ts'
import { checkKey, checkStorageClass, tagsOf } from '../objects/save-object.ts'
import { wholeSecond } from '../whole-second.ts'
import { findUpload, type PartRecord, partsOf, type UploadRecord } from './upload-record.ts'

const MOST_PARTS = 10_000

interface CreateInput {
  Bucket: string
  Key: string
  ChecksumAlgorithm?: ChecksumAlgorithm
  ChecksumType?: 'FULL_OBJECT' | 'COMPOSITE'
  StorageClass?: string
  Tagging?: string
  Metadata?: Record<string, string>
}

export function createMultipartUpload(deps: S3Dependencies): Operation<CreateInput> {
  return async (input, context) => {
    const { accountId } = context
    const bucket = findBucket(deps.catalog, input.Bucket)
    checkKey(input.Key)
    checkStorageClass(input.StorageClass)
    tagsOf(input.Tagging)
    const encryption = encryptionOf(bucket, input)
    await useObjectKey(deps, encryption, { bucket, key: input.Key, action: 'GenerateDataKey', caller: context })
    const uploadId = deps.ids.uuid().replaceAll('-', '')
    const algorithm = input.ChecksumAlgorithm
    const upload: UploadRecord = {
      ...{ uploadId, key: input.Key, initiated: wholeSecond(deps.clock.now()), ownerId: accountId },
      ...(algorithm && { algorithm }),
      checksumType: input.ChecksumType ?? (algorithm === undefined || algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE'),
      encryption,
      input: { ...headersOf(input as unknown as Record<string, unknown>), ...kept(input) },
    }
    await deps.data.commit([{ space: uploadSpace, key: uploadPlace(bucket.id, input.Key, uploadId), value: JSON.stringify(upload) }])
    return {
      ...{ Bucket: input.Bucket, Key: input.Key, UploadId: uploadId, ...encryption },
      ...(algorithm && { ChecksumAlgorithm: algorithm, ChecksumType: upload.checksumType }),
    }
  }
}

function kept({ StorageClass, Tagging, Metadata }: CreateInput): object {
  return { ...(StorageClass !== undefined && { StorageClass }), ...(Tagging !== undefined && { Tagging }), ...(Metadata && { Metadata }) }
}

interface PartInput extends Checksums {
  Bucket: string
  Key: string
  UploadId: string
  PartNumber: number
  Body?: Body
  ContentLength?: number
  ContentMD5?: string
}

export function uploadPart(deps: S3Dependencies): Operation<PartInput> {
  return async input => {
    const { part, encryption } = await savePart(deps, input)
    return { ETag: `"${part.etag}"`, ...encryption, ...part.checksums }
  }
}

interface PartCopyInput {
  Bucket: string
  Key: string
  UploadId: string
  PartNumber: number
  CopySource: string
  CopySourceRange?: string
}

export function uploadPartCopy(deps: S3Dependencies): Operation<PartCopyInput> {
  return async (input, context) => {
    const { object, bucket } = await findSource(deps, input, context)
    const range = byteRange(input.CopySourceRange, object.size)
    if (input.CopySourceRange !== undefined && range === undefined)
      throw invalidArgument(
        'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
        'x-amz-copy-source-range',
        input.CopySourceRange,
      )
    const { Bucket, Key, UploadId, PartNumber } = input
    const { part, encryption } = await savePart(deps, { Bucket, Key, UploadId, PartNumber, Body: deps.objects.read(object, range) })
    return {
      CopyPartResult: { ETag: `"${part.etag}"`, LastModified: new Date(part.lastModified), ...part.checksums },
      ...encryption,
      ...(bucket.versioning && { CopySourceVersionId: object.versionId }),
    }
  }
}

async function savePart(deps: S3Dependencies, input: PartInput): Promise<{ part: PartRecord; encryption: ObjectEncryption }> {
  const { bucket, upload } = await findUpload(deps, input)
  if (!(input.PartNumber >= 1 && input.PartNumber <= MOST_PARTS))
    throw invalidArgument(`Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`, 'partNumber', String(input.PartNumber))
  const bytesId = deps.ids.uuid()
  const body = await storeBody(deps.contents, { ...input, ...(upload.algorithm && { ChecksumAlgorithm: upload.algorithm }) }, bytesId)
  const part: PartRecord = {
    ...{ number: input.PartNumber, size: body.size, etag: body.md5.toString('hex'), segments: body.segments, bytesId },
    ...{ checksums: body.checksums, lastModified: wholeSecond(deps.clock.now()) },
  }
  const place = partPlace(upload.uploadId, input.PartNumber)
  try {
    await deps.objects.exclusively(upload.uploadId, String(input.PartNumber), async () => {
      // The upload may have ended while the body came.
      await findUpload(deps, input)
      const old = await deps.data.get(partSpace, place)
      const replaced = old === undefined ? undefined : (JSON.parse(old as string) as PartRecord)
      const givenUp = replaced ? deps.objects.giveUp(replaced.bytesId, replaced.segments) : []
      await deps.data.commit([...givenUp, ...body.writes, { space: partSpace, key: place, value: JSON.stringify(part) }])
      if (replaced) await deps.objects.sweep(replaced.segments)
    })
  } catch (error) {
    await body.discard()
    throw error
  }
  await body.settle()
  return { part, encryption: shownEncryption(bucket, upload) }
}

/** What the answers of an upload's requests say; its context is told where it was begun. */
export function shownEncryption(bucket: BucketRecord, upload: UploadRecord): ObjectEncryption {
  const { SSEKMSEncryptionContext: _, ...shown } = encryptionOfUpload(bucket, upload)
  return shown
}

/** That of an upload which a former version began is in its request. */
export function encryptionOfUpload(bucket: BucketRecord, { encryption, input }: UploadRecord): ObjectEncryption {
  return encryption ?? encryptionOf(bucket, input)
}

interface UploadInput {
  Bucket: string
  Key: string
  UploadId: string
}

export function abortMultipartUpload(deps: S3Dependencies): Operation<UploadInput> {
  return async input => {
    const { bucket, upload } = await findUpload(deps, input)
    const parts = await partsOf(deps, upload.uploadId)
    await deps.data.commit([
      ...endOfUpload(bucket.id, upload),
      ...parts.flatMap(({ bytesId, segments }) => deps.objects.giveUp(bytesId, segments)),
    ])
    for (const { segments } of parts) await deps.objects.sweep(segments)
    return {}
  }
}

/** Takes away what is kept of an upload, its parts' bytes aside. */
export function endOfUpload(bucketId: string, { key, uploadId }: UploadRecord): DataWrite[] {
  return [
    { space: uploadSpace, key: uploadPlace(bucketId, key, uploadId), value: undefined },
    { space: partSpace, from: `${uploadId}:`, before: afterPrefix(`${uploadId}:`) },
  ]
}

export function listParts(deps: S3Dependencies): Operation<UploadInput & { MaxParts?: number; PartNumberMarker?: string }> {
  return async input => {
    const { bucket, upload } = await findUpload(deps, input)
    const after = Number(input.PartNumberMarker ?? 0)
    const limit = Math.min(input.MaxParts ?? 1_000, 1_000)
    const all = (await partsOf(deps, upload.uploadId)).filter(({ number }) => number > after)
    const page = all.slice(0, limit)
    const owner = { ID: ownerId(bucket.accountId) }
    return {
      ...{ Bucket: input.Bucket, Key: input.Key, UploadId: input.UploadId, PartNumberMarker: String(after), MaxParts: limit },
      ...(page.length > 0 && { NextPartNumberMarker: String(page.at(-1)!.number) }),
      IsTruncated: page.length < all.length,
      Parts: page.map(({ number, lastModified, etag, size, checksums }) => ({
        ...{ PartNumber: number, LastModified: new Date(lastModified), ETag: `"${etag}"`, Size: size, ...checksums },
      })),
      ...{ Initiator: owner, Owner: owner, StorageClass: upload.input['StorageClass'] ?? 'STANDARD' },
      ...(upload.algorithm && { ChecksumAlgorithm: upload.algorithm, ChecksumType: upload.checksumType }),
    }
  }
}

interface ListUploadsInput {
  Bucket: string
  Prefix?: string
  KeyMarker?: string
  UploadIdMarker?: string
  MaxUploads?: number
  EncodingType?: string
}

export function listMultipartUploads(deps: S3Dependencies): Operation<ListUploadsInput> {
  return async input => {
    const bucket = findBucket(deps.catalog, input.Bucket)
    const { Prefix = '', KeyMarker = '', UploadIdMarker = '', MaxUploads = 1_000 } = input
    const prefix = currentPlace(bucket.id, Prefix)
    const marker =
      UploadIdMarker === '' ? afterPrefix(uploadPlace(bucket.id, KeyMarker, '')) : `${uploadPlace(bucket.id, KeyMarker, UploadIdMarker)} `
    const from = KeyMarker !== '' && marker > prefix ? marker : prefix
    const entries = await deps.data.scan(uploadSpace, { from, before: afterPrefix(prefix), limit: MaxUploads + 1 })
    const uploads = entries.slice(0, MaxUploads).map(({ value }) => JSON.parse(value as string) as UploadRecord)
    const last = uploads.at(-1)
    const encode = encoder(input.EncodingType)
    const owner = { ID: ownerId(bucket.accountId) }
    return {
      ...{ Bucket: input.Bucket, KeyMarker: encode(KeyMarker), UploadIdMarker, MaxUploads, Prefix: encode(Prefix) },
      ...(input.EncodingType !== undefined && { EncodingType: input.EncodingType }),
      IsTruncated: entries.length > MaxUploads,
      ...(entries.length > MaxUploads && last && { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.uploadId }),
      ...(uploads.length > 0 && {
        Uploads: uploads.map(({ uploadId, key, initiated, algorithm, checksumType }) => ({
          ...{
            UploadId: uploadId,
            Key: encode(key),
            Initiated: new Date(initiated),
            StorageClass: 'STANDARD',
            Owner: owner,
            Initiator: owner,
          },
          ...(algorithm && { ChecksumAlgorithm: algorithm, ChecksumType: checksumType }),
        })),
      }),
    }
  }
}

/** The checksum over all bytes of a finished upload. */
export async function fullChecksum(deps: S3Dependencies, parts: readonly PartRecord[], algorithm: ChecksumAlgorithm): Promise<Checksums> {
  const running = startChecksum(algorithm)
  for (const part of parts) for await (const chunk of deps.objects.read(part)) running.update(chunk)
  return { [`Checksum${algorithm}`]: running.value() }
}
