import { createHash } from 'node:crypto'
import type { DataWrite } from '@pasos/engine'
import type { Operation } from '@pasos/wire'
import { algorithms, type ChecksumAlgorithm, type Checksums, checkChecksum, compositeChecksum } from '../checksums/checksum.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { s3Error } from '../errors.ts'
import { versionOf } from '../objects/find-object.ts'
import { useObjectKey } from '../objects/object-key-use.ts'
import { bytesSpace } from '../objects/object-keys.ts'
import type { Segment } from '../objects/object-record.ts'
import { saveObject } from '../objects/save-object.ts'
import { findUpload, type PartRecord, partsOf, type UploadRecord } from './upload-record.ts'
import { encryptionOfUpload, endOfUpload, fullChecksum, shownEncryption } from './uploads.ts'

const SMALLEST_PART = 5 * 1_024 * 1_024

interface GivenPart extends Checksums {
  PartNumber?: number
  ETag?: string
}

interface CompleteInput extends Checksums {
  Bucket: string
  Key: string
  UploadId: string
  MultipartUpload?: { Parts?: GivenPart[] }
  MpuObjectSize?: number
  ChecksumType?: 'FULL_OBJECT' | 'COMPOSITE'
  IfMatch?: string
  IfNoneMatch?: string
}

/** Makes one object of the parts that the request names; the bytes stay where they are. */
export function completeMultipartUpload(deps: S3Dependencies): Operation<CompleteInput> {
  return async (input, caller) => {
    const { bucket, upload } = await findUpload(deps, input)
    const encryption = encryptionOfUpload(bucket, upload)
    // AWS: the parts are read to make one object of them.
    await useObjectKey(deps, encryption, { bucket, key: upload.key, action: 'Decrypt', caller })
    if (input.ChecksumType !== undefined && input.ChecksumType !== upload.checksumType) {
      const words = `The upload was created using the ${upload.checksumType} checksum mode. The complete request must use the same checksum mode.`
      throw s3Error('InvalidRequest', words, 400)
    }
    const all = await partsOf(deps, upload.uploadId)
    const parts = chosenParts(all, input)
    const size = parts.reduce((sum, part) => sum + part.size, 0)
    if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size)
      throw s3Error(
        'InvalidRequest',
        `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${size}`,
        400,
      )
    const algorithm = upload.algorithm ?? 'CRC64NVME'
    const checksums = await checksumsOf(deps, upload, parts, algorithm)
    checkChecksum(algorithm, input[`Checksum${algorithm}`], checksums[`Checksum${algorithm}`]!)
    const bytesId = deps.ids.uuid()
    const { segments, writes } = await joined(deps, parts, bytesId)
    const used = new Set(parts)
    const unused = all.filter(part => !used.has(part))
    const object = await saveObject(
      deps,
      bucket,
      {
        ...{ key: upload.key, size, etag: etagOf(parts), segments, bytesId, checksums, checksumType: upload.checksumType },
        parts: parts.map(part => ({ size: part.size, ...(upload.algorithm && { checksums: part.checksums }) })),
        ...{ input: upload.input, encryption, ownerId: upload.ownerId, event: 'ObjectCreated:CompleteMultipartUpload' },
        writes: [...writes, ...endOfUpload(bucket.id, upload), ...unused.flatMap(part => deps.objects.giveUp(part.bytesId, part.segments))],
      },
      input,
    )
    for (const { segments: gone } of unused) await deps.objects.sweep(gone)
    return {
      ...{ Location: `/${input.Bucket}/${input.Key}`, Bucket: input.Bucket, Key: input.Key, ETag: `"${object.etag}"` },
      ...{ ...object.checksums, ChecksumType: object.checksumType, ...shownEncryption(bucket, upload) },
      ...versionOf(bucket, object),
    }
  }
}

/** @throws MalformedXML, InvalidPart, InvalidPartOrder, EntityTooSmall */
function chosenParts(all: readonly PartRecord[], { MultipartUpload, UploadId }: CompleteInput): PartRecord[] {
  const given = MultipartUpload?.Parts ?? []
  if (given.length === 0)
    throw s3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400)
  const byNumber = new Map(all.map(part => [part.number, part]))
  const parts = given.map(({ PartNumber = 0, ETag = '' }, at) => {
    if (at > 0 && PartNumber <= (given[at - 1]!.PartNumber ?? 0))
      throw s3Error('InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.', 400, {
        UploadId,
      })
    const part = byNumber.get(PartNumber)
    if (part?.etag !== ETag.replaceAll('"', '') || differs(part, given[at]!))
      throw s3Error(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { UploadId, PartNumber, ETag },
      )
    return part
  })
  const small = parts.slice(0, -1).find(part => part.size < SMALLEST_PART)
  if (small)
    throw s3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
      ...{ ProposedSize: small.size, MinSizeAllowed: SMALLEST_PART, PartNumber: small.number, ETag: small.etag },
    })
  return parts
}

/** Whether a part has another checksum than the request says; of a kind that it was not uploaded with, there is none to compare. */
function differs({ checksums }: PartRecord, given: GivenPart): boolean {
  return algorithms.some(kind => {
    const [said, known] = [given[`Checksum${kind}`], checksums[`Checksum${kind}`]]
    return said !== undefined && known !== undefined && said !== known
  })
}

/** The MD5 of the parts' MD5s, and how many they are. */
function etagOf(parts: readonly PartRecord[]): string {
  const md5 = createHash('md5')
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'))
  return `${md5.digest('hex')}-${parts.length}`
}

async function checksumsOf(
  deps: S3Dependencies,
  upload: UploadRecord,
  parts: readonly PartRecord[],
  algorithm: ChecksumAlgorithm,
): Promise<Checksums> {
  if (upload.checksumType === 'FULL_OBJECT') return fullChecksum(deps, parts, algorithm)
  return {
    [`Checksum${algorithm}`]: compositeChecksum(
      algorithm,
      parts.map(part => part.checksums[`Checksum${algorithm}`] ?? ''),
    ),
  }
}

/** The parts' segments in order. At most the last part is so small that its bytes are in the data store: they move to the object. */
async function joined(
  deps: S3Dependencies,
  parts: readonly PartRecord[],
  bytesId: string,
): Promise<{ segments: Segment[]; writes: DataWrite[] }> {
  const segments: Segment[] = []
  const writes: DataWrite[] = []
  for (const part of parts)
    for (const segment of part.segments) {
      segments.push(segment)
      if (segment.content !== undefined) continue
      writes.push({ space: bytesSpace, key: bytesId, value: await deps.data.get(bytesSpace, part.bytesId) })
      writes.push({ space: bytesSpace, key: part.bytesId, value: undefined })
    }
  return { segments, writes }
}
