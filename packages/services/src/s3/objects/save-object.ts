import type { DataWrite } from '@pasos/engine'
import type { BucketRecord } from '../buckets/bucket-record.ts'
import type { Checksums } from '../checksums/checksum.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { invalidArgument, s3Error } from '../errors.ts'
import { wholeSecond } from '../whole-second.ts'
import { checkWriteConditions } from './conditions.ts'
import type { ObjectEncryption } from './object-encryption.ts'
import { headersOf, type ObjectRecord, type Segment } from './object-record.ts'
import type { StoredObject } from './object-store.ts'

/** What an object is made of, however it came. */
export interface NewObject {
  key: string
  size: number
  etag: string
  segments: Segment[]
  bytesId: string
  checksums: Checksums
  checksumType: 'FULL_OBJECT' | 'COMPOSITE'
  parts?: NonNullable<ObjectRecord['parts']>
  /** Headers, metadata, tags and storage class are read from it. */
  input: Record<string, unknown>
  encryption: ObjectEncryption
  ownerId: string
  writes: readonly DataWrite[]
  /** The name of the notification: `ObjectCreated:Put`. */
  event: string
}

const LONGEST_METADATA = 2_048
const LONGEST_KEY = 1_024
const MOST_TAGS = 10

/** Makes the object the current version of its key, under the conditions of the request. */
export async function saveObject(
  deps: S3Dependencies,
  bucket: BucketRecord,
  made: NewObject,
  conditions: { IfMatch?: string; IfNoneMatch?: string },
): Promise<StoredObject> {
  const { objects, notices, clock } = deps
  return objects.exclusively(bucket.id, made.key, async () => {
    checkWriteConditions(await objects.current(bucket.id, made.key), conditions)
    const isVersioned = bucket.versioning === 'Enabled'
    const serial = await objects.nextSerial(clock.now())
    const { writes: _, event: _event, input, encryption, ...rest } = made
    const object: StoredObject = {
      ...rest,
      ...{ serial, versionId: isVersioned ? versionId(serial) : 'null', lastModified: wholeSecond(clock.now()) },
      ...{ headers: { ...headersOf(input), ...encryption }, metadata: metadataOf(input), tags: tagsOf(input['Tagging']) },
      ...(typeof input['StorageClass'] === 'string' && input['StorageClass'] !== 'STANDARD' && { storageClass: input['StorageClass'] }),
    }
    // Without versioning there is one version, called null, which each write replaces.
    const replaced = isVersioned ? [] : (await objects.versions(bucket.id, made.key)).filter(old => old.versionId === 'null')
    const told = notices.writesOf(bucket, made.event, object, clock.now())
    await objects.put(bucket.id, object, replaced, [...made.writes, ...told])
    notices.deliver(told)
    return object
  })
}

/** Version ids say nothing of their order, as on AWS. */
export function versionId(serial: number): string {
  return Buffer.from(`pasos${String(serial).padStart(17, '0').split('').reverse().join('')}`).toString('base64url')
}

export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > LONGEST_KEY)
    throw s3Error('KeyTooLongError', 'Your key is too long', 400, { Size: Buffer.byteLength(key), MaxSizeAllowed: LONGEST_KEY })
}

function metadataOf({ Metadata }: Record<string, unknown>): Record<string, string> {
  const metadata = (Metadata ?? {}) as Record<string, string>
  const bytes = Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (bytes > LONGEST_METADATA)
    throw s3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
      Size: bytes,
      MaxSizeAllowed: LONGEST_METADATA,
    })
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]))
}

/** Tags as a header gives them: `a=b&c=d`. */
export function tagsOf(header: unknown): [key: string, value: string][] {
  if (typeof header !== 'string' || header === '') return []
  const tags = [...new URLSearchParams(header)] as [string, string][]
  checkTags(tags)
  return tags
}

export function checkTags(tags: readonly (readonly [string, string])[]): void {
  if (tags.length > MOST_TAGS) throw s3Error('BadRequest', 'Object tags cannot be greater than 10', 400)
  if (new Set(tags.map(([key]) => key)).size < tags.length)
    throw s3Error('InvalidTag', 'Cannot provide multiple Tags with the same key', 400)
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128) throw s3Error('InvalidTag', 'The TagKey you have provided is invalid', 400, { TagKey: key })
    if (value.length > 256) throw s3Error('InvalidTag', 'The TagValue you have provided is invalid', 400, { TagValue: value })
  }
}

/** @throws InvalidArgument for a storage class that nobody knows */
export function checkStorageClass(storageClass: string | undefined): void {
  const known = [
    'STANDARD',
    'REDUCED_REDUNDANCY',
    'STANDARD_IA',
    'ONEZONE_IA',
    'INTELLIGENT_TIERING',
    'GLACIER',
    'DEEP_ARCHIVE',
    'GLACIER_IR',
  ]
  if (storageClass !== undefined && !known.includes(storageClass))
    throw storageClass === 'OUTPOSTS' || storageClass === 'SNOW' || storageClass === 'EXPRESS_ONEZONE'
      ? invalidArgument('The storage class is not available here', 'x-amz-storage-class', storageClass)
      : s3Error('InvalidStorageClass', 'The storage class you specified is not valid', 400, { StorageClassRequested: storageClass })
}
